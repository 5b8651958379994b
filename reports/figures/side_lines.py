"""One quantity of every case over many sides: a line for each case, a place on the axis for each side.

As high however many sides there are. The lines only lead the eye from one side to the next: nothing was measured
between two reports.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator
from matplotlib.transforms import offset_copy

from corecurve.reports.figures.curves import APART_POINTS, WIDEST_POINTS
from corecurve.reports.figures.end_labels import LINE_HEIGHT, EndLabel, label_ends
from corecurve.reports.figures.sides import SideRow, set_value_axis
from corecurve.reports.figures.style import HEIGHT_INCHES, SMALL
from corecurve.reports.palette import ink_of

AXIS_INCHES = 0.6


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
    ink = ink_of(row.backend)
    aside = offset_copy(ax.transData, ax.get_figure(root=True), x=aside_points, units="points")
    values = [math.nan if value is None else value.value for value in row.values]
    ax.plot(
        range(len(values)),
        values,
        color=ink.light,
        linewidth=0.8,
        marker=ink.marker,
        markersize=4,
        transform=aside,
        label=row.label,
    )
    known = [(place, value) for place, value in enumerate(row.values) if value is not None]
    bars = ax.vlines(
        [place for place, _ in known],
        [value.low for _, value in known],
        [value.high for _, value in known],
        color=ink.light,
        linewidth=2.2,
        alpha=0.4,
        zorder=2.5,
    )
    bars.set_transform(aside)


def _end(row: SideRow) -> EndLabel:
    place, value = [(place, value) for place, value in enumerate(row.values) if value is not None][-1]
    return EndLabel(row.label, place, value.value, ink_of(row.backend).light)
