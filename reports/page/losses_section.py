"""Where the rest of the cores went: waterfalls, and the largest loss of every case."""

from __future__ import annotations

from corecurve.bench.printable import printable
from corecurve.reports.case_labels import label_cases
from corecurve.reports.explain.explanation import CaseExplanation
from corecurve.reports.explain.interval import Interval
from corecurve.reports.explain.pictures import draw_waterfall
from corecurve.reports.page.content import Block, Cell, Column, PageFigure, PageTable, Row, Section
from corecurve.reports.page.explained import ExplainedWorkload
from corecurve.reports.page.figures import WIDTH_INCHES, page_figure
from corecurve.reports.page.spotlight import name_case
from corecurve.reports.quantities import write_speedup

LEAD = (
    "From as many cores as there are workers, down by what each factor took, to the speedup that was measured in the "
    "profile rounds. The factors multiply to that speedup exactly."
)
MOST_ADVICE = 3


def losses_section(explained: list[ExplainedWorkload]) -> Section | None:
    """A block for each workload that has profile rounds; None where no workload has."""
    blocks = [_block(told, f"losses-{number}") for number, told in enumerate(explained) if told.cases]
    return Section(anchor="losses", title="Where the rest went", lead=LEAD, blocks=blocks) if blocks else None


def _block(told: ExplainedWorkload, anchor: str) -> Block:
    best, name = told.best, printable(told.workload.name, 80)
    return Block(
        anchor=anchor,
        heading=name_case(best.summary) if best is not None else name,
        workload=told.workload.name,
        paragraphs=_words(best) if best is not None else [],
        figures=_waterfall(best, anchor) if best is not None else [],
        tables=[_every_case(told)],
    )


def _words(best: CaseExplanation) -> list[str]:
    """The headline, and what may help."""
    return [
        best.headline,
        *(f"Try: {advice.sentence()} To check: {advice.check}" for advice in best.advice[:MOST_ADVICE]),
    ]


def _waterfall(one: CaseExplanation, anchor: str) -> list[PageFigure]:
    caption = f"{name_case(one.summary)}: from the ideal to the measured speedup"
    figure = draw_waterfall(one.breakdown, width_inches=WIDTH_INCHES)
    return [*page_figure(figure, anchor, caption, _factors(one))]


def _factors(one: CaseExplanation) -> PageTable:
    rows = [
        Row(
            cells=[
                Cell(loss.factor),
                Cell(f"{loss.multiplier.value:.3f}", loss.multiplier.value),
                Cell(_bounds(loss.multiplier, 3)),
                Cell(f"{loss.cores.value:.2f}", loss.cores.value),
                Cell(_bounds(loss.cores, 2)),
            ]
        )
        for loss in one.breakdown.factors
    ]
    speedup = one.breakdown.speedup
    caption = (
        f"{name_case(one.summary)}: {one.breakdown.workers} × these factors make {write_speedup(speedup.value)} "
        f"({_bounds(speedup, 2)}) in the profile rounds"
    )
    columns = [
        Column("factor"),
        Column("multiplier", "What the speedup is multiplied by", is_number=True),
        Column("95% interval", "Of the multiplier"),
        Column("cores lost", "Below zero: gained", is_number=True),
        Column("95% interval", "Of the cores lost"),
    ]
    return PageTable(caption=caption, columns=columns, rows=rows)


def _every_case(told: ExplainedWorkload) -> PageTable:
    name = told.workload.name
    rows = [
        Row(
            cells=[
                Cell(printable(label, 60), backend=one.summary.case.backend),
                Cell(str(one.summary.case.workers), one.summary.case.workers),
                Cell(write_speedup(one.breakdown.speedup.value), one.breakdown.speedup.value),
                Cell(one.headline.partition(". ")[2] or one.headline),
            ],
            workload=name,
            backend=one.summary.case.backend,
        )
        for one, label in zip(told.cases, label_cases([one.summary.case for one in told.cases]), strict=True)
    ]
    columns = [
        Column("backend"),
        Column("workers", is_number=True),
        Column("speedup", "In the profile rounds", is_number=True),
        Column("where the rest went"),
    ]
    return PageTable(caption=f"{printable(name, 80)}: every case", columns=columns, rows=rows)


def _bounds(interval: Interval, decimals: int) -> str:
    return f"{interval.low:.{decimals}f} to {interval.high:.{decimals}f}"
