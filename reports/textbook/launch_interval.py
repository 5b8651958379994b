"""Intervals from one value a launch, for what has no paired rounds: Student's t over the launches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, stdev

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.estimator.student_t import t_quantile

METHOD = "launches"
_CONFIDENCE = 0.95


def mean_over_launches(values: Sequence[float]) -> Estimate | None:
    """The mean and its 95% interval, for what may be zero; None from fewer than two launches."""
    if len(values) < 2:
        return None
    middle, margin = fmean(values), _margin(values)
    return _estimate(middle, middle - margin, middle + margin, len(values))


def typical_over_launches(values: Sequence[float]) -> Estimate | None:
    """The geometric mean and its 95% interval, for times and rates; None from fewer than two launches.

    Such values are skewed (nothing is quicker than undisturbed, much is slower); their logarithms are less so.
    """
    if len(values) < 2 or min(values) <= 0:
        return None
    logs = [math.log(value) for value in values]
    middle, margin = fmean(logs), _margin(logs)
    return _estimate(math.exp(middle), math.exp(middle - margin), math.exp(middle + margin), len(values))


def _margin(values: Sequence[float]) -> float:
    freedom = len(values) - 1
    return t_quantile((1 + _CONFIDENCE) / 2, freedom) * stdev(values) / math.sqrt(len(values))


def _estimate(value: float, low: float, high: float, launches: int) -> Estimate:
    return Estimate(
        value, low, high, blocks=launches, launches=launches, method=METHOD, degrees_of_freedom=launches - 1
    )
