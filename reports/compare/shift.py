"""A shift: the change of a quantity between two measurements, as a logarithm with its error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.estimator.student_t import t_probability, t_quantile

_LARGEST_LOG = math.log(1e300)
_LEAST_LEVEL = 1e-12
"""Of a level below this, one less the level is no longer known well enough for a quantile."""


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
        """How far out a bound at this level lies; at no level to speak of, beyond everything."""
        if level < _LEAST_LEVEL:
            return math.inf
        return t_quantile(1 - level, self.degrees_of_freedom) * self.standard_error


def _relative(log: float) -> float:
    """The relative change of a logarithm; infinite where it is beyond all numbers, as bounds from too little may be."""
    return math.expm1(log) if log < _LARGEST_LOG else math.inf


def logarithm_of(value: Estimate) -> Shift:
    """An estimate as a logarithm with its error: its 95% interval is symmetric on the logarithm, and Student's t."""
    freedom = value.degrees_of_freedom if value.degrees_of_freedom is not None else math.inf
    margin = math.log(value.high / value.low) / 2
    return Shift(math.log(value.value), margin / t_quantile(0.975, freedom), freedom)


def difference(first: Shift, second: Shift) -> Shift:
    """The first less the second, for independent errors."""
    error = math.hypot(first.standard_error, second.standard_error)
    return Shift(first.log - second.log, error, joint_freedom([first, second]))


def mean(shifts: Sequence[Shift]) -> Shift:
    """The mean of shifts with independent errors, by what each says of its own."""
    error = math.hypot(*(one.standard_error for one in shifts)) / len(shifts)
    return Shift(math.fsum(one.log for one in shifts) / len(shifts), error, joint_freedom(shifts))


def joint_freedom(shifts: Sequence[Shift]) -> float:
    """The degrees of freedom of the sum of independent errors, after Welch (1947)."""
    total = math.fsum(one.standard_error**2 for one in shifts)
    spent = math.fsum(one.standard_error**4 / one.degrees_of_freedom for one in shifts)
    return total**2 / spent if spent > 0 else min(one.degrees_of_freedom for one in shifts)
