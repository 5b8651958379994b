"""Labels at the right ends of lines, in place of a legend, moved apart where they would meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from corecurve.reports.figures.style import SMALL

LINE_HEIGHT = 1.4


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
    apart = LINE_HEIGHT * SMALL / (ax.get_window_extent().height * 72 / figure.dpi)
    to_axes = ax.transData + ax.transAxes.inverted()
    places = [(float(x), float(y), end) for end in ends for x, y in [to_axes.transform((end.x, end.y))]]
    places.sort(key=lambda place: place[1])
    heights = spread_out([y for _, y, _ in places], apart)
    for (x, y, end), height in zip(places, heights, strict=True):
        _draw_hair(ax, (x + 0.015, 1.03), (y, height), end.colour)
        ax.annotate(
            end.text,
            xy=(1.04, height),
            xycoords="axes fraction",
            color=end.colour,
            fontsize=SMALL,
            va="center",
            annotation_clip=False,
        )


def _draw_hair(ax: Axes, x: tuple[float, float], y: tuple[float, float], colour: str) -> None:
    """A thin line in fractions of the axes; an annotation's own arrow would take as long as all the rest."""
    hair = Line2D(x, y, transform=ax.transAxes, color=colour, linewidth=0.6, alpha=0.6, clip_on=False)
    hair.set_in_layout(False)
    ax.add_artist(hair)


def spread_out(places: Sequence[float], apart: float, lowest: float = 0.0) -> list[float]:
    """Heights near the wanted ones (sorted), none below ``lowest`` and no two closer than ``apart``.

    Groups that would meet are centred on the mean of their places.
    """
    groups: list[list[float]] = []

    def bottom(group: Sequence[float]) -> float:
        return max(lowest, sum(group) / len(group) - apart * (len(group) - 1) / 2)

    for place in places:
        groups.append([place])
        while len(groups) > 1 and bottom(groups[-2]) + apart * len(groups[-2]) > bottom(groups[-1]):
            last = groups.pop()
            groups[-1] = groups[-1] + last
    return [bottom(group) + apart * nth for group in groups for nth in range(len(group))]
