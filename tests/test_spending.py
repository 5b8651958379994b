"""Spending: every second of a run counts to one purpose."""

from __future__ import annotations

import pytest

from corecurve.bench.measuring.spending import Spending
from corecurve.bench.report import Round


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("corecurve.bench.measuring.spending.time", clock)
    return clock


def test_the_seconds_of_a_block_count_to_its_purpose(clock: Clock) -> None:
    spending = Spending()
    for seconds in (1.0, 2.0):
        with spending.on("profile"):
            clock.now += seconds
    assert spending.seconds == {"profile": 3.0}


def test_an_inner_block_counts_to_its_own_purpose_only(clock: Clock) -> None:
    spending = Spending()
    with spending.on("calibration"):
        clock.now += 1
        for _ in range(2):
            with spending.on("launch"):
                clock.now += 10
        clock.now += 2
    with spending.on("profile"):
        clock.now += 5
    assert spending.seconds == {"launch": 20.0, "calibration": 3.0, "profile": 5.0}


def test_what_fails_has_cost_its_time_as_well(clock: Clock) -> None:
    spending = Spending()
    with pytest.raises(RuntimeError), spending.on("calibration"):  # noqa: PT012
        with spending.on("launch"):
            clock.now += 4
            raise RuntimeError
    assert spending.seconds == {"launch": 4.0, "calibration": 0.0}


def test_a_round_counts_with_all_its_executions_and_its_start_and_stop() -> None:
    spending = Spending()
    cold = Round(block=0, launch=1, wall_seconds=0.5, iterations=4, startup_seconds=0.25, stop_seconds=0.5)
    spending.add_round(cold)
    spending.add_round(Round(block=0, launch=1, wall_seconds=1.0))
    assert spending.seconds == {"rounds": 3.0, "startup_and_stop": 0.75}
