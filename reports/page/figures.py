"""The page's figures: small, so that their text can be read on a phone, with the numbers behind them.

A heading of the page stands in for a title.
"""

from __future__ import annotations

from matplotlib.figure import Figure

from corecurve.bench.report import CaseResult
from corecurve.reports.explain.losses import Breakdown
from corecurve.reports.explain.timeline import ROW_INCHES as LANE_INCHES
from corecurve.reports.explain.timeline import plot_timeline, timeline_of, typical_round
from corecurve.reports.explain.waterfall import ROW_INCHES, plot_waterfall, waterfall_steps
from corecurve.reports.figures.style import new_figure, styled
from corecurve.reports.page.content import PageFigure, PageTable
from corecurve.reports.page.svg import to_inline_svg

WIDTH_INCHES = 4.2
HEIGHT_INCHES = 2.75
"""On a phone of 390 pixels, the smallest text has ten of them."""
AXIS_INCHES = 0.7
MOST_INCHES = 7.0


def page_figure(figure: Figure | None, anchor: str, caption: str, table: PageTable | None = None) -> list[PageFigure]:
    """The figure for the page; none where there is nothing to draw. The caption is read out, too."""
    if figure is None:
        return []
    return [PageFigure(caption=caption, svg=to_inline_svg(figure, anchor, caption), table=table)]


def draw_waterfall(breakdown: Breakdown) -> Figure:
    """The waterfall of one case, as high as it has steps."""
    steps = waterfall_steps(breakdown)
    with styled():
        figure, ax = new_figure(WIDTH_INCHES, AXIS_INCHES + ROW_INCHES * len(steps))
        plot_waterfall(steps, ax)
    return figure


def draw_timeline(case: CaseResult) -> Figure | None:
    """The timeline of one case, as high as it has lanes; None where it has no profile rounds."""
    typical = typical_round(case)
    if typical is None:
        return None
    timeline = timeline_of(case, typical)
    lanes = 1 + len(timeline.workers)
    with styled():
        figure, ax = new_figure(WIDTH_INCHES, min(MOST_INCHES, AXIS_INCHES + LANE_INCHES * lanes))
        plot_timeline(timeline, ax)
    return figure
