"""Seconds, speedup, efficiency and share of the ceiling of every case, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.printable import printable
from corecurve.reports.case_labels import label_cases
from corecurve.reports.compare.comparison import Comparison
from corecurve.reports.compare.rows import serial_lines
from corecurve.reports.explain.pictures import AXIS_INCHES
from corecurve.reports.figures.quantity import short_number, short_seconds
from corecurve.reports.figures.side_lines import lines_height_inches, plot_side_lines
from corecurve.reports.figures.sides import SideRow, height_inches, plot_sides
from corecurve.reports.figures.style import new_figure, styled
from corecurve.reports.page import case_table as columns
from corecurve.reports.page.content import Block, Cell, Column, PageFigure, PageTable, Row, Section
from corecurve.reports.page.figures import HEIGHT_INCHES, WIDTH_INCHES, page_figure
from corecurve.reports.summary import CaseSummary
from corecurve.reports.telling import told

LETTERS = "A letter is a report, at its value; the bar behind it is the 95% interval. The colour is the backend's."
LINES = "Each line is a case, each letter below a report; the bars are 95% intervals. The colour is the backend's."
MOST_LETTERS = 4
"""With more reports than this, letters below each other would make a figure several screens high."""


@dataclass(frozen=True)
class SideQuantity:
    """What a section compares: how it is got from a case, what its axis says, and the columns behind it."""

    anchor: str
    title: str
    lead: str
    axis_label: str
    value: Callable[[CaseSummary], Estimate | None]
    write_tick: Callable[[float], str]
    columns: tuple[columns.CaseColumn, ...]


def _percent_tick(share: float) -> str:
    return f"{short_number(100 * share)}%"


SECONDS = SideQuantity(
    "seconds",
    "Seconds",
    "Of one execution on a warm backend. They lead: a slow machine shows higher speedups.",
    "seconds",
    lambda one: one.seconds,
    short_seconds,
    (columns.SECONDS, columns.SECONDS_BOUNDS),
)
SPEEDUP = SideQuantity(
    "speedup",
    "Speedup",
    "Against each side's own serial loop.",
    "speedup against the loop",
    lambda one: one.speedup,
    lambda speedup: f"{short_number(speedup)}×",
    (columns.SPEEDUP, columns.SPEEDUP_BOUNDS),
)
EFFICIENCY = SideQuantity(
    "efficiency",
    "Efficiency",
    "Speedup / workers.",
    "efficiency (speedup / workers)",
    lambda one: one.efficiency,
    _percent_tick,
    (columns.EFFICIENCY,),
)
CEILING_SHARE = SideQuantity(
    "ceiling",
    "Share of the ceiling",
    "Speedup / what independent processes reach together on that machine.",
    "share of each machine's ceiling",
    lambda one: one.ceiling_share,
    _percent_tick,
    (columns.CEILING_SHARE, columns.CEILING, columns.CEILING_BOUNDS),
)


def seconds_section(comparison: Comparison) -> Section:
    """Seconds of every case, and of the serial loop, workload by workload."""
    blocks = []
    for number, workload in enumerate(comparison.workloads):
        serial = f"The serial loop takes: {'; '.join(serial_lines(comparison, workload))}."
        blocks.append(_block(comparison, number, workload, [SECONDS], SECONDS.anchor, [serial]))
    lead = f"{SECONDS.lead} {_how_to_read(comparison)}"
    return Section(anchor="seconds", title=SECONDS.title, lead=lead, blocks=blocks)


def speedup_section(comparison: Comparison) -> Section:
    """Speedup of every case, workload by workload."""
    blocks = [
        _block(comparison, number, workload, [SPEEDUP], SPEEDUP.anchor)
        for number, workload in enumerate(comparison.workloads)
    ]
    lead = f"{SPEEDUP.lead} {_how_to_read(comparison)}"
    return Section(anchor="speedup", title=SPEEDUP.title, lead=lead, blocks=blocks)


def efficiency_section(comparison: Comparison) -> Section:
    """Efficiency, and the share of each machine's ceiling, beside each other."""
    blocks = [
        _block(comparison, number, workload, [EFFICIENCY, CEILING_SHARE], EFFICIENCY.anchor)
        for number, workload in enumerate(comparison.workloads)
    ]
    lead = f"{EFFICIENCY.lead} The ceiling: {CEILING_SHARE.lead[0].lower()}{CEILING_SHARE.lead[1:]}"
    return Section(anchor="efficiency", title="Efficiency and share of the ceiling", lead=lead, blocks=blocks)


def _how_to_read(comparison: Comparison) -> str:
    return LETTERS if len(comparison.sides) <= MOST_LETTERS else LINES


def _block(
    comparison: Comparison,
    number: int,
    workload: str,
    quantities: Sequence[SideQuantity],
    anchor: str,
    paragraphs: Sequence[str] = (),
) -> Block:
    figures = [
        figure
        for quantity in quantities
        for figure in _figure(comparison, workload, quantity, f"{quantity.anchor}-{number}-figure")
    ]
    return Block(
        anchor=f"{anchor}-{number}",
        heading=printable(workload, 80),
        workload=workload,
        paragraphs=list(paragraphs),
        figures=figures,
    )


def _figure(comparison: Comparison, workload: str, quantity: SideQuantity, anchor: str) -> list[PageFigure]:
    cases = comparison.cases_of(workload)
    rows = [
        SideRow(
            label=f"{printable(label, 24)} × {one.case.workers}",
            backend=one.case.backend,
            values=tuple(None if side is None else told(quantity.value(side)) for side in one.sides),
        )
        for one, label in zip(cases, label_cases([one.case for one in cases]), strict=True)
    ]
    rows = [row for row in rows if any(value is not None for value in row.values)]
    if not rows:
        return []
    figure = _draw(rows, [side.label for side in comparison.sides], quantity)
    caption = f"{printable(workload, 80)}: {quantity.title.lower()} of every case"
    return page_figure(figure, anchor, caption, _table(comparison, workload, quantity, caption))


def _draw(rows: Sequence[SideRow], sides: Sequence[str], quantity: SideQuantity) -> Figure:
    has_letters = len(sides) <= MOST_LETTERS
    height = AXIS_INCHES + height_inches(rows) if has_letters else lines_height_inches(rows, HEIGHT_INCHES)
    with styled():
        figure, ax = new_figure(WIDTH_INCHES, height)
        plot = plot_sides if has_letters else plot_side_lines
        plot(rows, sides, quantity.axis_label, quantity.write_tick, ax)
    return figure


def _table(comparison: Comparison, workload: str, quantity: SideQuantity, caption: str) -> PageTable:
    """A row a case; for each side its columns of this quantity."""
    cases = comparison.cases_of(workload)
    headings = [Column("backend"), Column("workers", is_number=True)]
    headings += [
        Column(f"{side.label}: {one.column.heading}", one.column.meaning, is_number=True)
        for side in comparison.sides
        for one in quantity.columns
    ]
    rows = [
        Row(
            cells=[
                Cell(printable(label, 60), backend=one.case.backend),
                Cell(str(one.case.workers), one.case.workers),
                *(Cell("") if side is None else column.cell(side) for side in one.sides for column in quantity.columns),
            ],
            workload=workload,
            backend=one.case.backend,
        )
        for one, label in zip(cases, label_cases([one.case for one in cases]), strict=True)
    ]
    return PageTable(caption=caption, columns=headings, rows=rows)
