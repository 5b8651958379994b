"""Workers that die are reaped by a thread of the pool's or executor's own: nobody else asks for an exit code before.

A process of a fork server tells its exit code once, through a pipe: of two threads that read it at the same time, one
finds the end of the file and puts 255 down for both. So the processes here are worth one question, after the reaping.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from types import SimpleNamespace
from typing import Any

import pytest

from corecurve.core.backends.futures import FuturesBackend
from corecurve.core.backends.pool import ProcessPool
from corecurve.core.case import Case
from corecurve.core.roll_call import Register, WorkerFailed
from corecurve.core.worker_setup import WorkerSetup
from corecurve.core.workload_source import WorkloadSource

SETUP = WorkerSetup(WorkloadSource(module="corecurve.core.workloads.primes"), "primes")


class Reaped:
    """A process that must not be asked for its exit code before another thread has reaped it."""

    def __init__(self, pid: int, code: int) -> None:
        self.pid = pid
        self.code = code
        self.is_reaped = False

    @property
    def exitcode(self) -> int:
        assert self.is_reaped, f"process {self.pid} was asked while it was being reaped"
        return self.code


class SlowlyReapingExecutor(Executor):
    """Its workers are threads that answer the roll call; then it breaks, and reaps its processes a while later."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._processes = {pid: Reaped(pid, code) for pid, code in ((7, 3), (8, -15))}

    def submit(self, *task: Any, **named: Any) -> Future[Any]:
        threading.Thread(target=self.register.report, daemon=True).start()
        done: Future[Any] = Future()
        done.set_result(None)
        return done

    def map(self, *task: Any, **named: Any) -> Any:
        raise BrokenExecutor("a process was terminated abruptly")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        time.sleep(0.05)
        for process in self._processes.values():
            process.is_reaped = True


class SlowlyReapingBackend(FuturesBackend):
    def make_executor(self, register: Register) -> Executor:
        return SlowlyReapingExecutor(register)


def test_an_executor_is_asked_how_its_workers_ended_when_it_has_reaped_them() -> None:
    backend = SlowlyReapingBackend(Case("primes", "executor", 2), SETUP)
    backend.start()
    with pytest.raises(WorkerFailed, match="^worker 7 ended with exit code 3$"):
        backend.run(abs, [1, 2])


class ReplacingPool:
    """A pool that reaps and replaces its first worker while it is waited for; nothing is ever ready."""

    def __init__(self, workers: int, initializer: Callable[..., None], initargs: tuple[WorkerSetup, Register]) -> None:
        self._pool = [Reaped(number + 7, 3) for number in range(workers)]
        for _ in range(workers):
            threading.Thread(target=initargs[1].report, daemon=True).start()

    def map_async(self, *task: Any) -> SimpleNamespace:
        return SimpleNamespace(wait=self.replace_one, ready=lambda: False)

    def replace_one(self, seconds: float) -> None:
        self._pool[0].is_reaped = True
        self._pool[0] = Reaped(99, 4)


def test_a_pool_is_asked_about_the_workers_that_it_has_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_context", lambda method: SimpleNamespace(Pool=ReplacingPool))
    pool = ProcessPool(Case("primes", "pool", 2, "forkserver"), SETUP)
    pool.start()
    with pytest.raises(WorkerFailed, match="^worker 7 ended with exit code 3$"):
        pool.run(abs, [1, 2])
