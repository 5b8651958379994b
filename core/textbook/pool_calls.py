"""A pool's calls: what each costs per task, and how many of its tasks run at the same moment."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from multiprocessing.pool import Pool
from typing import Any

_TRIES = 5

Task = Callable[[Any], Any]


def _apply(pool: Pool, task: Task, values: Sequence[Any]) -> list[Any]:
    return [pool.apply(task, (value,)) for value in values]


def _apply_async(pool: Pool, task: Task, values: Sequence[Any]) -> list[Any]:
    waiting = [pool.apply_async(task, (value,)) for value in values]
    return [one.get() for one in waiting]


CALLS: dict[str, Callable[[Pool, Task, Sequence[Any]], list[Any]]] = {
    "apply": _apply,
    "apply_async": _apply_async,
    "map": lambda pool, task, values: pool.map(task, values),
    "map_async": lambda pool, task, values: pool.map_async(task, values).get(),
    "imap": lambda pool, task, values: list(pool.imap(task, values)),
    "imap_unordered": lambda pool, task, values: list(pool.imap_unordered(task, values)),
    "starmap": lambda pool, task, values: pool.starmap(task, [(value,) for value in values]),
}
"""Each way of handing tasks to a pool, used as the manual says and waited for."""


def run(workers: int, tasks: int, wait_seconds: float) -> dict[str, Any]:
    """For each call: seconds per task of ``tasks`` that do nothing, and the most of ``2 × workers`` waits at once."""
    with multiprocessing.Pool(workers) as pool:
        pool.map(wait, [wait_seconds] * 2 * workers, 1)
        rows = [
            {
                "call": name,
                "seconds_per_task": _seconds_per_task(pool, call, tasks),
                "most_at_once": most_at_once(call(pool, wait, [wait_seconds] * 2 * workers)),
            }
            for name, call in CALLS.items()
        ]
        pool.close()
        pool.join()
    return {"workers": workers, "rows": rows}


def do_nothing(value: int) -> int:
    """A task whose whole cost is the way there and back."""
    return value


def wait(seconds: float) -> tuple[int, int]:
    """A task that needs no core; when it was, by the clock that all processes share."""
    begin_ns = time.perf_counter_ns()
    time.sleep(seconds)
    return begin_ns, time.perf_counter_ns()


def most_at_once(spans: Sequence[tuple[int, int]]) -> int:
    """How many of these spans of time hold one moment in common, at most."""
    return max(sum(begin <= moment < end for begin, end in spans) for moment, _ in spans)


def _seconds_per_task(pool: Pool, call: Callable[..., list[Any]], tasks: int) -> float:
    """The least of a few tries: whatever disturbs one only adds to it."""
    values = range(tasks)
    tries = []
    for _ in range(_TRIES):
        start = time.perf_counter()
        results = call(pool, do_nothing, values)
        tries.append(time.perf_counter() - start)
        if sorted(results) != list(values):
            raise RuntimeError("a pool's call gave other results than a loop")
    return min(tries) / tasks
