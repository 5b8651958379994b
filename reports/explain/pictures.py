"""Whole figures of one case: its waterfall and the timeline of a typical profile round."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matplotlib.figure import Figure

from corecurve.bench.printable import printable
from corecurve.bench.report import CaseResult, Report
from corecurve.reports.explain.losses import Breakdown, NotExplainable, explain_case
from corecurve.reports.explain.timeline import ROW_INCHES as LANE_INCHES
from corecurve.reports.explain.timeline import plot_timeline, timeline_of, typical_round
from corecurve.reports.explain.waterfall import ROW_INCHES, plot_waterfall, waterfall_steps
from corecurve.reports.figures.drawing import to_png
from corecurve.reports.figures.style import WIDTH_INCHES, new_figure, styled

AXIS_INCHES = 0.7
_TITLE_INCHES = 0.4
_MOST_INCHES = 7.0


def draw_waterfall(breakdown: Breakdown, title: str = "", width_inches: float = WIDTH_INCHES) -> Figure:
    """From the cores that a case has to the speedup that it gave, as high as it has steps."""
    steps = waterfall_steps(breakdown)
    with styled():
        figure, ax = new_figure(width_inches, _height_inches(title, ROW_INCHES * len(steps)))
        plot_waterfall(steps, ax)
        if title:
            ax.set_title(title)
    return figure


def draw_timeline(
    case: CaseResult, title: str = "", width_inches: float = WIDTH_INCHES, most_inches: float = _MOST_INCHES
) -> Figure | None:
    """The profile round of median length, as high as it has lanes; None where the case has no profile rounds."""
    typical = typical_round(case)
    if typical is None:
        return None
    timeline = timeline_of(case, typical)
    lanes = 1 + len(timeline.workers)
    with styled():
        figure, ax = new_figure(width_inches, min(most_inches, _height_inches(title, LANE_INCHES * lanes)))
        plot_timeline(timeline, ax)
        if title:
            ax.set_title(title)
    return figure


def draw_case(report: Report, case: CaseResult) -> Iterator[tuple[str, bytes]]:
    """File names and PNG images of a case's waterfall and timeline, of what can be drawn."""
    stem = re.sub(r"[^\w.-]+", "-", case.id, flags=re.ASCII).strip("-.")[:80] or "case"
    name = printable(case.id, 40)
    try:
        waterfall = draw_waterfall(explain_case(report, case), f"{name}: where the cores went")
        yield f"{stem}-waterfall.png", to_png(waterfall)
    except NotExplainable:
        pass
    timeline = draw_timeline(case, f"{name}: who worked when")
    if timeline is not None:
        yield f"{stem}-timeline.png", to_png(timeline)


def _height_inches(title: str, rows_inches: float) -> float:
    return AXIS_INCHES + (_TITLE_INCHES if title else 0.0) + rows_inches
