"""The stopwatch around each task, and what one of its readings costs."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

_CALIBRATION_CALLS = 200
_AT_ONCE_NS = 5_000
_SHORT_NS = 20_000

Reading = tuple[Any, int, int, int, int]
"""A :class:`TimedResult` on its way home: a plain tuple pickles and unpickles at a fifth of the cost."""


class TimedResult(NamedTuple):
    """A task's result with the stopwatch's reading.

    ``start_ns`` and ``end_ns`` are of the system-wide monotonic clock, so that processes can be
    laid beside each other; ``cpu_ns`` is the worker thread's CPU time in between; ``thread`` its id in the system.
    """

    result: Any
    start_ns: int
    end_ns: int
    cpu_ns: int
    thread: int


class _Memory(threading.local):
    """What the stopwatch knows of its thread: its id, when its last task ended, and its CPU clock then."""

    def __init__(self) -> None:
        self.state = [threading.get_native_id(), 0, 0]


_memory = _Memory()


def _forget() -> None:
    global _memory  # noqa: PLW0603 - a forked child's thread has another id
    _memory = _Memory()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


class TimedTask:
    """A task with a stopwatch around it. Pickles by reference to the task, as the task itself would.

    The CPU clock is a system call, far dearer than the wall clock. So it is read after a task, and before one
    only where the thread may have rested since the last; of a task of less than 20 µs, wall time is CPU time.
    """

    __slots__ = ("task",)

    def __init__(self, task: Callable[[Any], Any]) -> None:
        self.task = task

    def __call__(self, value: Any) -> Reading:
        """Runs the task; what it raises is not caught."""
        state = _memory.state
        start_ns = time.perf_counter_ns()
        rest_ns = start_ns - state[1]
        if rest_ns > _AT_ONCE_NS:
            state[2] = time.thread_time_ns()
            start_ns = time.perf_counter_ns()
        else:
            state[2] += rest_ns
        result = self.task(value)
        end_ns = time.perf_counter_ns()
        cpu_ns = end_ns - start_ns
        if cpu_ns > _SHORT_NS:
            now_ns = time.thread_time_ns()
            cpu_ns, state[2] = max(0, now_ns - state[2]), now_ns
        else:
            state[2] += cpu_ns
        state[1] = end_ns
        return result, start_ns, end_ns, cpu_ns, state[0]

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
