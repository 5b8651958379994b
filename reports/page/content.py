"""What a page is made of: plain data, gathered apart from how it is rendered.

All strings are text, whatever they hold; the templates escape them. Only ``svg`` is markup, and ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from corecurve.reports.notes import Note


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, what it means in a sentence, and whether it holds numbers."""

    heading: str
    meaning: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell: its text, the number that it is sorted by (None: by its text), and a backend that colours it."""

    text: str
    number: float | None = None
    backend: str | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a table; ``workload`` and ``backend`` are what it can be filtered by."""

    cells: list[Cell]
    workload: str | None = None
    backend: str | None = None


@dataclass(frozen=True, kw_only=True)
class PageTable:
    """A table with its caption."""

    caption: str
    columns: list[Column]
    rows: list[Row]


@dataclass(frozen=True, kw_only=True)
class PageFigure:
    """A figure with the numbers behind it."""

    caption: str
    svg: Markup
    table: PageTable | None = None


@dataclass(frozen=True, kw_only=True)
class Block:
    """One workload's part of a section (or, without a workload, everybody's)."""

    anchor: str
    heading: str = ""
    workload: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    figures: list[PageFigure] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One chapter of the story. ``lead`` says how to read it."""

    anchor: str
    title: str
    lead: str
    blocks: list[Block]


@dataclass(frozen=True, kw_only=True)
class PageAnswer:
    """The answer for one workload: verdict, the best speedup, sentence and advice, and where to read on.

    ``table`` says it for each of several reports.
    """

    workload: str
    outcome: str
    figure: str | None
    sentence: str
    advice: str | None
    links: list[tuple[str, str]]
    table: PageTable | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A whole page. ``workloads`` and ``backends`` are what it can be filtered by."""

    title: str
    subtitle: list[str]
    notes: list[Note]
    answers: list[PageAnswer]
    sections: list[Section]
    workloads: list[str]
    backends: list[str]
    version: str
