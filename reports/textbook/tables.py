"""Figures as the rows of small tables: a list, except where two figures belong to each thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.reports.textbook.evidence import Figure
from corecurve.reports.textbook.figure_text import write_figure

Row = tuple[str, ...]


@dataclass(frozen=True)
class FigureTable:
    """A heading (empty for a plain list) and rows, all of as many cells."""

    heading: Row
    rows: tuple[Row, ...]


def tables_of(figures: Sequence[Figure]) -> list[FigureTable]:
    """The figures as tables: figures of the same thing, named ``thing: what`` or ``thing, what``, side by side."""
    paired = [one for one in figures if _split(one.label)[1] in _PAIRED]
    tables = []
    if paired:
        things = list(dict.fromkeys(_split(one.label)[0] for one in paired))
        columns = list(dict.fromkeys(_split(one.label)[1] for one in paired))
        cells = {_split(one.label): write_figure(one) for one in paired}
        rows = tuple((thing, *(cells.get((thing, column), "") for column in columns)) for thing in things)
        tables.append(FigureTable(("", *columns), rows))
    rest = tuple((one.label, write_figure(one)) for one in figures if one not in paired)
    return [*tables, FigureTable((), rest)] if rest else tables


_PAIRED = ("one way", "in a stream", "per task", "at once")


def _split(label: str) -> tuple[str, str]:
    thing, _, what = label.rpartition(": ")
    return thing, what
