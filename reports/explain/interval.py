"""A figure with its 95% interval, from one value a round or block."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from corecurve.bench.estimator.student_t import t_quantile


@dataclass(frozen=True)
class Interval:
    """A figure with its 95% interval."""

    value: float
    low: float
    high: float

    def clipped(self, least: float) -> Interval:
        """The same where the truth cannot be below ``least``."""
        return Interval(max(least, self.value), max(least, self.low), max(least, self.high))


def mean_interval(values: Sequence[float]) -> Interval:
    """Student's t-interval of the mean of two or more independent values."""
    mean = fmean(values)
    half = t_quantile(0.975, len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return Interval(mean, mean - half, mean + half)


def geometric_mean_interval(values: Sequence[float]) -> Interval:
    """The geometric mean of two or more positive values, with the t-interval of its logarithm."""
    logs = mean_interval([math.log(value) for value in values])
    return Interval(math.exp(logs.value), math.exp(logs.low), math.exp(logs.high))
