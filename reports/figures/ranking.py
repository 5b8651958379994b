"""One quantity at one number of workers: a dot with its interval for each case, the largest on top."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from corecurve.reports.figures.quantity import Quantity, Reference
from corecurve.reports.figures.series import Series, series_of
from corecurve.reports.figures.style import INK, PAPER, QUIET, SMALL
from corecurve.reports.palette import ink_of
from corecurve.reports.quantities import write_count


def plot_ranking(cases: pd.DataFrame, quantity: Quantity, ax: Axes) -> Axes:
    """Draws a quantity of one workload's cases (rows of the cases frame, one number of workers) into ``ax``.

    Cases in which it is not known are left out; where there are none, ``ax`` stays empty. The axis starts at zero.
    """
    lines = sorted(series_of(cases, quantity), key=lambda line: line.values[-1])
    if not lines:
        return ax
    measured = cases[cases["backend"] != "serial"]
    references = quantity.references(measured)
    for place, line in enumerate(lines):
        _draw(ax, place, line, quantity.write(line.values[-1]))
    _set_axes(ax, quantity, lines, references)
    ax.set_xlabel(f"{quantity.axis_label}, {write_count(int(measured['workers'].max()), 'worker')}")
    return ax


def _draw(ax: Axes, place: int, line: Series, text: str) -> None:
    ink, value, (low, high) = ink_of(line.backend), line.values[-1], line.bounds[-1]
    ax.hlines(place, low, high, color=ink.light, linewidth=2.2, alpha=0.6)
    ax.plot(value, place, color=ink.light, marker=ink.marker, markersize=6, clip_on=False)
    ax.annotate(
        text,
        (high, place),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontsize=SMALL,
        color=INK,
        annotation_clip=False,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none"},
    )


def _set_axes(ax: Axes, quantity: Quantity, lines: Sequence[Series], references: Sequence[Reference]) -> None:
    ax.set_yticks(range(len(lines)), [line.label for line in lines])
    for tick, line in zip(ax.get_yticklabels(), lines, strict=True):
        tick.set_color(ink_of(line.backend).light)
    ax.set_ylim(-0.6, len(lines) - 0.4)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    marks = [(one, one.points[-1][1]) for one in references]
    ax.set_xlim(0, 1.15 * max([line.bounds[-1][1] for line in lines] + [value for _, value in marks]))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: quantity.write_tick(value)))
    for reference, value in marks:
        drawn = ax.axvline(value, color=QUIET, linewidth=1.0, zorder=1)
        if reference.dashes:
            drawn.set_dashes(reference.dashes)
    _name_marks(ax, marks)


def _name_marks(ax: Axes, marks: Sequence[tuple[Reference, float]]) -> None:
    """Names above the upright lines; those that would meet share one place."""
    span = ax.get_xlim()[1]
    groups: list[list[tuple[str, float]]] = []
    for reference, value in sorted(marks, key=lambda mark: mark[1]):
        if groups and value - groups[-1][-1][1] < 0.16 * span:
            groups[-1].append((reference.name, value))
        else:
            groups.append([(reference.name, value)])
    for group in groups:
        ax.annotate(
            ", ".join(name for name, _ in group),
            (sum(value for _, value in group) / len(group), 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=SMALL,
            color=QUIET,
        )
