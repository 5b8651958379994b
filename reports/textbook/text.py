"""The account as text for a terminal: each statement, its verdict, its figures, and why."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from corecurve.bench.printable import printable
from corecurve.reports.textbook.account import TextbookAccount
from corecurve.reports.textbook.tables import FigureTable, tables_of
from corecurve.reports.textbook.verdict import TextbookVerdict

_INDENT = " " * 4
_MARKS = {"holds here": "✓", "does not hold here": "✗", "cannot tell": "?"}
_COLOURS = {"holds here": "32", "does not hold here": "31", "cannot tell": "33"}


def render_text(account: TextbookAccount, width: int = 80, *, is_coloured: bool = False) -> str:
    """The account in ``width`` columns, with terminal colours or without."""
    lines = [*textwrap.wrap(account.machine, width), account.run]
    for verdict in account.verdicts:
        lines += ["", *_verdict(verdict, width, is_coloured)]
    return "\n".join([*lines, "", f"Of {len(account.verdicts)} statements: {account.tally}.", ""])


def _verdict(verdict: TextbookVerdict, width: int, is_coloured: bool) -> Iterator[str]:
    title = textwrap.wrap(verdict.statement.text, width - len(_INDENT))
    yield f"{verdict.statement.number:>2}  {painted(title[0], '1', is_coloured)}"
    yield from (_INDENT + painted(line, "1", is_coloured) for line in title[1:])
    for table in tables_of(verdict.figures):
        yield from _table(table)
    mark = f"{_MARKS[verdict.outcome]} {verdict.outcome}"
    reason = textwrap.wrap(f"{mark}: {printable(verdict.reason, 1000)}", width - len(_INDENT), subsequent_indent="  ")
    first = painted(mark, _COLOURS[verdict.outcome], is_coloured) + reason[0].removeprefix(mark)
    yield from (_INDENT + line for line in [first, *reason[1:]])


def _table(table: FigureTable) -> Iterator[str]:
    rows = [table.heading, *table.rows] if table.heading else list(table.rows)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [f"{cell:<{size}}" for cell, size in zip(row, widths, strict=True)]
        yield f"{_INDENT}  {'  '.join(cells)}".rstrip()


def painted(text: str, code: str, is_coloured: bool) -> str:
    """The text in the terminal's colour of this code."""
    return f"\x1b[{code}m{text}\x1b[0m" if is_coloured else text
