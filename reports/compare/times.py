"""Times side by side, where a side has nothing else: a plain pytest-benchmark file has no paired rounds.

Without pairing there is no speedup of the undisturbed machine, and rounds of one process are not independent, so
that an interval would promise too much: minimum and median stand beside each other as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.bench.printable import printable
from corecurve.bench.report_file.pytest_benchmark_times import BenchmarkTimes
from corecurve.reports.compare.change_text import write_change
from corecurve.reports.compare.comparison import label_of
from corecurve.reports.quantities import write_seconds

HEADINGS = ("min", "median", "rounds", "min against A", "median against A")


@dataclass(frozen=True)
class ComparedTimes:
    """One benchmark on every side, in their order; None where a side does not have it."""

    name: str
    sides: tuple[BenchmarkTimes | None, ...]


@dataclass(frozen=True)
class TimesComparison:
    """Files of times side by side. ``plain`` are the labels of those that are no reports."""

    files: tuple[str, ...]
    plain: tuple[str, ...]
    benchmarks: tuple[ComparedTimes, ...]

    @property
    def has_common(self) -> bool:
        """Whether any benchmark is on several sides."""
        return any(len([side for side in one.sides if side is not None]) > 1 for one in self.benchmarks)


def compare_times(sides: Sequence[tuple[str, Sequence[BenchmarkTimes]]], plain: Sequence[int]) -> TimesComparison:
    """Files of times, each with its name; ``plain`` are the indices of those that are pytest-benchmark's own."""
    found = [{one.fullname: one for one in times} for _, times in sides]
    names = dict.fromkeys(name for times in found for name in times)
    return TimesComparison(
        files=tuple(file for file, _ in sides),
        plain=tuple(label_of(number) for number in plain),
        benchmarks=tuple(ComparedTimes(name, tuple(times.get(name) for times in found)) for name in names),
    )


def headline(comparison: TimesComparison) -> str:
    """Why this is a comparison of times only."""
    verb = "is a plain pytest-benchmark file" if len(comparison.plain) == 1 else "are plain pytest-benchmark files"
    return (
        f"{', '.join(comparison.plain)} {verb}: times but no paired rounds, so no speedups and no intervals. "
        "Times are compared, which a busy machine moves as much as the code does."
    )


def time_rows(comparison: TimesComparison) -> list[list[str]]:
    """Rows of text: benchmark, side and the columns of :data:`HEADINGS`."""
    return [
        [printable(one.name, 60), label_of(number), *_cells(one.sides[0] if number else None, side)]
        for one in comparison.benchmarks
        for number, side in enumerate(one.sides)
    ]


def render_times(comparison: TimesComparison) -> str:
    """The comparison as plain text."""
    headings = ["benchmark", "", *HEADINGS]
    rows = [headings, *time_rows(comparison)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(headings))]
    left = (0, 1)
    lines = [f"{label_of(number)}  {printable(file, 100)}" for number, file in enumerate(comparison.files)]
    lines += [headline(comparison), ""]
    for row in rows:
        cells = [
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def _cells(first: BenchmarkTimes | None, one: BenchmarkTimes | None) -> list[str]:
    if one is None:
        return ["not measured", *[""] * (len(HEADINGS) - 1)]
    stats = one.stats
    changes = ["", ""]
    if first is not None:
        changes = [
            write_change(new / old - 1) if old > 0 else ""
            for old, new in ((first.stats.min, stats.min), (first.stats.median, stats.median))
        ]
    return [write_seconds(stats.min), write_seconds(stats.median), str(stats.rounds), *changes]
