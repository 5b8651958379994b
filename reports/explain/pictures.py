"""Whole figures of one case: its waterfall and the timeline of a typical profile round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corecurve.bench.printable import printable
from corecurve.bench.report import CaseResult, Report
from corecurve.reports.explain.losses import Breakdown, NotExplainable, explain_case
from corecurve.reports.explain.timeline import ROW_INCHES as LANE_INCHES
from corecurve.reports.explain.timeline import plot_timeline, timeline_of, typical_round
from corecurve.reports.explain.waterfall import ROW_INCHES, plot_waterfall, waterfall_steps

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AXIS_INCHES = 1.1
_MOST_INCHES = 7.0


def draw_waterfall(case: CaseResult, breakdown: Breakdown) -> Figure:
    """From the cores that the case has to the speedup that it gave."""
    from corecurve.reports.figures.style import WIDTH_INCHES, new_figure, styled

    steps = waterfall_steps(breakdown)
    with styled():
        figure, ax = new_figure(WIDTH_INCHES, _AXIS_INCHES + ROW_INCHES * len(steps))
        plot_waterfall(steps, ax)
        ax.set_title(f"{printable(case.id, 40)}: where the cores went")
    return figure


def draw_timeline(case: CaseResult) -> Figure | None:
    """The profile round of median length; None where the case has no profile rounds."""
    from corecurve.reports.figures.style import WIDTH_INCHES, new_figure, styled

    typical = typical_round(case)
    if typical is None:
        return None
    timeline = timeline_of(case, typical)
    lanes = 1 + len(timeline.workers)
    with styled():
        figure, ax = new_figure(WIDTH_INCHES, min(_MOST_INCHES, _AXIS_INCHES + LANE_INCHES * lanes))
        plot_timeline(timeline, ax)
        ax.set_title(f"{printable(case.id, 40)}: who worked when")
    return figure


def draw_case(report: Report, case: CaseResult) -> Iterator[tuple[str, bytes]]:
    """File names and PNG images of a case's waterfall and timeline, of what can be drawn."""
    from corecurve.reports.figures.drawing import to_png

    stem = re.sub(r"[^\w.-]+", "-", case.id, flags=re.ASCII).strip("-.")[:80] or "case"
    try:
        yield f"{stem}-waterfall.png", to_png(draw_waterfall(case, explain_case(report, case)))
    except NotExplainable:
        pass
    timeline = draw_timeline(case)
    if timeline is not None:
        yield f"{stem}-timeline.png", to_png(timeline)
