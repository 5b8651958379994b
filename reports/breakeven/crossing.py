"""Where a curve of speedups crosses one, with an interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corecurve.bench.estimator.estimate import Estimate

_GAIN = 1.05


@dataclass(frozen=True)
class Point:
    """The speedup at one amount of work, in seconds."""

    seconds: float
    speedup: Estimate


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """The amount of work from which a speedup is above one, in seconds.

    ``low`` None: it may be below all that was measured. ``seconds`` is None where it does not cross within what was
    measured; ``side`` then is ``always`` or ``never`` faster, or ``unknown``, where the intervals cannot tell.
    """

    seconds: float | None
    low: float | None
    high: float | None
    side: str


def find_crossing(points: Sequence[Point]) -> Crossing:
    """Inverts the speedups and both bounds of their intervals.

    Where the speedup with the most work is not surely above 1.05, what it shows elsewhere is noise.
    """
    ordered = sorted(points, key=lambda point: point.seconds)
    if not ordered or ordered[-1].speedup.low <= _GAIN:
        side = "never" if ordered and ordered[-1].speedup.high < _GAIN else "unknown"
        return Crossing(seconds=None, low=None, high=None, side=side)
    value = _last_crossing(ordered, lambda one: one.value)
    low = _last_crossing(ordered, lambda one: one.high)
    high = _last_crossing(ordered, lambda one: one.low)
    return Crossing(seconds=value, low=low, high=high, side="always" if value is None else "crosses")


def _last_crossing(points: Sequence[Point], side: Callable[[Estimate], float]) -> float | None:
    """Where the curve comes above one for the last time; None where it always is.

    Between two points the backend's own seconds are taken to grow in proportion to the work, as overhead and work do.
    """
    above = [(point.seconds, point.seconds / max(side(point.speedup), 1e-9) - point.seconds) for point in points]
    for (work0, more0), (work1, more1) in reversed(list(pairwise(above))):
        if more0 >= 0 > more1:
            return work0 + (work1 - work0) * more0 / (more0 - more1)
    return None
