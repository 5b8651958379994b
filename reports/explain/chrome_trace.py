"""Profile rounds as a Chrome trace, which Perfetto and chrome://tracing open.

The Trace Event Format: complete events (``X``) in microseconds, strictly nested on each track; metadata (``M``) that
names and orders processes and threads; counters (``C``). Each turn of a case is a process, its parent and each of its
workers a thread. Ids are made up, since a pid may come again in a later turn; the real ones are in the names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from corecurve.bench.printable import printable
from corecurve.bench.report import CaseResult, ProcessSamples, Samples
from corecurve.reports.explain.lanes import parent_lane
from corecurve.reports.explain.trace_layout import PlacedRound, PlacedTurn, lay_out

Event = dict[str, object]

_TRACKS_PER_PROCESS = 100_000
_PARENT = 1


def chrome_trace(cases: Sequence[CaseResult]) -> bytes:
    """The profile rounds of these cases as one JSON document. Cases without profile rounds are left out."""
    events: list[Event] = []
    process = 0
    for case in cases:
        for turn in lay_out(case):
            process += 1
            events += _turn_events(case, turn, process)
    return msgspec.json.encode({"traceEvents": events, "displayTimeUnit": "ms"})


def _turn_events(case: CaseResult, turn: PlacedTurn, process: int) -> Iterator[Event]:
    name = f"{printable(case.id)} · launch {turn.launch} · block {turn.block}"
    yield _metadata("process_name", process, _track(process, _PARENT), name=name)
    yield _metadata("process_sort_index", process, _track(process, _PARENT), sort_index=process)
    yield from _track_names(case, turn, process)
    for placed in turn.rounds:
        yield from _parent_slices(placed, process)
        yield from _task_slices(placed, process)
    for samples in turn.samples:
        yield from _counters(samples, turn, process)


def _track_names(case: CaseResult, turn: PlacedTurn, process: int) -> Iterator[Event]:
    names = {_PARENT: "parent"}
    for index, worker in enumerate(turn.rounds[0].profile_round.workers):
        names[_PARENT + 1 + index] = f"worker {index + 1} (pid {worker.pid}, thread {worker.thread})"
    for index in range(len(names) - 1, case.workers):
        names[_PARENT + 1 + index] = f"worker {index + 1}"
    for order, name in names.items():
        yield _metadata("thread_name", process, _track(process, order), name=name)
        yield _metadata("thread_sort_index", process, _track(process, order), sort_index=order)


def _parent_slices(placed: PlacedRound, process: int) -> Iterator[Event]:
    one, track = placed.profile_round, _track(process, _PARENT)
    begin, end = placed.begin_seconds, placed.end_seconds
    lane = parent_lane(one, one.finish_seconds or 0.0)
    yield _slice(f"round {placed.number}", process, track, begin, end, wall_seconds=one.wall_seconds)
    yield _slice("hand out", process, track, begin, begin + lane.hand_out_seconds)
    finish = end - lane.finish_seconds
    yield _slice("collect", process, track, finish - lane.collect_seconds, finish)
    if lane.finish_seconds > 0:
        yield _slice("finish", process, track, finish, end)


def _task_slices(placed: PlacedRound, process: int) -> Iterator[Event]:
    """Each task on its worker's track; one that would begin before its forerunner ended begins with that end."""
    tasks = placed.profile_round.tasks
    free_from: dict[int, float] = {}
    order = sorted(range(len(tasks.worker)), key=lambda index: tasks.start_seconds[index])
    for index in order:
        worker = tasks.worker[index]
        start = max(tasks.start_seconds[index], free_from.get(worker, 0.0))
        end = max(start, tasks.end_seconds[index])
        free_from[worker] = end
        yield _slice(
            f"task {index + 1}",
            process,
            _track(process, _PARENT + 1 + worker),
            placed.begin_seconds + start,
            placed.begin_seconds + end,
            cpu_seconds=tasks.cpu_seconds[index],
        )


def _counters(samples: Samples, turn: PlacedTurn, process: int) -> Iterator[Event]:
    """Memory and CPU of each process of the tree, at each sample."""
    memory = _memory_name(samples.processes)
    for index, seconds in enumerate(samples.time_seconds):
        at = turn.begin_seconds + seconds
        sizes: dict[str, float] = {}
        shares: dict[str, float] = {}
        for one in samples.processes:
            if index in one.sample:
                place = one.sample.index(index)
                name = f"{one.role} {one.pid}"
                sizes[name] = _memory_column(one, memory)[place] or 0
                shares[name] = one.cpu_percent[place] or 0.0
        yield _counter(f"memory, {memory} (bytes)", process, at, sizes)
        yield _counter("CPU (percent of a core)", process, at, shares)


def _memory_name(processes: Sequence[ProcessSamples]) -> str:
    """The best measure that every process has: PSS, else USS, else RSS."""
    for name in ("PSS", "USS"):
        if all(size is not None for one in processes for size in _memory_column(one, name)):
            return name
    return "RSS"


def _memory_column(process: ProcessSamples, name: str) -> Sequence[int | None]:
    if name == "RSS":
        return process.rss_bytes
    return process.pss_bytes if name == "PSS" else process.uss_bytes


def _track(process: int, order: int) -> int:
    """A thread id that no other process has."""
    return process * _TRACKS_PER_PROCESS + order


def _metadata(kind: str, process: int, track: int, **fields: object) -> Event:
    return {"name": kind, "ph": "M", "pid": process, "tid": track, "args": fields}


def _slice(name: str, process: int, track: int, begin: float, end: float, **fields: object) -> Event:
    # Both ends are rounded to whole nanoseconds, so that what touches does not overlap.
    begin_ns, end_ns = round(begin * 1e9), round(end * 1e9)
    return {
        "name": name,
        "ph": "X",
        "pid": process,
        "tid": track,
        "ts": begin_ns / 1000,
        "dur": max(0, end_ns - begin_ns) / 1000,
        "args": fields,
    }


def _counter(name: str, process: int, at: float, values: dict[str, float]) -> Event:
    return {"name": name, "ph": "C", "pid": process, "tid": 0, "ts": round(at * 1e9) / 1000, "args": values}
