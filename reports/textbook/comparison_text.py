"""Textbook runs side by side, as text for a terminal and as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from string import ascii_uppercase

from corecurve.bench.printable import printable
from corecurve.reports.textbook.comparing import FigurePair, StatementPair, TextbookComparison
from corecurve.reports.textbook.figure_text import write_briefly
from corecurve.reports.textbook.markdown import escaped, row, rows
from corecurve.reports.textbook.text import painted

_INDENT = " " * 4
_DIFFERS = "≠"
LEGEND = f"{_DIFFERS} marks figures whose 95% intervals do not touch."


def render_comparison_text(found: TextbookComparison, width: int = 80, *, is_coloured: bool = False) -> str:
    """Each statement with a column for each run, made for ``width`` columns of text and two runs."""
    lines = [line for text in _sides(found) for line in textwrap.wrap(text, width, subsequent_indent="   ")]
    for pair in found.statements:
        title = textwrap.wrap(pair.statement.text, width - len(_INDENT))
        lines += ["", f"{pair.statement.number:>2}  {painted(title[0], '1', is_coloured)}"]
        lines += [_INDENT + painted(line, "1", is_coloured) for line in title[1:]]
        lines += [_INDENT + _verdicts(pair), *_table([_figure_row(one) for one in pair.figures])]
    return "\n".join([*lines, "", found.headline, LEGEND, ""])


def render_comparison_markdown(found: TextbookComparison) -> str:
    """Each statement as a table with a column for each run."""
    lines = ["# The textbook, tested, side by side", "", *(f"- {escaped(text)}" for text in _sides(found))]
    lines += ["", f"> {found.headline} {LEGEND}"]
    for pair in found.statements:
        lines += ["", f"## {pair.statement.number}. {pair.statement.text}", "", *rows(("", *_names(pair), ""))]
        table = [("verdict", *pair.outcomes, _mark(pair)), *(_figure_row(one) for one in pair.figures)]
        lines += [row(tuple(escaped(cell) for cell in cells)) for cells in table]
    return "\n".join([*lines, ""])


def _sides(found: TextbookComparison) -> list[str]:
    return [
        f"{ascii_uppercase[number % 26]}  {account.machine} · {account.run} · {printable(file)}"
        for number, (account, file) in enumerate(zip(found.accounts, found.files, strict=True))
    ]


def _names(pair: StatementPair) -> tuple[str, ...]:
    return tuple(ascii_uppercase[number % 26] for number in range(len(pair.verdicts)))


def _verdicts(pair: StatementPair) -> str:
    """In a line of its own: the columns of the figures need not be as wide."""
    words = [f"{name} {outcome}" for name, outcome in zip(_names(pair), pair.outcomes, strict=True)]
    return f"{' · '.join(words)}  {_mark(pair)}".rstrip()


def _mark(pair: StatementPair) -> str:
    return _DIFFERS if len(set(pair.outcomes)) > 1 else ""


def _figure_row(one: FigurePair) -> tuple[str, ...]:
    values = ["" if side is None else write_briefly(side) for side in one.sides]
    return (one.label, *values, _DIFFERS if one.differs else "")


def _table(found: list[tuple[str, ...]]) -> Iterator[str]:
    if not found:
        return
    widths = [max(len(cells[column]) for cells in found) for column in range(len(found[0]))]
    for cells in found:
        padded = [f"{cell:<{size}}" for cell, size in zip(cells, widths, strict=True)]
        yield f"{_INDENT}{'  '.join(padded)}".rstrip()
