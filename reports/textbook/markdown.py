"""The account as Markdown: a table of verdicts, then each statement's figures."""

from __future__ import annotations

from collections.abc import Iterator

from corecurve.bench.printable import printable
from corecurve.reports.textbook.account import TextbookAccount
from corecurve.reports.textbook.tables import FigureTable, tables_of

_SPECIAL = "\\`*_[]<>|&#~$"


def render_markdown(account: TextbookAccount) -> str:
    """The account for a pull request, a README or a course's page."""
    lines = ["# The textbook, tested", "", f"{escaped(account.machine)}  ", account.run, ""]
    lines += [f"Of {len(account.verdicts)} statements: {account.tally}.", ""]
    lines += rows(("", "statement", "verdict", "because"))
    for one in account.verdicts:
        lines += [row((str(one.statement.number), one.statement.text, f"**{one.outcome}**", escaped(one.reason)))]
    for one in account.verdicts:
        lines += ["", f"## {one.statement.number}. {one.statement.text}"]
        for table in tables_of(one.figures):
            lines += ["", *_table(table)]
    return "\n".join([*lines, ""])


def _table(table: FigureTable) -> Iterator[str]:
    yield from rows(table.heading or ("figure", "value (95% interval)"))
    for cells in table.rows:
        yield row(tuple(escaped(cell) for cell in cells))


def rows(heading: tuple[str, ...]) -> list[str]:
    """The first two lines of a table."""
    return [row(heading), row(("---",) * len(heading))]


def row(cells: tuple[str, ...]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Text of whatever origin as Markdown that shows just this text on one line."""
    return "".join(f"\\{one}" if one in _SPECIAL else one for one in printable(text, 1000))
