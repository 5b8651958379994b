"""Do tasks run at the same moment? Computing tasks started together, on processes and on threads."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from corecurve.core.workloads.lehmer import take_steps

_SLICE_STEPS = 2_000  # some tenth of a millisecond: far less than a process or thread runs at a stretch
_UNINTERRUPTED = 0.8  # the share of a slice that is CPU time, less what reading the clocks takes
_AT_ONCE_NS = 5_000
_SLICES_PER_LOOK = 16
_PROCESSOR_FIELD = 36  # of /proc/…/stat, counted after the name in brackets; see proc(5), field 39

Report = Callable[[dict[str, Any]], object]


def run(workers: int, seconds: float) -> dict[str, Any]:
    """When each of ``workers`` tasks ran, all of which compute for ``seconds``: on processes and then on threads."""
    return {"processes": _on_processes(workers, seconds), "threads": _on_threads(workers, seconds)}


def compute(start: Any, seconds: float, report: Report) -> None:
    """Waits until all are there, computes slice by slice, and reports when it really had a core.

    A slice whose CPU time is nearly all of its wall time was never interrupted: neither by another process nor by
    another thread that held the GIL.
    """
    start.wait()
    running: list[list[int]] = []
    seen: Counter[int | None] = Counter()
    state, slices = 1, 0
    begin_ns = end_ns = time.perf_counter_ns()
    cpu_ns = time.thread_time_ns()
    while end_ns - begin_ns < seconds * 1e9:
        slice_ns, slice_cpu_ns = time.perf_counter_ns(), cpu_ns
        state = take_steps((state, _SLICE_STEPS))
        end_ns, cpu_ns = time.perf_counter_ns(), time.thread_time_ns()
        if cpu_ns - slice_cpu_ns >= _UNINTERRUPTED * (end_ns - slice_ns):
            _append(running, slice_ns, end_ns)
        if slices % _SLICES_PER_LOOK == 0:
            seen[_current_cpu()] += 1
            cpu_ns = time.thread_time_ns()
        slices += 1
    report({"start_ns": begin_ns, "end_ns": end_ns, "running_ns": running, "cpu": seen.most_common(1)[0][0]})


def _append(running: list[list[int]], begin_ns: int, end_ns: int) -> None:
    """Adds a slice; one that follows at once prolongs the last."""
    if running and begin_ns - running[-1][1] < _AT_ONCE_NS:
        running[-1][1] = end_ns
    else:
        running.append([begin_ns, end_ns])


def _on_processes(workers: int, seconds: float) -> list[dict[str, Any]]:
    context = multiprocessing.get_context()
    start, spans = context.Barrier(workers), context.SimpleQueue()
    processes = [context.Process(target=compute, args=(start, seconds, spans.put)) for _ in range(workers)]
    for process in processes:
        process.start()
    found = [spans.get() for _ in processes]
    for process in processes:
        process.join()
    return found


def _on_threads(workers: int, seconds: float) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    start = threading.Barrier(workers)
    threads = [threading.Thread(target=compute, args=(start, seconds, found.append)) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _current_cpu() -> int | None:
    """The number of the CPU that this thread runs on; None where the system does not tell."""
    try:
        with open("/proc/thread-self/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[_PROCESSOR_FIELD])
    except (OSError, ValueError, IndexError):
        return None
