"""The sampler: what a subject's process tree uses, seen from outside with psutil.

It runs in the harness while that waits for a profile round's answer; timing rounds are bare.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

import psutil

from corecurve.bench.measuring.process_tree import descendants_of
from corecurve.bench.report import ProcessSamples, Samples
from corecurve.core.accounting import process_cpu_ns

LEAST_SAMPLES = 20
_SHORTEST_INTERVAL = 0.002
_MOST_SHARE = 0.25


@dataclass
class _Seen:
    """One process and its readings: sample times and columns."""

    process: psutil.Process
    is_subject: bool
    cpu_before: float | None = None
    time_before: int = 0
    times_ns: list[int] = field(default_factory=list)
    readings: list[tuple[float | None, int, int | None, int | None, int]] = field(default_factory=list)


class Sampler:
    """Samples the tree of one subject again and again; ``cut`` keeps what fell into profile rounds.

    The interval adapts: sampling may take a quarter of the time at most, since it costs the
    machine a share of a core. psutil's processes are kept between samples; a process that
    vanishes during a sample is left out of it and the walk goes on.
    """

    def __init__(self, subject_pid: int) -> None:
        self._seen = _root_of(subject_pid)
        self._root = subject_pid
        self._times_ns: list[int] = []
        self._cost = _SHORTEST_INTERVAL * _MOST_SHARE

    @property
    def interval_seconds(self) -> float:
        """The seconds from one sample to the next that the last samples' cost allows."""
        return max(_SHORTEST_INTERVAL, self._cost / _MOST_SHARE)

    def sample(self) -> float:
        """Takes one sample; returns the seconds until the next is due."""
        begin_ns = time.perf_counter_ns()
        self._walk()
        self._times_ns.append(begin_ns)
        for seen in self._seen.values():
            self._read(seen, begin_ns)
        cost = (time.perf_counter_ns() - begin_ns) / 1e9
        self._cost += (cost - self._cost) / 4
        return max(0.0, self.interval_seconds - cost)

    def cut(self, spans_ns: list[tuple[int, int]], first_index: int, rounds_kept: int) -> Samples:
        """The samples inside these spans of the monotonic clock, each span one profile round.

        ``first_index`` is the index of the first span's round among the case's profile rounds; rounds
        after the first ``rounds_kept`` left no trace, and their samples count to the last that did.
        """
        kept: dict[int, int] = {}
        rounds: list[int] = []
        begins_ns = [begin for begin, _ in spans_ns]
        for taken_ns in self._times_ns:
            index = bisect_right(begins_ns, taken_ns) - 1
            if index >= 0 and taken_ns <= spans_ns[index][1]:
                kept[taken_ns] = len(kept)
                rounds.append(first_index + min(index, rounds_kept - 1))
        processes = [_columns(seen, kept) for seen in self._seen.values()]
        return Samples(
            interval_seconds=round(self.interval_seconds, 6),
            time_seconds=[(taken_ns - begins_ns[0]) / 1e9 for taken_ns in kept],
            round_index=rounds,
            processes=[process for process in processes if process.sample],
        )

    def _walk(self) -> None:
        for pid in descendants_of(self._root):
            if pid not in self._seen:
                try:
                    self._seen[pid] = _Seen(psutil.Process(pid), False)
                except psutil.Error:
                    continue

    def _read(self, seen: _Seen, now_ns: int) -> None:
        try:
            memory = seen.process.memory_full_info()
            used = _cpu_seconds(seen.process)
            threads = seen.process.num_threads()
        except (psutil.Error, OSError):
            return
        share = None
        if seen.cpu_before is not None and now_ns > seen.time_before:
            share = round(100 * (used - seen.cpu_before) / ((now_ns - seen.time_before) / 1e9), 1)
        seen.cpu_before, seen.time_before = used, now_ns
        seen.times_ns.append(now_ns)
        seen.readings.append((share, memory.rss, getattr(memory, "uss", None), getattr(memory, "pss", None), threads))


def _root_of(subject_pid: int) -> dict[int, _Seen]:
    """The subject itself; none where it has died since it was asked last: whoever asks it next is told why."""
    try:
        return {subject_pid: _Seen(psutil.Process(subject_pid), True)}
    except psutil.Error:
        return {}


def _cpu_seconds(process: psutil.Process) -> float:
    """A process's CPU seconds: by its CPU clock where there is one, since psutil's ticks of 10 ms are too coarse."""
    clock_ns = process_cpu_ns(process.pid)
    if clock_ns is not None:
        return clock_ns / 1e9
    times = process.cpu_times()
    return float(times.user + times.system)


def _columns(seen: _Seen, kept: dict[int, int]) -> ProcessSamples:
    inside = [(kept[at], reading) for at, reading in zip(seen.times_ns, seen.readings, strict=True) if at in kept]
    columns: list[list[Any]] = [[reading[number] for _, reading in inside] for number in range(5)]
    return ProcessSamples(
        pid=seen.process.pid,
        role="subject" if seen.is_subject else "worker",
        sample=[number for number, _ in inside],
        cpu_percent=columns[0],
        rss_bytes=columns[1],
        uss_bytes=columns[2],
        pss_bytes=columns[3],
        threads=columns[4],
    )
