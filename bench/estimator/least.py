"""The least that so many values are expected to hold: a low end that is the same from few values as from many.

It is the mean of the least of m values over all choices of m among those at hand, a U-statistic (Hoeffding, 1948). The
lowest value weighs m / n, the following ones less and less. The minimum of all would fall with their number, and a
quantile would depend on a value or two.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from operator import mul

from corecurve.bench.estimator.quantiles import quantile

MOST_OF_ALL = 2 / 3
"""It is never that of more than this share of the values: of nearly all it would not know its own scatter."""

LOW, USUAL = 0.1, 0.35
MISREAD = 3.0


def expected_least(ordered: Sequence[float], of: float) -> float:
    """The mean of the least of ``of`` values over all choices of so many among these."""
    return _weighted(_without_misread(ordered), least_weights(len(ordered), _rounded(of, len(ordered))))


def least_shares(values: Sequence[float], of: float) -> list[float]:
    """Shares of the least that so many of the values are expected to hold (:func:`expected_least`).

    They are its jackknife pseudo-values, whose mean a U-statistic is (Arvesen, 1969).
    """
    count, fewer = len(values), len(values) - 1
    if not fewer:
        return list(values)
    order = sorted(range(count), key=values.__getitem__)
    ordered = _without_misread([values[index] for index in order])
    most = _rounded(of, count)
    location = _weighted(ordered, least_weights(count, most))
    weights = (*least_weights(fewer, min(most, fewer)), *[0.0] * most)
    below, above = 0.0, _weighted(ordered[1:], weights)
    shares = [0.0] * count
    for place, index in enumerate(order):
        shares[index] = count * location - fewer * (below + above)
        below += weights[place] * ordered[place]
        above -= weights[place] * ordered[place + 1] if place < fewer else 0.0
    return shares


@lru_cache(maxsize=1024)
def least_weights(count: int, of: int) -> tuple[float, ...]:
    """In how many of all choices of ``of`` among ``count`` values each of them, in order, is the least."""
    weights = [of / count]
    for place in range(count - of):
        weights.append(weights[-1] * (count - of - place) / (count - 1 - place))
    return tuple(weights)


def _rounded(of: float, count: int) -> int:
    return max(1, min(round(of), int(MOST_OF_ALL * count)))


def _without_misread(ordered: Sequence[float]) -> list[float]:
    """The values; where no round but only a misread clock lies so low, the lowest of the others instead.

    That is four standard deviations below the mean of a normal distribution.
    """
    low = quantile(ordered, LOW)
    misread = bisect_left(ordered, low - MISREAD * (quantile(ordered, USUAL) - low))
    return [*[ordered[misread]] * misread, *ordered[misread:]]


def _weighted(ordered: Sequence[float], weights: Sequence[float]) -> float:
    return math.fsum(map(mul, ordered, weights))
