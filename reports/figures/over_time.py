"""CPU and memory of a case over the time of its profile rounds, as the sampler saw them from outside."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from corecurve.bench.report import CaseResult, Samples
from corecurve.bench.tree_sums import tree_cores, tree_memory
from corecurve.reports.figures.quantity import short_number
from corecurve.reports.figures.style import HEIGHT_INCHES, QUIET, SMALL, WIDTH_INCHES, styled
from corecurve.reports.memory import peak_memory
from corecurve.reports.palette import ink_of

MIB = 1024**2


def longest_turn(case: CaseResult) -> Samples | None:
    """The profile turn of a case with the most samples; None where nothing was sampled."""
    turns = case.profile.samples if case.profile is not None else []
    return max(turns, key=lambda turn: len(turn.time_seconds), default=None)


def draw_over_time(
    case: CaseResult, width_inches: float = WIDTH_INCHES, height_inches: float = HEIGHT_INCHES
) -> Figure | None:
    """Cores busy above, memory below, over the same time; None where nothing was sampled."""
    turn, peak = longest_turn(case), peak_memory(case.profile)
    if turn is None or peak is None:
        return None
    with styled():
        figure = Figure(figsize=(width_inches, height_inches))
        above, below = figure.subplots(2, 1, sharex=True)
        plot_cores_over_time(turn, case.backend, above)
        plot_memory_over_time(turn, peak.kind, case.backend, below)
        above.tick_params(axis="x", length=0, labelbottom=False)
        below.set_xlabel("seconds of profile rounds")
    return figure


def plot_cores_over_time(turn: Samples, backend: str, ax: Axes) -> Axes:
    """Draws how many cores the process tree kept busy between samples."""
    _plot(turn, [math.nan if cores is None else cores for cores in tree_cores(turn)], backend, ax)
    ax.set_ylabel("cores busy")
    return ax


def plot_memory_over_time(turn: Samples, kind: str, backend: str, ax: Axes) -> Axes:
    """Draws the memory of the process tree, of one kind (``pss``, ``uss`` or ``rss``)."""
    totals = tree_memory(turn, kind)
    _plot(turn, [math.nan if total is None else total / MIB for total in totals], backend, ax)
    ax.set_ylabel(f"{kind.upper()}, MiB")
    return ax


def _plot(turn: Samples, values: Sequence[float], backend: str, ax: Axes) -> None:
    """A line with the area below it, from zero; rounds are apart, with a quiet line where each begins."""
    ink = ink_of(backend)
    for number in sorted(set(turn.round_index)):
        own = [at for at, round_index in enumerate(turn.round_index) if round_index == number]
        times, shown = [turn.time_seconds[at] for at in own], [values[at] for at in own]
        ax.plot(times, shown, color=ink.light, linewidth=1.4, solid_capstyle="round")
        ax.fill_between(times, shown, color=ink.light, alpha=0.15, linewidth=0)
        ax.axvline(times[0], color=QUIET, linewidth=0.6, dashes=(1, 2), zorder=1)
    known = [value for value in values if not math.isnan(value)]
    ax.set_ylim(0, 1.15 * max([*known, 1e-9]))
    ax.set_xlim(min(turn.time_seconds), max(turn.time_seconds) + (turn.interval_seconds or 1e-3))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short_number(value)))
    ax.yaxis.label.set_fontsize(SMALL)
