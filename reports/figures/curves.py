"""One quantity against workers: a line with intervals for each backend, and quiet lines to compare with."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from corecurve.reports.figures.end_labels import EndLabel, label_ends
from corecurve.reports.figures.interval_line import Weight, draw_interval_line
from corecurve.reports.figures.quantity import Quantity, Reference
from corecurve.reports.figures.series import Series, series_of
from corecurve.reports.figures.style import QUIET, SMALL
from corecurve.reports.palette import ink_of

LOGARITHMIC_FROM = 16
"""From this many workers on, doubling them is a step of its own width."""
LARGEST_LINEAR_SPREAD = 25.0
"""Where the largest value is more than this many times the smallest, the axis of values is logarithmic."""
FEW_DECADES = 300.0
SHORT_FRACTION = 0.2
HEADROOM = 1.1
APART_POINTS, WIDEST_POINTS = 2.4, 8.0
"""How far lines stand apart sidewards, and all of them together, where one interval could hide another."""
WIDE_SHARE = 0.08
"""Of the height of the axes; about that of a marker."""
MOST_TICKS = 13
_WEIGHT = Weight(line=1.4, marker=5, interval=0.6)


def plot_curves(cases: pd.DataFrame, quantity: Quantity, ax: Axes) -> Axes:
    """Draws a quantity of one workload's cases (rows of the cases frame) against workers into ``ax``.

    Cases in which it is not known are left out; where there are none, ``ax`` stays empty. The axis of values starts
    at zero, except where it is logarithmic, and says so.
    """
    lines = series_of(cases, quantity)
    if not lines:
        return ax
    measured = cases[cases["backend"] != "serial"]
    references = quantity.references(measured)
    is_wide = _set_workers_axis(ax, sorted(set(measured["workers"].astype(int))))
    _set_value_axis(ax, quantity, lines, references, is_wide=is_wide)
    apart_points = min(APART_POINTS, WIDEST_POINTS / len(lines)) if _is_any_wide(ax, lines) else 0.0
    for nth, line in enumerate(lines):
        _draw(ax, line, apart_points * (nth - (len(lines) - 1) / 2))
    ends = [EndLabel(one.label, one.workers[-1], one.values[-1], ink_of(one.backend).light) for one in lines]
    ends += _mark_failed(ax, measured)
    label_ends(ax, [*ends, *(label for one in references if (label := _draw_reference(ax, one)) is not None)])
    return ax


def _draw(ax: Axes, line: Series, aside_points: float) -> None:
    draw_interval_line(
        ax,
        line.workers,
        line.values,
        [(place, *bounds) for place, bounds in zip(line.workers, line.bounds, strict=True)],
        ink=ink_of(line.backend),
        label=line.label,
        aside_points=aside_points,
        weight=_WEIGHT,
    )


def _is_any_wide(ax: Axes, lines: Sequence[Series]) -> bool:
    """Whether an interval is clearly higher than a marker. To be called when the limits are final."""
    bottom = ax.get_ylim()[0]
    to_share = (ax.transScale + ax.transLimits).transform
    ends = [(1.0, max(end, bottom)) for line in lines for bounds in line.bounds for end in bounds]
    shares = [float(share) for _, share in to_share(ends)]
    return any(high - low > WIDE_SHARE for low, high in zip(shares[::2], shares[1::2], strict=True))


def _draw_reference(ax: Axes, reference: Reference) -> EndLabel | None:
    """Draws as much of the line as lies inside the axes; its label, or None where nothing of it does."""
    bottom, top = ax.get_ylim()
    inside = [(x, y) for x, y in reference.points if bottom <= y <= top]
    if not inside:
        return None
    leaves_at = len(reference.points) > len(inside) and inside[-1] != reference.points[-1]
    if leaves_at and inside[-1][0] < top:
        (x0, y0), (x1, y1) = inside[-1], reference.points[reference.points.index(inside[-1]) + 1]
        inside.append((x0 + (x1 - x0) * (top - y0) / (y1 - y0), top))
    xs, ys = zip(*inside, strict=True)
    (drawn,) = ax.plot(xs, ys, color=QUIET, linewidth=1.0, zorder=1)
    if reference.dashes:
        drawn.set_dashes(reference.dashes)
    if ys[-1] >= top and xs[-1] < reference.points[-1][0]:
        _name_where_it_leaves(ax, reference.name, xs[-1], top)
        return None
    return EndLabel(reference.name, xs[-1], ys[-1], QUIET)


def _name_where_it_leaves(ax: Axes, name: str, x: float, top: float) -> None:
    ax.annotate(name, (x, top), xytext=(4, 1), textcoords="offset points", va="center", color=QUIET, fontsize=SMALL)


def _set_workers_axis(ax: Axes, counts: Sequence[int]) -> bool:
    """Ticks at the measured numbers of workers; returns whether the axis is logarithmic."""
    ax.set_xlabel("workers")
    is_wide = counts[-1] >= LOGARITHMIC_FROM and counts[-1] >= LOGARITHMIC_FROM / 2 * counts[0]
    if is_wide:
        ax.set_xscale("log", base=2)
        spread = (counts[-1] / counts[0]) ** 0.03
        ax.set_xlim(counts[0] / spread, counts[-1] * spread)
    else:
        spread = counts[-1] - counts[0]
        ax.set_xlim(counts[0] - 0.05 * spread, counts[-1] + 0.05 * spread)
    ax.xaxis.set_major_locator(FixedLocator(_spaced(counts, math.log2 if is_wide else float)))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda count, _: f"{count:g}"))
    return is_wide


def _set_value_axis(
    ax: Axes, quantity: Quantity, lines: Sequence[Series], references: Sequence[Reference], *, is_wide: bool
) -> None:
    """From zero to a little above the highest interval and reference; the ideal alone does not stretch it."""
    lows, highs = zip(*(bounds for line in lines for bounds in line.bounds), strict=True)
    shown = [y for one in references for _, y in one.points if not one.may_leave]
    top = HEADROOM * max([*highs, *shown])
    bottom = min([low for low in lows if low > 0] + shown)
    if _is_logarithmic(quantity, bottom, top, is_wide=is_wide):
        ax.set_yscale("log")
        ax.set_ylim(bottom / 1.3, top * 1.1)
        ax.yaxis.set_major_locator(_logarithmic_ticks(bottom, top))
        ax.yaxis.set_minor_locator(NullLocator())
        ax.set_ylabel(f"{quantity.axis_label}, logarithmic")
    else:
        ax.set_ylim(0, top)
        ax.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
        ax.set_ylabel(quantity.axis_label)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: quantity.write_tick(value)))


def _is_logarithmic(quantity: Quantity, bottom: float, top: float, *, is_wide: bool) -> bool:
    """Where workers double from tick to tick, so should what grows with them; small ratios would all lie on zero."""
    return (is_wide and top > 4 and top / bottom > 4) or (quantity.is_ratio and top / bottom > LARGEST_LINEAR_SPREAD)


def _logarithmic_ticks(bottom: float, top: float) -> LogLocator:
    """Doublings, where they are short to write; else tens, and what lies between where there is room."""
    if top / bottom >= FEW_DECADES:
        return LogLocator(base=10, numticks=9)
    return (
        LogLocator(base=2, numticks=9) if bottom > SHORT_FRACTION else LogLocator(base=10, subs=(1, 2, 5), numticks=9)
    )


def _mark_failed(ax: Axes, measured: pd.DataFrame) -> list[EndLabel]:
    """A cross on the axis of workers for each case that failed; the label that says so."""
    failed = measured[measured["status"] == "failed"]
    bottom = ax.get_ylim()[0]
    for workers in sorted(set(failed["workers"].astype(int))):
        rows = failed[failed["workers"] == workers]
        for nth, backend in enumerate(rows["backend"]):
            ax.annotate(
                "✕",
                (workers, bottom),
                xytext=(9 * (nth - (len(rows) - 1) / 2), 5),
                textcoords="offset points",
                ha="center",
                va="center",
                fontsize=SMALL,
                color=ink_of(str(backend)).light,
            )
    return [EndLabel("✕ failed", ax.get_xlim()[1], bottom, QUIET)] if len(failed) else []


def _spaced(counts: Sequence[int], place: Callable[[float], float]) -> list[int]:
    """The counts without those that stand too near the next on the axis; the last is always there."""
    apart = (place(counts[-1]) - place(counts[0])) / MOST_TICKS
    shown: list[int] = []
    for count in reversed(counts):
        if not shown or place(shown[-1]) - place(count) >= apart:
            shown.append(count)
    return shown
