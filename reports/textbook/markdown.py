"""The account as Markdown: a table of verdicts, then each statement's figures."""

from __future__ import annotations

from collections.abc import Iterator

from corecurve.bench.printable import printable
from corecurve.reports.textbook.account import TextbookAccount
from corecurve.reports.textbook.tables import FigureTable, tables_of

_SPECIAL = "\\`*_[]<>|&#~$"


def render_markdown(account: TextbookAccount) -> str:
    """The account for a pull request, a README or a course's page."""
    lines = ["# The textbook, tested", "", f"{_escaped(account.machine)}  ", account.run, ""]
    lines += [f"Of {len(account.verdicts)} statements: {account.tally}.", ""]
    lines += _rows(("", "statement", "verdict", "because"))
    for one in account.verdicts:
        lines += [_row((str(one.statement.number), one.statement.text, f"**{one.outcome}**", _escaped(one.reason)))]
    for one in account.verdicts:
        lines += ["", f"## {one.statement.number}. {one.statement.text}"]
        for table in tables_of(one.figures):
            lines += ["", *_table(table)]
    return "\n".join([*lines, ""])


def _table(table: FigureTable) -> Iterator[str]:
    yield from _rows(table.heading or ("figure", "value (95% interval)"))
    for row in table.rows:
        yield _row(tuple(_escaped(cell) for cell in row))


def _rows(heading: tuple[str, ...]) -> list[str]:
    return [_row(heading), _row(("---",) * len(heading))]


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Text of whatever origin as Markdown that shows just this text on one line."""
    return "".join(f"\\{one}" if one in _SPECIAL else one for one in printable(text, 1000))
