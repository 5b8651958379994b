"""The figure of one workload's history on one machine: speedups over the runs, levels, and where they changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from corecurve.bench.printable import printable
from corecurve.reports.compare.change_text import write_change
from corecurve.reports.figures.drawing import to_png
from corecurve.reports.figures.end_labels import EndLabel, label_ends
from corecurve.reports.figures.style import INK, QUIET, SMALL, new_figure, styled
from corecurve.reports.history.series import CaseHistory, Change, MachineHistory
from corecurve.reports.palette import ink_of
from corecurve.reports.terminal import describe_machine

_WIDTH_INCHES, _HEIGHT_INCHES = 8.0, 4.0
_MOST_INTERVALS = 200
"""Beyond so many runs, intervals are a smear."""
_HEADROOM = 1.12


def draw_pictures(machines: Sequence[MachineHistory]) -> Iterator[tuple[str, bytes]]:
    """A figure for each machine and workload, as file names and PNG images."""
    for number, machine in enumerate(machines):
        for nth, workload in enumerate(machine.workloads):
            yield f"history-{number + 1}-{nth + 1}-{_safe(workload)}.png", to_png(draw_history(machine, workload))


def draw_history(machine: MachineHistory, workload: str) -> Figure:
    """The figure of one workload."""
    with styled():
        figure, ax = new_figure(_WIDTH_INCHES, _HEIGHT_INCHES)
        plot_history([one for one in machine.cases if one.case.workload == workload], machine, ax)
        ax.set_title(printable(workload, 60))
        ax.set_title(
            " · ".join(describe_machine(machine.machine)[:2]),
            loc="right",
            fontsize=SMALL,
            color=QUIET,
            fontweight="normal",
        )
    return figure


def plot_history(cases: Sequence[CaseHistory], machine: MachineHistory, ax: Axes) -> Axes:
    """Draws the cases of one workload over the runs of their machine into ``ax``."""
    last = max(1, len(machine.runs) - 1)
    ax.set_xlim(-0.02 * last, 1.02 * last)
    ax.set_ylim(0, _HEADROOM * max(point.case.high for one in cases for point in one.points))
    ax.set_ylabel("speedup")
    ax.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True, min_n_ticks=1))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda number, _: _tick(machine, number)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}×"))
    for one in cases:
        _plot_case(one, ax)
    label_ends(ax, [_end(one) for one in cases])
    return ax


def _plot_case(one: CaseHistory, ax: Axes) -> None:
    ink = ink_of(one.case.backend)
    numbers = [point.number for point in one.points]
    ax.plot(
        numbers,
        [point.case.speedup for point in one.points],
        linestyle="none",
        marker=ink.marker,
        markersize=max(1.5, min(4.0, 200 / len(numbers))),
        color=ink.light,
        alpha=0.55,
    )
    if len(numbers) <= _MOST_INTERVALS:
        bounds = [(point.case.low, point.case.high) for point in one.points]
        ax.vlines(numbers, *zip(*bounds, strict=True), color=ink.light, linewidth=0.8, alpha=0.4)
    for first, final, level in one.levels:
        ax.plot([first, final], [level, level], color=ink.light, linewidth=1.6)
    for change in one.changes:
        _mark(change, ax)


def _mark(change: Change, ax: Axes) -> None:
    """The step itself, with its size to the left of it, where the case's own line is not."""
    place = (change.last_before.number + change.first_after.number) / 2
    ax.plot([place, place], [change.before, change.after], color=INK, linewidth=1.0)
    ax.annotate(
        write_change(change.relative),
        (place, (change.before + change.after) / 2),
        xytext=(-4, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=SMALL,
        color=INK,
    )


def _end(one: CaseHistory) -> EndLabel:
    point = one.points[-1]
    label = f"{printable(one.case.label, 24)}, {one.case.workers}"
    return EndLabel(label, point.number, one.levels[-1][2], ink_of(one.case.backend).light)


def _tick(machine: MachineHistory, number: float) -> str:
    """A run's day and commit."""
    if number != int(number) or not 0 <= number < len(machine.runs):
        return ""
    run = machine.runs[int(number)]
    return f"{printable(run.started, 40)[:10]}\n{printable(run.commit, 40)[:7]}"


def _safe(name: str) -> str:
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
    return kept.strip("-")[:40] or "workload"
