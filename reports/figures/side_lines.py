"""One quantity of every case over many sides: a line for each case, a place on the axis for each side.

As high however many sides there are. The lines only lead the eye from one side to the next: nothing was measured
between two reports.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from corecurve.reports.figures.curves import APART_POINTS, WIDEST_POINTS
from corecurve.reports.figures.end_labels import LINE_HEIGHT, EndLabel, label_ends
from corecurve.reports.figures.interval_line import Weight, draw_interval_line
from corecurve.reports.figures.sides import SideRow, set_value_axis
from corecurve.reports.figures.style import HEIGHT_INCHES, SMALL
from corecurve.reports.palette import ink_of

AXIS_INCHES = 0.6
_WEIGHT = Weight(line=0.8, marker=4, interval=0.4)


def lines_height_inches(rows: Sequence[SideRow], least_inches: float = HEIGHT_INCHES) -> float:
    """How high a whole figure of these rows must be for the labels at its right to stand apart."""
    return max(least_inches, AXIS_INCHES + len(rows) * LINE_HEIGHT * SMALL / 72)


def plot_side_lines(
    rows: Sequence[SideRow], sides: Sequence[str], axis_label: str, write_tick: Callable[[float], str], ax: Axes
) -> Axes:
    """Draws the rows over the sides into ``ax``; where no side knows anything, it stays empty."""
    known = [value for row in rows for value in row.values if value is not None]
    if not known:
        return ax
    ax.set_xlim(-0.5, len(sides) - 0.5)
    ax.xaxis.set_major_locator(FixedLocator(range(len(sides))))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks(range(len(sides)), sides)
    ax.set_xlabel("report")
    set_value_axis(ax, "y", known, axis_label, write_tick)
    apart_points = min(APART_POINTS, WIDEST_POINTS / len(rows))
    for nth, row in enumerate(rows):
        _draw(ax, row, apart_points * (nth - (len(rows) - 1) / 2))
    label_ends(ax, [_end(row) for row in rows if any(value is not None for value in row.values)])
    return ax


def _draw(ax: Axes, row: SideRow, aside_points: float) -> None:
    draw_interval_line(
        ax,
        range(len(row.values)),
        [math.nan if value is None else value.value for value in row.values],
        [(place, value.low, value.high) for place, value in enumerate(row.values) if value is not None],
        ink=ink_of(row.backend),
        label=row.label,
        aside_points=aside_points,
        weight=_WEIGHT,
    )


def _end(row: SideRow) -> EndLabel:
    place, value = [(place, value) for place, value in enumerate(row.values) if value is not None][-1]
    return EndLabel(row.label, place, value.value, ink_of(row.backend).light)
