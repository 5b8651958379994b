"""One quantity of every case on several sides: a line for each case, a letter with its interval for each side.

The colour stays the backend's, as on every other figure; the letter says which side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from corecurve.bench.estimator.estimate import Estimate
from corecurve.reports.figures.style import SMALL
from corecurve.reports.palette import TONES, ink_of

LARGEST_LINEAR_SPREAD = 12.0
FEW_DECADES = 100.0
SIDE_INCHES = 0.13
LEAST_ROW_INCHES = 0.24


@dataclass(frozen=True)
class SideRow:
    """One case: its label, the backend that colours it, and each side's estimate (None where it has none)."""

    label: str
    backend: str
    values: tuple[Estimate | None, ...]


def height_inches(rows: Sequence[SideRow]) -> float:
    """How high the axes of these rows must be for the letters to stand apart."""
    sides = max((len(row.values) for row in rows), default=1)
    return len(rows) * max(LEAST_ROW_INCHES, SIDE_INCHES * sides)


def plot_sides(
    rows: Sequence[SideRow], sides: Sequence[str], axis_label: str, write_tick: Callable[[float], str], ax: Axes
) -> Axes:
    """Draws the rows from top to bottom into ``ax``; where no side knows anything, it stays empty."""
    known = [value for row in rows for value in row.values if value is not None]
    if not known:
        return ax
    for place, row in enumerate(rows):
        if place % 2:
            ax.axhspan(place - 0.5, place + 0.5, color=TONES["band"].light, linewidth=0, zorder=0)
        _draw_row(ax, place, row, sides)
    ax.set_yticks(range(len(rows)), [row.label for row in rows])
    for tick, row in zip(ax.get_yticklabels(), rows, strict=True):
        tick.set_color(ink_of(row.backend).light)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.tick_params(axis="y", length=0)
    set_value_axis(ax, "x", known, axis_label, write_tick)
    return ax


def _draw_row(ax: Axes, place: int, row: SideRow, sides: Sequence[str]) -> None:
    ink = ink_of(row.backend)
    apart = 0.8 / len(sides)
    for number, (side, value) in enumerate(zip(sides, row.values, strict=True)):
        if value is None:
            continue
        height = place + apart * (number - (len(sides) - 1) / 2)
        ax.hlines(height, value.low, value.high, color=ink.light, linewidth=3.5, alpha=0.3, zorder=2)
        ax.text(value.value, height, side, color=ink.light, fontsize=SMALL, weight="bold", ha="center", va="center")


def set_value_axis(
    ax: Axes, name: Literal["x", "y"], known: Sequence[Estimate], axis_label: str, write_tick: Callable[[float], str]
) -> None:
    """From zero, or logarithmic where the values are of very different sizes; the axis says which."""
    axis, set_limits = (ax.xaxis, ax.set_xlim) if name == "x" else (ax.yaxis, ax.set_ylim)
    highest = max(value.high for value in known)
    lowest = min(value.value for value in known)
    if highest > LARGEST_LINEAR_SPREAD * lowest:
        (ax.set_xscale if name == "x" else ax.set_yscale)("log")
        set_limits(lowest / 1.5, highest * 1.5)
        axis.set_major_locator(LogLocator(subs=(1, 2, 5) if highest < FEW_DECADES * lowest else (1,), numticks=9))
        axis.set_minor_locator(NullLocator())
        axis_label = f"{axis_label}, logarithmic"
    else:
        set_limits(0, 1.06 * highest)
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: write_tick(value)))
    axis.set_label_text(axis_label)
