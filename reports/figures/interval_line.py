"""A line through values, each with its interval, moved a little aside so that several lines do not hide each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.transforms import offset_copy

from corecurve.reports.palette import Ink


@dataclass(frozen=True)
class Weight:
    """How heavy a line, its markers (both in points) and its intervals (an opacity) are."""

    line: float
    marker: float
    interval: float


def draw_interval_line(
    ax: Axes,
    places: Sequence[float],
    values: Sequence[float],
    bounds: Sequence[tuple[float, float, float]],
    *,
    ink: Ink,
    label: str,
    aside_points: float,
    weight: Weight,
) -> None:
    """Draws into ``ax``; a value may be NaN, ``bounds`` are place, low and high end of the known ones."""
    aside = offset_copy(ax.transData, ax.get_figure(root=True), x=aside_points, units="points")
    ax.plot(
        places,
        values,
        color=ink.light,
        linewidth=weight.line,
        marker=ink.marker,
        markersize=weight.marker,
        clip_on=False,
        label=label,
        transform=aside,
    )
    if bounds:
        bars = ax.vlines(*zip(*bounds, strict=True), color=ink.light, linewidth=2.2, alpha=weight.interval, zorder=2.5)
        bars.set_transform(aside)
