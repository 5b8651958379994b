"""The waterfall: from the cores that a case has, down by what each factor took, to the speedup that it gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corecurve.reports.explain.headline import PHRASES
from corecurve.reports.explain.interval import Interval
from corecurve.reports.explain.losses import Breakdown
from corecurve.reports.quantities import write_cores, write_speedup

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SMALL_SHARE = 0.06
_NOTHING = 0.005
ROW_INCHES = 0.32


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row: a bar from ``start`` to ``end``, in cores. ``kind`` is ``total``, ``loss`` or ``gain``."""

    name: str
    kind: str
    start: float
    end: float
    bounds: Interval | None = None


def waterfall_steps(breakdown: Breakdown) -> list[Step]:
    """The rows from the ideal to the measured speedup: losses, the worst first, then gains.

    Factors that took little of all that was lost make one row, *the rest*.
    """
    steps = [Step(name="ideal", kind="total", start=0.0, end=float(breakdown.workers))]
    level = float(breakdown.workers)
    for name, cores, bounds in _moves(breakdown):
        end = level - cores
        around = Interval(end, level - bounds.high, level - bounds.low) if bounds is not None else None
        steps.append(Step(name=name, kind="loss" if cores >= 0 else "gain", start=level, end=end, bounds=around))
        level = end
    measured = breakdown.speedup
    return [*steps, Step(name="measured", kind="total", start=0.0, end=measured.value, bounds=measured)]


def plot_waterfall(steps: list[Step], ax: Axes) -> Axes:
    """Draws the steps of one case into ``ax``, the ideal on top; hairs are the 95% intervals of each step's end."""
    from matplotlib.ticker import MaxNLocator

    from corecurve.reports.figures.style import INK
    from corecurve.reports.palette import TONES

    colours = {"total": TONES["quiet"].light, "loss": TONES["loss"].light, "gain": TONES["gain"].light}
    for place, step in enumerate(steps):
        ax.barh(place, step.end - step.start, left=step.start, height=0.62, color=colours[step.kind], zorder=2)
        if step.bounds is not None:
            ax.hlines(place, step.bounds.low, step.bounds.high, color=INK, linewidth=1.2, zorder=3)
        if place + 1 < len(steps):
            ax.vlines(step.end, place, place + 1, color=colours["total"], linewidth=0.6, zorder=1)
        _label(ax, place, step)
    ax.set_yticks(range(len(steps)), [step.name for step in steps])
    ax.set_ylim(len(steps) - 0.5, -0.5)
    reach = max(_reach(step) for step in steps)
    ax.set_xlim(min(0.0, *(1.04 * step.end for step in steps)), 1.16 * reach)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("speedup, in cores")
    return ax


def _label(ax: Axes, place: int, step: Step) -> None:
    from corecurve.reports.figures.style import INK, SMALL

    ax.annotate(
        _text(step),
        (_reach(step), place),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=SMALL,
        color=INK,
        annotation_clip=False,
    )


def _reach(step: Step) -> float:
    """The right end of everything that is drawn of a step."""
    return max(step.start, step.end, step.bounds.high if step.bounds is not None else 0.0)


def _text(step: Step) -> str:
    if step.kind == "total":
        return write_speedup(step.end)
    size = abs(step.end - step.start)
    if size < _NOTHING:
        return "0"
    return f"{'−' if step.kind == 'loss' else '+'}{write_cores(size)}"


def _moves(breakdown: Breakdown) -> Iterator[tuple[str, float, Interval | None]]:
    """What each row is called and took; small ones are added up."""
    ordered = [*breakdown.losses, *breakdown.gains]
    least = _SMALL_SHARE * sum(abs(loss.cores.value) for loss in ordered)
    for loss in ordered:
        if abs(loss.cores.value) >= least:
            yield PHRASES[loss.factor], loss.cores.value, loss.cores
    rest = sum(loss.cores.value for loss in ordered if abs(loss.cores.value) < least)
    if any(0 < abs(loss.cores.value) < least for loss in ordered):
        yield "the rest", rest, None
