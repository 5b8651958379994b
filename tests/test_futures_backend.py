"""What the backends on executors share: the roll call of an executor that breaks."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

import pytest

from corecurve.core.backends.futures import FuturesBackend
from corecurve.core.case import Case
from corecurve.core.roll_call import Register, WorkerFailed
from corecurve.core.worker_setup import WorkerSetup
from corecurve.core.workload_source import WorkloadSource


class BreakingExecutor(Executor):
    """Its first worker says why it cannot start, and is gone before the second task is handed in."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.tasks = 0

    def submit(self, *task: Any, **named: Any) -> Future[Any]:
        self.tasks += 1
        if self.tasks > 1:
            raise BrokenExecutor("a child process terminated abruptly")
        self.register.report_failure("no licence")
        return Future()


class BreakingBackend(FuturesBackend):
    def make_executor(self, register: Register) -> Executor:
        return BreakingExecutor(register)


def test_what_a_worker_said_wins_over_the_executor_that_broke_before_all_tasks_were_handed_in() -> None:
    setup = WorkerSetup(WorkloadSource(module="corecurve.core.workloads.primes"), "primes")
    with pytest.raises(WorkerFailed, match="no licence"):
        BreakingBackend(Case("primes", "executor", 3), setup).start()
