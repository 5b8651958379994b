"""Margins that fit: nothing of a figure is cut off, and nothing is wasted."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox, Transform, offset_copy

PAD_INCHES = 0.06
LEAST_SHARE = 0.2


def fit_margins(figure: Figure, renderer: RendererBase | None = None) -> None:
    """Moves the edges of a figure's axes so that all that belongs to them just fits.

    For one pair of axes, or several in a column. Matplotlib's own constrained layout does it for any number of axes,
    in twice the time of drawing the figure; figures that have it are left as they are. ``renderer`` is what the figure
    will be drawn with: it then knows how long each text is.
    """
    if figure.get_layout_engine() is not None:
        return
    boxes = [(ax.get_window_extent(), around) for ax in figure.axes if (around := _around(ax, renderer)) is not None]
    if not boxes:
        return
    pad = PAD_INCHES * figure.dpi
    width, height = figure.get_size_inches() * figure.dpi
    left = max(own.x0 - around.x0 for own, around in boxes) + pad
    right = max(around.x1 - own.x1 for own, around in boxes) + pad
    above = [around.y1 - own.y1 + pad for own, around in boxes]
    below = [own.y0 - around.y0 + pad for own, around in boxes]
    inner_width = max(LEAST_SHARE * width, width - left - right)
    inner_height = max(LEAST_SHARE * height, height - sum(above) - sum(below)) / len(boxes)
    place = height
    for ax, over, under in zip(figure.axes, above, below, strict=True):
        place -= over + inner_height
        ax.set_position((left / width, place / height, inner_width / width, inner_height / height))
        place -= under


def _around(ax: Axes, renderer: RendererBase | None) -> Bbox | None:
    """The box around all that belongs to the axes; their labels then stay where they are.

    Left to itself, matplotlib looks for the labels' places again, from all ticks, whenever it draws them. The box of a
    spine, too, is found from all ticks, and lies on the axes' own edge.
    """
    for spine in ax.spines.values():
        spine.set_in_layout(False)
    around = ax.get_tightbbox(renderer)
    edge = ax.get_window_extent()
    below, beside = ax.xaxis.label.get_position()[1] - edge.y0, ax.yaxis.label.get_position()[0] - edge.x0
    ax.xaxis.set_label_coords(0.5, 0, transform=_moved(ax, 0, below))
    ax.yaxis.set_label_coords(0, 0.5, transform=_moved(ax, beside, 0))
    return around


def _moved(ax: Axes, right: float, up: float) -> Transform:
    """The axes' own coordinates, moved by this many dots."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return offset_copy(ax.transAxes, figure, right / figure.dpi, up / figure.dpi, units="inches")
