"""Sums over a process tree at every sample: what the whole tree held or used at one time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from corecurve.bench.report import ProcessSamples, Samples

Number = TypeVar("Number", int, float)


def sum_over_tree(turn: Samples, readings: Callable[[ProcessSamples], Sequence[Number | None]]) -> list[Number | None]:
    """The sum over the processes at every sample of a turn.

    None at samples where any process that was seen has no reading: a sum that leaves a process
    out would be too small and look like a fact.
    """
    totals: list[Number | None] = [None] * len(turn.time_seconds)
    incomplete: set[int] = set()
    for process in turn.processes:
        for sample, reading in zip(process.sample, readings(process), strict=True):
            if reading is None:
                incomplete.add(sample)
            else:
                before = totals[sample]
                totals[sample] = reading if before is None else before + reading
    return [None if sample in incomplete else total for sample, total in enumerate(totals)]


def tree_cores(turn: Samples) -> list[float | None]:
    """How many cores the tree kept busy since the sample before; None at a process's first sample."""
    percents = sum_over_tree(turn, lambda process: process.cpu_percent)
    return [None if percent is None else percent / 100 for percent in percents]


def tree_memory(turn: Samples, kind: str) -> list[int | None]:
    """The sum of ``pss``, ``uss`` or ``rss`` at every sample, in bytes; None where a process has no reading."""
    return sum_over_tree(turn, lambda process: _memory_of(process, kind))


def peak_bytes(turns: Sequence[Samples], kind: str) -> int | None:
    """The largest sum over the tree at any sample; None where the system does not tell."""
    return max((total for turn in turns for total in tree_memory(turn, kind) if total is not None), default=None)


def _memory_of(process: ProcessSamples, kind: str) -> Sequence[int | None]:
    readings: Sequence[int | None] = getattr(process, f"{kind}_bytes")
    return readings
