"""Speedup against the cost of a task: where each backend comes above the loop."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from corecurve.bench.printable import printable
from corecurve.reports.breakeven.account import BreakEven
from corecurve.reports.figures.end_labels import EndLabel, label_ends
from corecurve.reports.figures.quantity import short_number, short_seconds
from corecurve.reports.figures.style import HEIGHT_INCHES, QUIET, WIDTH_INCHES, new_figure, styled
from corecurve.reports.palette import ink_of


def draw_break_even(
    found: Sequence[BreakEven], width_inches: float = WIDTH_INCHES, height_inches: float = HEIGHT_INCHES
) -> Figure:
    """The curves of all backends of a sweep."""
    with styled():
        figure, ax = new_figure(width_inches, height_inches)
        plot_break_even(found, ax)
    return figure


def plot_break_even(found: Sequence[BreakEven], ax: Axes) -> Axes:
    """Draws speedup over seconds per task into ``ax``; a broad bar on the loop's line is the interval of a crossing."""
    for one in found:
        _draw(ax, one)
    low = min(one.smallest_task_seconds for one in found)
    high = max(one.largest_task_seconds for one in found)
    ax.set_xscale("log")
    ax.set_xlim(low / 1.2, high * 1.2)
    ax.xaxis.set_major_locator(LogLocator(base=10, numticks=9))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _: short_seconds(seconds)))
    ax.set_xlabel("seconds per task in the loop, logarithmic")
    ax.set_ylim(0, 1.1 * max(1.0, *(point.speedup.high for one in found for point in one.curve)))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda speedup, _: f"{short_number(speedup)}×"))
    ax.set_ylabel("speedup against the loop")
    ax.axhline(1.0, color=QUIET, linewidth=1.0, zorder=1)
    label_ends(ax, [EndLabel("the loop", high, 1.0, QUIET), *(_label(one) for one in found)])
    return ax


def _draw(ax: Axes, one: BreakEven) -> None:
    ink = ink_of(one.backend)
    costs = [point.seconds for point in one.curve]
    speedups = [point.speedup for point in one.curve]
    ax.plot(
        costs,
        [speedup.value for speedup in speedups],
        color=ink.light,
        linewidth=1.4,
        marker=ink.marker,
        markersize=4,
        clip_on=False,
    )
    ax.vlines(
        costs,
        [speedup.low for speedup in speedups],
        [speedup.high for speedup in speedups],
        color=ink.light,
        linewidth=2.2,
        alpha=0.6,
    )
    if one.per_task.seconds is not None:
        low, high = one.per_task.low or costs[0], one.per_task.high or costs[-1]
        ax.hlines(1.0, low, high, color=ink.light, linewidth=6, alpha=0.35, zorder=1.5)


def _label(one: BreakEven) -> EndLabel:
    last = one.curve[-1]
    return EndLabel(printable(one.backend, 24), last.seconds, last.speedup.value, ink_of(one.backend).light)
