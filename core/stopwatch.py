"""The stopwatch around each task, and what one of its readings costs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

_CALIBRATION_CALLS = 200


class TimedResult(NamedTuple):
    """A task's result with the stopwatch's reading, as it comes home from the worker.

    ``start_ns`` and ``end_ns`` are of the system-wide monotonic clock, so that processes can be
    laid beside each other; ``cpu_ns`` is the worker thread's CPU time in between; ``thread`` its id in the system.
    """

    result: Any
    start_ns: int
    end_ns: int
    cpu_ns: int
    thread: int


class TimedTask:
    """A task with a stopwatch around it. Pickles by reference to the task, as the task itself would."""

    __slots__ = ("task",)

    def __init__(self, task: Callable[[Any], Any]) -> None:
        self.task = task

    def __call__(self, value: Any) -> TimedResult:
        """Runs the task; what it raises is not caught."""
        cpu_ns = time.thread_time_ns()
        start_ns = time.perf_counter_ns()
        result = self.task(value)
        end_ns = time.perf_counter_ns()
        return TimedResult(result, start_ns, end_ns, time.thread_time_ns() - cpu_ns, threading.get_native_id())

    def __reduce__(self) -> tuple[type[TimedTask], tuple[Callable[[Any], Any]]]:
        return TimedTask, (self.task,)


def reading_seconds() -> float:
    """What the stopwatch adds to one task in this process, in seconds: the least of a few tries."""
    timed = TimedTask(_return)
    return max(0.0, _least_seconds(timed) - _least_seconds(_return))


def _least_seconds(call: Callable[[Any], Any]) -> float:
    tries = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(_CALIBRATION_CALLS):
            call(None)
        tries.append((time.perf_counter() - start) / _CALIBRATION_CALLS)
    return min(tries)


def _return(value: Any) -> Any:
    return value
