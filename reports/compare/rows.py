"""A comparison as rows of text, the same for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.printable import printable
from corecurve.reports.case_labels import label_cases
from corecurve.reports.compare.change_text import write_shift
from corecurve.reports.compare.comparison import ComparedCase, Comparison
from corecurve.reports.quantities import (
    write_bytes,
    write_seconds,
    write_seconds_interval,
    write_share,
    write_speedup,
)
from corecurve.reports.summary import CaseSummary
from corecurve.reports.telling import is_telling, write_bounds

HEADINGS = ("seconds", "speedup", "95%", "eff.", "ceiling", "CPU", "peak", "speedup against A")
"""The columns beside case, workers and side; ``95%`` is the interval of the speedup."""


@dataclass(frozen=True)
class Row:
    """One case on one side: the cells of :data:`HEADINGS`, or a note in their place."""

    backend: str
    label: str
    workers: int
    side: str
    is_first: bool
    cells: tuple[str, ...]
    note: str = ""


def rows_of(comparison: Comparison, workload: str) -> list[Row]:
    """The rows of one workload: case by case, and within a case side by side."""
    cases = comparison.cases_of(workload)
    labels = label_cases([one.case for one in cases])
    return [row for one, label in zip(cases, labels, strict=True) for row in _rows_of_case(comparison, one, label)]


def serial_lines(comparison: Comparison, workload: str) -> list[str]:
    """The serial loop's seconds on each side: they lead, for a slow machine shows higher speedups."""
    lines = []
    for side in comparison.sides:
        found = next((one for one in side.summary.workloads if one.name == workload), None)
        if found is None:
            lines.append(f"{side.label} does not have it")
        elif found.serial_seconds is None:
            lines.append(f"{side.label} has too few rounds")
        else:
            seconds = found.serial_seconds
            interval = write_seconds_interval(seconds)
            lines.append(f"{side.label} {write_seconds(seconds.value)} ({interval}; size {found.record.size})")
    return lines


def _rows_of_case(comparison: Comparison, one: ComparedCase, label: str) -> list[Row]:
    rows = []
    for number, (side, summary) in enumerate(zip(comparison.sides, one.sides, strict=True)):
        may_compare = side.likeness.speedups_compare
        shift = one.speedup_shifts[number] if may_compare else None
        note = _why_empty(summary)
        cells = () if note or summary is None else (*_figures(summary), write_shift(shift) if shift is not None else "")
        rows.append(
            Row(
                backend=one.case.backend,
                label=printable(label, 40),
                workers=one.case.workers,
                side=side.label,
                is_first=number == 0,
                cells=cells,
                note=note,
            )
        )
    return rows


def _why_empty(summary: CaseSummary | None) -> str:
    if summary is None:
        return "not measured"
    if summary.case.status != "ok":
        return summary.case.status
    return "" if summary.speedup is not None else "too few rounds"


def _figures(one: CaseSummary) -> tuple[str, ...]:
    return (
        _written(one.seconds, write_seconds),
        _written(one.speedup, write_speedup),
        write_bounds(one.speedup) if one.speedup is not None else "",
        _written(one.efficiency, write_share),
        _written(one.ceiling_share, write_share),
        _written(one.cpu_seconds, write_seconds),
        write_bytes(one.memory.bytes) if one.memory is not None else "",
    )


def _written(value: Estimate | None, write: Callable[[float], str]) -> str:
    return write(value.value) if value is not None and is_telling(value) else ""
