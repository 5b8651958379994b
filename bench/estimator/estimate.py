"""The estimator: the speedup of the undisturbed machine, and how sure it is.

A speedup is taken apart into work and spread (:mod:`~corecurve.bench.estimator.sides`), each is located where it
scatters (:mod:`~corecurve.bench.estimator.location`), and the sum of their logarithms gets an interval over rounds and
launches (:mod:`~corecurve.bench.estimator.launches`). docs/estimator.md tells why, and what was tried and was worse.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corecurve.bench.estimator.launches import (
    LaunchVariance,
    LogEstimate,
    Scatter,
    difference_of_launches,
    estimate_mean,
    pooled_ratio,
    scatter,
)
from corecurve.bench.estimator.location import centre, low_end, low_end_of_launches
from corecurve.bench.estimator.sides import Side, ceiling_rounds, feet_apart, low_works, side_of, sides_of
from corecurve.bench.report import Ceiling, Round

WORK_SPREAD = "work-spread"
WALL = "wall"
CONDITIONS = 0.002
"""Speedups of the same code from a quiet and from a busy time differ by some 0.4%, as clock and caches of the machine
do: two runs that are compared are each taken to lie off by this standard deviation of the logarithm."""

SECONDS_RATIO, SECONDS_FREEDOM = 2.0, 6
"""Seconds of one launch lie off those of the next by more than its rounds scatter (hash seed, memory layout)."""

WIDEST_MARGIN = math.log(100)
"""An interval that reaches from a hundredth to a hundred times the figure says nothing: there is too little for one."""

Sides = tuple[Sequence[Round], Sequence[Round]]


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval, from so many blocks of so many launches.

    ``method`` names how it was found: ``work-spread``, or ``wall`` where CPU time says nothing about it.
    ``degrees_of_freedom`` are those of the interval, which is symmetric on the logarithm and Student's t.
    """

    value: float
    low: float
    high: float
    blocks: int
    launches: int
    method: str
    degrees_of_freedom: float | None = None

    @property
    def half_width(self) -> float:
        """Half the interval's width as a share of the value: 0.02 is 2%."""
        return (self.high - self.low) / (2 * self.value)


@dataclass(frozen=True)
class Comparison:
    """The logarithm of a speedup over the blocks of some launches, before it has an interval."""

    scatter: Scatter
    launch_ids: frozenset[int]
    method: str

    def speedup(self, launch_variance: float | None = None, confidence: float = 0.95) -> Estimate | None:
        """What :func:`speedup` says of these rounds."""
        mean = estimate_mean(self.scatter, launch_variance)
        return None if mean is None else _presented(mean, self.scatter, self.method, confidence)


def compare(serial: Sequence[Round], parallel: Sequence[Round], method: str | None = None) -> Comparison | None:
    """The rounds of both sides, compared block by block; None where no block has both.

    ``method`` is ``work-spread`` or ``wall``; what the rounds themselves allow where it is not given.
    """
    slow, fast = sides_of(serial, parallel)
    if not fast.places:
        return None
    method = method or _method(slow, fast)
    found = scatter(_ratio_shares(slow, fast, method), fast.launches_of_blocks)
    return Comparison(found, frozenset(launch for launch, _ in fast.places), method)


def speedup(
    serial: Sequence[Round],
    parallel: Sequence[Round],
    *,
    launch_variance: float | None = None,
    confidence: float = 0.95,
) -> Estimate | None:
    """Serial time / parallel time from rounds of the same blocks. None where there is too little for an interval.

    ``launch_variance`` is what :func:`pooled_launch_variance` found in the run. Without it the launches of these rounds
    must tell all: there must be two of them, and two tell little. From one launch there is an interval only with
    it, and from one block there is none.
    """
    found = compare(serial, parallel)
    return None if found is None else found.speedup(launch_variance, confidence)


def ceiling(measured: Ceiling, *, launch_variance: float | None = None, confidence: float = 0.95) -> Estimate | None:
    """The speedup that the machine can give at all, from its rounds."""
    serial, together = ceiling_rounds(measured)
    return speedup(serial, together, launch_variance=launch_variance, confidence=confidence)


def seconds(rounds: Sequence[Round], *, confidence: float = 0.95) -> Estimate | None:
    """The wall seconds of one execution on the undisturbed machine; None from fewer than two blocks.

    Nothing cancels the offset of a launch here, and one launch cannot know it: what launches usually differ by is
    weighed with what these ones show.
    """
    side = side_of([one for one in rounds if one.wall_seconds > 0])
    if len(side.blocks) < 2:
        return None
    method = WORK_SPREAD if side.computes else WALL
    found = scatter(_shares(side, method), side.launches_of_blocks)
    usual = LaunchVariance(SECONDS_RATIO, SECONDS_FREEDOM + found.freedom_between, found.weight_of_launches)
    mean = estimate_mean(found, usual)
    return None if mean is None else _presented(mean, found, method, confidence)


def pooled_launch_variance(pairs: Iterable[Sides]) -> LaunchVariance:
    """What launches of a run differ by: the variance between launches over that between rounds of one launch.

    It is pooled over the (serial, parallel) rounds of the run's cases, and 0 where launches do not differ more
    than their rounds explain (:func:`speedup` never takes the standard deviation between launches for less than 0.1%).
    Cases of one subject share its launches, which then count once.
    """
    return launch_variance_of(compare(serial, parallel) for serial, parallel in pairs)


def launch_variance_of(comparisons: Iterable[Comparison | None]) -> LaunchVariance:
    """The same from rounds that have been compared."""
    found = [one for one in comparisons if one is not None and one.scatter.launches > 1]
    ratio, rounds = pooled_ratio(one.scatter for one in found)
    launch_sets = {one.launch_ids for one in found}
    return LaunchVariance(ratio, sum(len(one) - 1 for one in launch_sets), rounds)


def change(
    baseline: Sides,
    report: Sides,
    *,
    launch_variances: tuple[float | None, float | None] = (None, None),
    confidence: float = 0.95,
) -> Estimate | None:
    """The report's speedup over the baseline's: 0.95 is a loss of 5%. None where either side has no interval."""
    method = _method(*(side for one in (baseline, report) for side in sides_of(*one)))
    sides = [compare(*one, method=method) for one in (baseline, report)]
    if sides[0] is None or sides[1] is None:
        return None
    before, after = (
        estimate_mean(one.scatter, variance) for one, variance in zip(sides, launch_variances, strict=True) if one
    )
    if before is None or after is None:
        return None
    moved = after.minus(before)
    moved = replace(moved, variance=moved.variance + 2 * CONDITIONS**2)
    fewer = min(sides[0].scatter, sides[1].scatter, key=lambda one: one.blocks)
    return _presented(moved, fewer, method, confidence)


def _method(*sides: Side) -> str:
    return WORK_SPREAD if all(side.computes for side in sides) else WALL


def _ratio_shares(serial: Side, parallel: Side, method: str) -> list[float]:
    """The shares of blocks."""
    if method == WALL or serial.works is None or parallel.works is None:
        slow, fast = _shares(serial, WALL), _shares(parallel, WALL)
        return [one - other for one, other in zip(slow, fast, strict=True)]
    spreads = [side.by_block(low_end(_log_spreads(side), side.launches)) for side in (serial, parallel)]
    works = _work_ratio_shares(serial, parallel)
    return [work + slow - fast for work, slow, fast in zip(works, *spreads, strict=True)]


def _work_ratio_shares(serial: Side, parallel: Side) -> list[float]:
    """Where tasks were timed, their low ends; the centre of blocks' ratios where not, or where launches lie apart."""
    logs = [side.by_block([math.log(work) for work in side.works or ()]) for side in (serial, parallel)]
    launches = parallel.launches_of_blocks
    centres = centre([one - other for one, other in zip(*logs, strict=True)], launches)
    low = low_works(serial, parallel)
    if low is None:
        return centres
    apart = difference_of_launches(centres, launches)
    if apart:
        apart = difference_of_launches(centres, launches, feet_apart(serial, parallel))
    low_ends = [one - other for one, other in zip(serial.by_block(low[0]), parallel.by_block(low[1]), strict=True)]
    return [apart * one + (1 - apart) * other for one, other in zip(centres, low_ends, strict=True)]


def _shares(side: Side, method: str) -> list[float]:
    if method == WALL or side.works is None:
        return side.by_block(low_end_of_launches([math.log(wall) for wall in side.walls], side.launches))
    low = low_works(side)
    works = low[0] if low is not None else centre([math.log(work) for work in side.works], side.launches)
    spreads = low_end(_log_spreads(side), side.launches)
    return side.by_block([work + spread for work, spread in zip(works, spreads, strict=True)])


def _log_spreads(side: Side) -> list[float]:
    return [math.log(wall / work) for wall, work in zip(side.walls, side.works or side.walls, strict=True)]


def _presented(mean: LogEstimate, found: Scatter, method: str, confidence: float) -> Estimate | None:
    margin = mean.margin(confidence)
    if margin > WIDEST_MARGIN:
        return None
    return Estimate(
        value=math.exp(mean.log),
        low=math.exp(mean.log - margin),
        high=math.exp(mean.log + margin),
        blocks=found.blocks,
        launches=found.launches,
        method=method,
        degrees_of_freedom=mean.freedom,
    )
