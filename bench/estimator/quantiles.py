"""Quantiles of a column, and means of them."""

from __future__ import annotations

import math
from collections.abc import Sequence


def mean_between(ordered: Sequence[float], first: float, last: float) -> float:
    """The mean of the quantiles from ``first`` to ``last``; values that stand partly within count in part."""
    begin, end = first * len(ordered), last * len(ordered)
    lowest, highest = int(begin), min(math.ceil(end), len(ordered)) - 1
    total = math.fsum(ordered[lowest : highest + 1])
    total -= (begin - lowest) * ordered[lowest] + (highest + 1 - end) * ordered[highest]
    return total / (end - begin)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    place = math.ceil(share * len(ordered) - 1e-9) - 1
    return ordered[min(max(place, 0), len(ordered) - 1)]
