"""Labels at the right ends of lines, in place of a legend, moved apart where they would meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from corecurve.reports.figures.style import SMALL


@dataclass(frozen=True)
class EndLabel:
    """What is written beside the right end of a line that ends at (x, y) in data."""

    text: str
    x: float
    y: float
    colour: str


def label_ends(ax: Axes, ends: Sequence[EndLabel]) -> None:
    """Writes the labels at the right of the axes, moved apart where they would meet, with a hair to their line's end.

    To be called when the limits are final.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    apart = 1.3 * SMALL / (ax.get_window_extent().height * 72 / figure.dpi)
    to_axes = ax.transData + ax.transAxes.inverted()
    heights = {end: float(to_axes.transform((end.x, end.y))[1]) for end in ends}
    ordered = sorted(ends, key=lambda end: heights[end])
    for end, height in zip(ordered, spread_out([heights[end] for end in ordered], apart), strict=True):
        ax.annotate(
            end.text,
            xy=(end.x, end.y),
            xytext=(1.03, height),
            textcoords="axes fraction",
            color=end.colour,
            fontsize=SMALL,
            va="center",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": end.colour,
                "linewidth": 0.6,
                "alpha": 0.6,
                "shrinkA": 1,
                "shrinkB": 5,
                "relpos": (0, 0.5),
            },
        )


def spread_out(places: Sequence[float], apart: float) -> list[float]:
    """Heights near the wanted ones (sorted), no two closer than ``apart``: groups that meet are centred on their mean."""
    groups: list[list[float]] = []
    for place in places:
        groups.append([place])
        while len(groups) > 1 and _top(groups[-2], apart) + apart > _bottom(groups[-1], apart):
            last = groups.pop()
            groups[-1] = groups[-1] + last
    return [_bottom(group, apart) + apart * nth for group in groups for nth in range(len(group))]


def _bottom(group: Sequence[float], apart: float) -> float:
    return sum(group) / len(group) - apart * (len(group) - 1) / 2


def _top(group: Sequence[float], apart: float) -> float:
    return sum(group) / len(group) + apart * (len(group) - 1) / 2
