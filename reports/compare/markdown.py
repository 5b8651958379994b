"""A comparison in Markdown, for job summaries and pull-request comments."""

from __future__ import annotations

import re

from corecurve.bench.printable import printable
from corecurve.reports.compare.comparison import Comparison
from corecurve.reports.compare.remarks import case_remarks, figure_remarks, side_lines, tier_lines
from corecurve.reports.compare.rows import HEADINGS, Row, rows_of, serial_lines
from corecurve.reports.quantities import write_count

_SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
_REFERENCE = re.compile(r"(?<!\w)([@#])(?=\w)")
_WORD_JOINER = "\u2060"
_LONGEST = 2000


def render_markdown(comparison: Comparison) -> str:
    """The comparison as GitHub's Markdown; everything that came from a report is escaped."""
    lines = [f"- {escape(line)}" for line in [*side_lines(comparison), *tier_lines(comparison)]]
    for workload in comparison.workloads:
        serial = "; ".join(serial_lines(comparison, workload))
        lines += ["", f"**{escape(workload)}**: the serial loop takes {escape(serial)}.", ""]
        lines += table(
            ["backend", "P", "", *HEADINGS],
            [_cells(row) for row in rows_of(comparison, workload)],
            left=(0, 2),
        )
    lines += ["", *(f"> {escape(note)}" for note in figure_remarks(comparison))]
    told = [f"- {escape(note)}" for note in case_remarks(comparison)]
    if told:
        lines += ["", *folded(f"{write_count(len(told), 'remark')} on cases that could not be compared", told)]
    return "\n".join(lines).strip() + "\n"


def table(headings: list[str], rows: list[list[str]], left: tuple[int, ...] = (0,)) -> list[str]:
    """The lines of a table; columns stand right but for those of index ``left``. Cells are escaped here."""
    rules = [":--" if index in left else "--:" for index in range(len(headings))]
    return [_line(headings), f"| {' | '.join(rules)} |", *(_line([escape(cell) for cell in row]) for row in rows)]


def folded(heading: str, lines: list[str]) -> list[str]:
    """Details that open on a click; GitHub reads Markdown inside them only after an empty line."""
    return ["<details>", f"<summary>{escape(heading)}</summary>", "", *lines, "", "</details>"]


def escape(text: str) -> str:
    """Text that Markdown shows as it is, within a line of ours; whoever is named after an ``@`` is not notified."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(printable(text, _LONGEST).split()))
    escaped = _REFERENCE.sub(rf"\1{_WORD_JOINER}", escaped)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cells(row: Row) -> list[str]:
    figures = list(row.cells) or [*[""] * (len(HEADINGS) - 1), row.note]
    return [row.label, str(row.workers), row.side, *figures]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
