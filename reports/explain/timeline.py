"""The timeline of one profile round: a lane for the parent and each worker, tasks as bars, waits as gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from corecurve.bench.report import CaseResult, ProfileRound
from corecurve.reports.explain.lanes import parent_lane
from corecurve.reports.palette import TONES, ink_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_BARS = 150
_MOST_NAMED_LANES = 24
ROW_INCHES = 0.26


@dataclass(frozen=True, kw_only=True)
class TimelineLane:
    """One lane: its name and its bars, each (start, length) in seconds since the round began."""

    name: str
    bars: list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """One round as it is drawn. ``parent`` has the bars of handing out, collecting and ``finish``."""

    backend: str
    wall_seconds: float
    parent: TimelineLane
    workers: list[TimelineLane]


def typical_round(case: CaseResult) -> ProfileRound | None:
    """The profile round of a case whose wall time is the median one; None where it has none."""
    rounds = case.profile.rounds if case.profile else []
    if not rounds:
        return None
    middle = median(one.wall_seconds for one in rounds)
    return min(rounds, key=lambda one: abs(one.wall_seconds - middle))


def timeline_of(case: CaseResult, profile_round: ProfileRound) -> Timeline:
    """The lanes of a round. Where a worker has hundreds of tasks, those with hardly a gap between make one bar."""
    lane = parent_lane(profile_round, profile_round.finish_seconds or 0.0)
    wall = profile_round.wall_seconds
    parent = [(0.0, lane.hand_out_seconds), (wall - lane.finish_seconds - lane.collect_seconds, lane.collect_seconds)]
    if lane.finish_seconds > 0:
        parent.append((wall - lane.finish_seconds, lane.finish_seconds))
    return Timeline(
        backend=case.backend,
        wall_seconds=wall,
        parent=TimelineLane(name="parent", bars=parent),
        workers=list(_worker_lanes(case, profile_round)),
    )


def plot_timeline(timeline: Timeline, ax: Axes) -> Axes:
    """Draws a round into ``ax``, the parent on top."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    scale, unit = _unit(timeline.wall_seconds)
    lanes = [timeline.parent, *timeline.workers]
    for place, lane in enumerate(lanes):
        _draw_lane(ax, place, lane, scale, TONES["quiet"].light if place == 0 else ink_of(timeline.backend).light)
    shown = range(0, len(lanes), max(1, -(-len(lanes) // _MOST_NAMED_LANES)))
    ax.set_yticks(list(shown), [lanes[place].name for place in shown])
    ax.set_ylim(len(lanes) - 0.5, -0.5)
    ax.set_xlim(0, timeline.wall_seconds * scale)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(f"{unit} since the round began")
    return ax


def _draw_lane(ax: Axes, place: int, lane: TimelineLane, scale: float, colour: str) -> None:
    from corecurve.reports.figures.style import PAPER

    # A hair of paper between bars tells tasks apart that follow each other at once.
    hair = 0.4 if len(lane.bars) <= _MOST_BARS // 2 else 0.0
    ax.axhspan(place - 0.36, place + 0.36, color=TONES["band"].light, linewidth=0, zorder=0)
    ax.broken_barh(
        [(start * scale, length * scale) for start, length in lane.bars],
        (place - 0.36, 0.72),
        facecolors=colour,
        edgecolor=PAPER,
        linewidth=hair,
        zorder=2,
    )


def _worker_lanes(case: CaseResult, profile_round: ProfileRound) -> Iterator[TimelineLane]:
    tasks = profile_round.tasks
    spans: list[list[tuple[float, float]]] = [[] for _ in range(max(case.workers, len(profile_round.workers)))]
    for worker, start, end in zip(tasks.worker, tasks.start_seconds, tasks.end_seconds, strict=True):
        spans[worker].append((start, end))
    for index, own in enumerate(spans):
        merged = _merged(sorted(own), profile_round.wall_seconds)
        yield TimelineLane(name=f"worker {index + 1}", bars=[(start, end - start) for start, end in merged])


def _merged(spans: Sequence[tuple[float, float]], wall_seconds: float) -> list[tuple[float, float]]:
    """The spans, joined over ever larger gaps until there are few enough to draw."""
    least_gap = wall_seconds / 2000
    joined = list(spans)
    while len(joined) > _MOST_BARS:
        found = [joined[0]]
        for start, end in joined[1:]:
            if start - found[-1][1] < least_gap:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        joined, least_gap = found, 2 * least_gap
    return joined


def _unit(wall_seconds: float) -> tuple[float, str]:
    for least, scale, unit in ((1.0, 1.0, "seconds"), (1e-3, 1e3, "milliseconds")):
        if wall_seconds >= least:
            return scale, unit
    return 1e6, "microseconds"
