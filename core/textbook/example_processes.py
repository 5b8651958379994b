"""How many processes the examples start: their own programs run unchanged, and every start is counted."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

from corecurve.core.examples import four_processes, pool

POOL_WORKERS = 3


def run(wait_seconds: float) -> dict[str, Any]:
    """Distinct processes that each example starts, and that a pool of three shares a dozen waits among."""
    return {
        "pool_started": _processes_started(pool.main),
        "pool_at_work": _processes_at_work(wait_seconds),
        "four_started": _processes_started(four_processes.main),
    }


def wait(seconds: float) -> int:
    """A task long enough for every worker to get some; returns the process that did it."""
    time.sleep(seconds)
    return os.getpid()


def _processes_started(program: Callable[[], None]) -> int:
    """Runs a program with a counter in the one method that starts processes of every start method."""
    started: set[int | None] = set()
    start = BaseProcess.start

    def counted(process: BaseProcess) -> None:
        start(process)
        started.add(process.pid)

    BaseProcess.start = counted  # type: ignore[method-assign, assignment]
    try:
        program()
    finally:
        BaseProcess.start = start  # type: ignore[method-assign]
    return len(started)


def _processes_at_work(wait_seconds: float) -> int:
    with multiprocessing.Pool(POOL_WORKERS) as workers:
        found = set(workers.map(wait, [wait_seconds] * 4 * POOL_WORKERS, 1))
        workers.close()
        workers.join()
    return len(found)
