"""The table of a comparison: a row for each case and side."""

from __future__ import annotations

from collections.abc import Iterator

from corecurve.bench.printable import printable
from corecurve.reports.case_labels import label_cases
from corecurve.reports.compare.change_text import write_shift
from corecurve.reports.compare.comparison import ComparedCase, Comparison
from corecurve.reports.compare.shift import Shift
from corecurve.reports.page import case_table as columns
from corecurve.reports.page.content import Cell, Column, PageTable, Row
from corecurve.reports.page.estimate_cells import EMPTY

SHOWN = (
    columns.SECONDS,
    columns.SECONDS_BOUNDS,
    columns.SPEEDUP,
    columns.SPEEDUP_BOUNDS,
    columns.EFFICIENCY,
    columns.CEILING_SHARE,
    columns.CPU_SECONDS,
    columns.CORES,
    columns.PEAK,
)


def compare_table(comparison: Comparison, workload: str | None = None, caption: str = "All cases") -> PageTable:
    """Every case on every side, of one workload or of all."""
    headings = [
        *([Column("workload")] if workload is None else []),
        Column("backend"),
        Column("workers", is_number=True),
        Column("report"),
        *(one.column for one in SHOWN),
        Column("speedup against A", "Relative change, with its 95% interval", is_number=True),
        Column("seconds against A", "Relative change, with its 95% interval", is_number=True),
        Column("status"),
    ]
    names = comparison.workloads if workload is None else [workload]
    rows = [row for name in names for row in _rows(comparison, name, has_workload=workload is None)]
    return PageTable(caption=caption, columns=headings, rows=rows)


def _rows(comparison: Comparison, workload: str, *, has_workload: bool) -> Iterator[Row]:
    cases = comparison.cases_of(workload)
    for one, label in zip(cases, label_cases([one.case for one in cases]), strict=True):
        for number in range(len(comparison.sides)):
            cells = [Cell(printable(workload, columns.LONGEST_NAME))] if has_workload else []
            cells.append(Cell(printable(label, columns.LONGEST_NAME), backend=one.case.backend))
            cells.append(Cell(str(one.case.workers), one.case.workers))
            cells += _of_side(comparison, one, number)
            yield Row(cells=cells, workload=workload, backend=one.case.backend)


def _of_side(comparison: Comparison, one: ComparedCase, number: int) -> list[Cell]:
    side, summary = comparison.sides[number], one.sides[number]
    if summary is None:
        return [Cell(side.label), *[EMPTY] * (len(SHOWN) + 2), Cell("not measured")]
    return [
        Cell(side.label),
        *(column.cell(summary) for column in SHOWN),
        _change(one.speedup_shifts[number] if side.likeness.speedups_compare else None),
        _change(one.seconds_shifts[number] if side.likeness.times_compare else None),
        columns.STATUS.cell(summary),
    ]


def _change(shift: Shift | None) -> Cell:
    return EMPTY if shift is None else Cell(write_shift(shift), shift.change)
