"""A comparison in a terminal: which machines, then for each workload the seconds, then a table."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from corecurve.bench.printable import printable
from corecurve.reports.compare.comparison import Comparison
from corecurve.reports.compare.remarks import remarks, side_lines, tier_lines
from corecurve.reports.compare.rows import HEADINGS, Row, rows_of, serial_lines
from corecurve.reports.palette import TONES, ink_of
from corecurve.reports.plain_text import as_text

NARROWEST = 80
WIDE = 100
"""From this width on, there is room for the columns that a narrow terminal goes without."""
_WIDE_ONLY = ("95%", "eff.", "CPU")


def render_terminal(comparison: Comparison, width: int = NARROWEST, *, is_coloured: bool = False) -> str:
    """The comparison as text of ``width`` columns, with terminal colours or without."""
    return as_text(comparison_story(comparison, width), width, is_coloured=is_coloured)


def comparison_story(comparison: Comparison, width: int) -> RenderableType:
    """The comparison for a rich console."""
    quiet = TONES["quiet"].dark
    parts: list[RenderableType] = [Text(line, style=quiet) for line in side_lines(comparison)]
    parts += [Text(line) for line in tier_lines(comparison)]
    for workload in comparison.workloads:
        serial = "; ".join(serial_lines(comparison, workload))
        parts += ["", Text.assemble((printable(workload, 80), "bold"), f": the serial loop takes {serial}."), ""]
        parts.append(_table(rows_of(comparison, workload), width))
    notes = [Text(f"! {note}", style="yellow") for note in remarks(comparison)]
    parts += ["", *notes] if notes else []
    return Group(*parts)


def _table(rows: list[Row], width: int) -> Table:
    shown = [index for index, heading in enumerate(HEADINGS) if width >= WIDE or heading not in _WIDE_ONLY]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("backend", overflow="fold")
    table.add_column("P", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for index in shown:
        table.add_column(HEADINGS[index], justify="right", no_wrap=True)
    for number, row in enumerate(rows):
        name = Text(row.label, style=ink_of(row.backend).dark) if row.is_first else ""
        workers = str(row.workers) if row.is_first else ""
        cells = [row.cells[index] for index in shown] if row.cells else _noted(row.note, len(shown))
        ends = number + 1 == len(rows) or rows[number + 1].is_first
        table.add_row(name, workers, row.side, *cells, end_section=ends)
    return table


def _noted(note: str, columns: int) -> list[RenderableType]:
    """A note in the widest column, which is the last."""
    return [*[""] * (columns - 1), Text(note, overflow="ellipsis")]
