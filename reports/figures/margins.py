"""Margins that fit: nothing of a figure is cut off, and nothing is wasted."""

from __future__ import annotations

from matplotlib.figure import Figure

PAD_INCHES = 0.06
LEAST_SHARE = 0.2


def fit_margins(figure: Figure) -> None:
    """Moves the edges of a figure's axes so that all that belongs to them just fits.

    For one pair of axes, or several in a column. Matplotlib's own constrained layout does it for any number of axes,
    in twice the time of drawing the figure; figures that have it are left as they are.
    """
    boxes = [(ax.get_window_extent(), around) for ax in figure.axes if (around := ax.get_tightbbox()) is not None]
    if figure.get_layout_engine() is not None or not boxes:
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
