"""The page's figures: small, so that their text can be read on a phone, with the numbers behind them.

A heading of the page stands in for a title.
"""

from __future__ import annotations

from matplotlib.figure import Figure

from corecurve.reports.page.content import PageFigure, PageTable
from corecurve.reports.page.svg import to_inline_svg

WIDTH_INCHES = 4.2
HEIGHT_INCHES = 2.75
"""On a phone of 390 pixels, the smallest text has ten of them."""
MOST_INCHES = 5.0


def page_figure(figure: Figure | None, anchor: str, caption: str, table: PageTable | None = None) -> list[PageFigure]:
    """The figure for the page; none where there is nothing to draw. The caption is read out, too."""
    if figure is None:
        return []
    return [PageFigure(caption=caption, svg=to_inline_svg(figure, anchor, caption), table=table)]
