"""Does shared memory need a lock? Processes add to one shared number, without a lock and with one."""

from __future__ import annotations

import multiprocessing
from contextlib import nullcontext
from typing import Any


def run(workers: int, updates: int) -> dict[str, Any]:
    """How many of ``workers`` × ``updates`` additions of 1 are missing from the sum in the end."""
    lost = [workers * updates - _add_up(workers, updates, has_lock=has_lock) for has_lock in (False, True)]
    return {"updates": workers * updates, "lost_without_lock": lost[0], "lost_with_lock": lost[1]}


def add(start: Any, number: Any, lock: Any, updates: int) -> None:
    """Waits until all are there, then reads the number, adds 1 and writes it, again and again."""
    lock = lock or nullcontext()
    start.wait()
    for _ in range(updates):
        with lock:
            number.value += 1


def _add_up(workers: int, updates: int, *, has_lock: bool) -> int:
    context = multiprocessing.get_context()
    start, number = context.Barrier(workers), context.RawValue("q", 0)
    lock = context.Lock() if has_lock else None
    processes = [context.Process(target=add, args=(start, number, lock, updates)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    total: int = number.value
    return total
