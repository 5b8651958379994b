"""The terminal table of one workload's cases, made for 80 columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich import box
from rich.table import Table
from rich.text import Text

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.printable import printable
from corecurve.reports.case_labels import label_cases
from corecurve.reports.palette import ink_of
from corecurve.reports.quantities import write_cores, write_seconds, write_share, write_speedup
from corecurve.reports.summary import CaseSummary
from corecurve.reports.telling import TOO_WIDE, is_telling, write_bounds

WIDE = 96
"""From this width on, there is room for what a started backend costs."""
NARROWEST_LABEL = 9
MIB = 1024**2


@dataclass(frozen=True)
class Column:
    """One column: its heading, and what stands in it for a case that has a speedup."""

    heading: str
    cell: Callable[[CaseSummary], str]
    style: str = ""


def _written(value: Estimate | None, write: Callable[[float], str]) -> str:
    """The value; empty where it is not known, or its interval says nothing."""
    return write(value.value) if value is not None and is_telling(value) else ""


def _speedup(one: CaseSummary) -> str:
    return "" if one.is_too_wide else one.mark + _written(one.speedup, write_speedup)


def _bounds(one: CaseSummary) -> str:
    return write_bounds(one.speedup) if one.speedup is not None else ""


def _half_width(one: CaseSummary) -> str:
    if one.speedup is None:
        return ""
    return TOO_WIDE if one.is_too_wide else f"±{write_share(one.speedup.half_width)}"


def _peak_mib(one: CaseSummary) -> str:
    if one.memory is None:
        return ""
    mebibytes = one.memory.bytes / MIB
    return f"{mebibytes:.1f}" if mebibytes < 99.95 else f"{mebibytes:.0f}"


WORKERS = Column("\nworkers", lambda one: str(one.case.workers))
SECONDS = Column("\nseconds", lambda one: _written(one.seconds, write_seconds))
SPEEDUP = Column("\nspeedup", _speedup, style="bold")
BOUNDS = Column("95%\ninterval", _bounds)
HALF_WIDTH = Column("95%\n±", _half_width)
EFFICIENCY = Column("effi-\nciency", lambda one: _written(one.efficiency, write_share))
CEILING = Column("of the\nceiling", lambda one: _written(one.ceiling_share, write_share))
CPU_SECONDS = Column("CPU\nseconds", lambda one: _written(one.cpu_seconds, write_seconds))
CORES = Column("cores\nbusy", lambda one: _written(one.effective_cores, write_cores))
PEAK = Column("peak\nMiB", _peak_mib)
START = Column("to\nstart", lambda one: _written(one.startup_seconds, write_seconds))
COLD = Column("speedup\nif started", lambda one: _written(one.cold_speedup, write_speedup))


def case_table(cases: Sequence[CaseSummary], width: int) -> Table:
    """A row for each case that has a speedup; ``~`` marks those that are less precise than was asked for.

    Where the bounds of the intervals do not fit (very small speedups), half their width is shown instead.
    """
    named = list(zip(cases, label_cases([one.case for one in cases]), strict=True))
    rows = [(one, printable(label, 40)) for one, label in named if one.speedup is not None]
    columns = [WORKERS, SECONDS, SPEEDUP, BOUNDS, EFFICIENCY, CEILING, CPU_SECONDS, CORES, PEAK]
    if width >= WIDE:
        columns += [START, COLD]
    if _width(columns, rows) + min(NARROWEST_LABEL, max(len(label) for _, label in rows)) > width:
        columns[columns.index(BOUNDS)] = HALF_WIDTH
    return _table(columns, rows)


def _width(columns: Sequence[Column], rows: Sequence[tuple[CaseSummary, str]]) -> int:
    """The width of all columns but the first, with the space before each."""
    return sum(
        1 + max(len(text) for text in [*column.heading.split("\n"), *(column.cell(one) for one, _ in rows)])
        for column in columns
    )


def _table(columns: Sequence[Column], rows: Sequence[tuple[CaseSummary, str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=0, pad_edge=False, show_edge=False, header_style="")
    table.add_column("\nbackend", overflow="fold")
    for column in columns:
        table.add_column(column.heading, justify="right", no_wrap=True)
    for one, label in rows:
        cells = (Text(column.cell(one), style=column.style) for column in columns)
        table.add_row(Text(label, style=ink_of(one.case.backend).dark), *cells)
    return table
