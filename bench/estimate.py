"""The estimator: the speedup of the undisturbed machine, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from corecurve.bench.report import Ceiling, Round
from corecurve.bench.student_t import t_quantile

LOW_QUANTILE = 0.1
LEAST_CPU_SHARE = 0.2
LAUNCH_VARIANCE_FLOOR = 0.002**2


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval. ``method`` names how it was found (``work-spread`` or ``wall``).

    ``launch_variance`` is the variance between launches of its logarithm, as far as these rounds
    alone tell (None where one launch cannot).
    """

    value: float
    low: float
    high: float
    blocks: int
    launches: int
    method: str

    @property
    def half_width(self) -> float:
        """Half the interval's width as a share of the value: 0.02 is 2%."""
        return (self.high - self.low) / (2 * self.value)


Pair = tuple[Round, Round]


def speedup(
    serial: Sequence[Round],
    parallel: Sequence[Round],
    *,
    launch_variance: float | None = None,
    confidence: float = 0.95,
) -> Estimate | None:
    """Serial time / parallel time from paired rounds. None where there is too little for an interval."""
    pairs = paired(serial, parallel)
    method = "work-spread" if all(_is_computing(side) for side in zip(*pairs, strict=True)) else "wall"

    def log_ratio(some: Sequence[Pair]) -> float:
        sides = list(zip(*some, strict=True))
        return _log_seconds(sides[0], method) - _log_seconds(sides[1], method)

    return _interval(pairs, log_ratio, lambda pair: pair[0].launch, method, launch_variance, confidence)


def seconds(rounds: Sequence[Round], *, confidence: float = 0.95) -> Estimate | None:
    """The wall seconds of one execution on the undisturbed machine."""
    method = "work-spread" if _is_computing(rounds) else "wall"
    return _interval(rounds, lambda some: _log_seconds(some, method), lambda one: one.launch, method, None, confidence)


def ceiling(measured: Ceiling, *, launch_variance: float | None = None, confidence: float = 0.95) -> Estimate | None:
    """The speedup that the machine can give at all, from its paired rounds."""
    serial = [
        Round(block=r.block, launch=r.launch, wall_seconds=r.serial_wall_seconds, cpu_seconds=r.serial_cpu_seconds)
        for r in measured.rounds
    ]
    parallel = [
        Round(
            block=r.block,
            launch=r.launch,
            wall_seconds=1 / sum(1 / wall for wall in r.wall_seconds),
            cpu_seconds=sum(r.cpu_seconds) / len(r.cpu_seconds) if r.cpu_seconds else None,
        )
        for r in measured.rounds
    ]
    return speedup(serial, parallel, launch_variance=launch_variance, confidence=confidence)


def pooled_launch_variance(pairs: Iterable[tuple[Sequence[Round], Sequence[Round]]]) -> float:
    """The variance between launches of log speedup, pooled over (serial, parallel) rounds of a run's cases."""
    total, freedom = 0.0, 0
    for serial, parallel in pairs:
        by_launch: dict[int, list[Pair]] = {}
        for pair in paired(serial, parallel):
            by_launch.setdefault(pair[0].launch, []).append(pair)
        if len(by_launch) < 2:
            continue
        method = "work-spread" if _is_computing(serial) and _is_computing(parallel) else "wall"
        values = []
        for some in by_launch.values():
            sides = list(zip(*some, strict=True))
            values.append(_log_seconds(sides[0], method) - _log_seconds(sides[1], method))
        mean = sum(values) / len(values)
        total += sum((value - mean) ** 2 for value in values)
        freedom += len(values) - 1
    return max(LAUNCH_VARIANCE_FLOOR, total / freedom if freedom else 0.01**2)


def paired(serial: Sequence[Round], parallel: Sequence[Round]) -> list[Pair]:
    """The rounds of one launch and block, side by side."""
    serial_at = {(one.launch, one.block): one for one in serial}
    return [(serial_at[key], one) for one in parallel if (key := (one.launch, one.block)) in serial_at]


def _is_computing(rounds: Sequence[Round]) -> bool:
    shares = []
    for one in rounds:
        if one.cpu_seconds is None:
            return False
        shares.append(one.cpu_seconds / one.wall_seconds)
    return median(shares) >= LEAST_CPU_SHARE


def _log_seconds(rounds: Sequence[Round], method: str) -> float:
    walls = [one.wall_seconds for one in rounds]
    if method == "wall":
        return math.log(_quantile(walls, LOW_QUANTILE))
    cpus = [sum(one.task_cpu_seconds) if one.task_cpu_seconds else one.cpu_seconds or 0.0 for one in rounds]
    if all(one.task_cpu_seconds for one in rounds):
        work = sum(median(task) for task in zip(*(one.task_cpu_seconds or [] for one in rounds), strict=False))
    else:
        work = median(cpus)
    spread = _quantile([wall / cpu for wall, cpu in zip(walls, cpus, strict=True)], LOW_QUANTILE)
    return math.log(work * spread)


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _interval(
    items: Sequence[Any],
    log_value: Callable[[Sequence[Any]], float],
    launch_of: Callable[[Any], int],
    method: str,
    launch_variance: float | None,
    confidence: float,
) -> Estimate | None:
    launches = len({launch_of(item) for item in items})
    if len(items) < 2 or (launches < 2 and launch_variance is None):
        return None
    value = log_value(items)
    left_out = [log_value([*items[:i], *items[i + 1 :]]) for i in range(len(items))]
    mean = sum(left_out) / len(left_out)
    within = (len(items) - 1) / len(items) * sum((one - mean) ** 2 for one in left_out)
    between = max(LAUNCH_VARIANCE_FLOOR, launch_variance or 0.005**2) / launches
    margin = t_quantile((1 + confidence) / 2, len(items) - 1) * math.sqrt(within + between)
    return Estimate(math.exp(value), math.exp(value - margin), math.exp(value + margin), len(items), launches, method)
