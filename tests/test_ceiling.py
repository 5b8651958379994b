"""The ceiling's processes: as many as were asked for, each with its own times, and none taken for dead that is done."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from corecurve.core import ceiling
from corecurve.core.roll_call import RollCall, Worker
from corecurve.core.worker_setup import WorkerSetup
from corecurve.core.workload_source import WorkloadSource
from corecurve.core.workloads.primes import segments

SETUP = WorkerSetup(WorkloadSource(module="corecurve.core.workloads.primes"), "primes")
LONG_ENOUGH_TO_BE_DONE_SECONDS = 0.5


class SlowRollCall(RollCall):
    """Has heard of everyone only when the first could long have finished."""

    def gather(self, check_alive: Callable[[], None]) -> list[Worker]:
        present = super().gather(check_alive)
        time.sleep(LONG_ENOUGH_TO_BE_DONE_SECONDS)
        check_alive()
        return present


@pytest.mark.parametrize("roll_call", [RollCall, SlowRollCall])
def test_each_process_gives_its_times(monkeypatch: pytest.MonkeyPatch, roll_call: type[RollCall]) -> None:
    monkeypatch.setattr(ceiling, "RollCall", roll_call)
    inputs = segments(1)
    found = ceiling.measure_ceiling(SETUP, 3, inputs, inputs[:1], 1)
    assert len(found) == 3
    assert all(wall > 0 and cpu > 0 for wall, cpu in found)
