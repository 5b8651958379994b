"""A shift: the change of a quantity between two measurements, as a logarithm with its error."""

from __future__ import annotations

import math
from dataclasses import dataclass

from corecurve.bench.estimator.student_t import t_probability, t_quantile

_LARGEST_LOG = math.log(1e300)


@dataclass(frozen=True)
class Shift:
    """The logarithm of after / before, its standard error, and the degrees of freedom of that error.

    Levels are one-sided probabilities; what comes out are relative changes: -0.05 is a loss of 5%.
    """

    log: float
    standard_error: float
    degrees_of_freedom: float

    @property
    def change(self) -> float:
        """The relative change."""
        return _relative(self.log)

    def low(self, level: float) -> float:
        """The change is below this with a probability of at most ``level``."""
        return _relative(self.log - self._margin(level))

    def high(self, level: float) -> float:
        """The change is above this with a probability of at most ``level``."""
        return _relative(self.log + self._margin(level))

    def chance_below(self, change: float) -> float:
        """How likely a shift as low as this one is where the true relative change is ``change`` (a p-value)."""
        return t_probability((self.log - math.log1p(change)) / self.standard_error, self.degrees_of_freedom)

    def smallest_loss(self, tolerance: float, level: float, power: float) -> float:
        """The true loss that such a measurement proves to be beyond the tolerance with probability ``power``."""
        reach = self._margin(level) + self._margin(1 - power)
        return -_relative(math.log1p(-tolerance) - reach)

    def __neg__(self) -> Shift:
        return Shift(-self.log, self.standard_error, self.degrees_of_freedom)

    def _margin(self, level: float) -> float:
        return t_quantile(1 - level, self.degrees_of_freedom) * self.standard_error


def _relative(log: float) -> float:
    """The relative change of a logarithm; infinite where it is beyond all numbers, as bounds from too little may be."""
    return math.expm1(log) if log < _LARGEST_LOG else math.inf


def difference(first: Shift, second: Shift) -> Shift:
    """The first less the second, for independent errors; degrees of freedom after Welch (1947)."""
    variances = (first.standard_error**2, second.standard_error**2)
    total = sum(variances)
    spent = variances[0] ** 2 / first.degrees_of_freedom + variances[1] ** 2 / second.degrees_of_freedom
    freedom = total**2 / spent if spent > 0 else min(first.degrees_of_freedom, second.degrees_of_freedom)
    return Shift(first.log - second.log, math.sqrt(total), freedom)
