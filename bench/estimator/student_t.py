"""Student's t distribution: its cumulative probability and its quantiles, without SciPy.

The cumulative probability is the regularised incomplete beta function, by its continued fraction
(DLMF 8.17.22, evaluated by the modified Lentz method of Thompson and Barnett, 1986); the quantile is
found by Newton's method from the first terms of its expansion around the normal quantile (Abramowitz and Stegun
26.7.5). The function is concave there, so that after one step it stays below the quantile and none can overshoot.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

_SMALLEST = 1e-300
_CLOSE = 1e-15


def t_probability(value: float, degrees_of_freedom: float) -> float:
    """P(T <= value) for Student's t; degrees of freedom may be fractional, or infinite (the normal).

    Raises ValueError where the degrees of freedom are not above zero.
    """
    if not degrees_of_freedom > 0:
        raise ValueError(f"degrees of freedom must be above 0, not {degrees_of_freedom}")
    if math.isinf(degrees_of_freedom):
        return NormalDist().cdf(value)
    share = degrees_of_freedom / (degrees_of_freedom + value * value)
    tail = 0.5 * incomplete_beta(degrees_of_freedom / 2, 0.5, share)
    return 1.0 - tail if value > 0 else tail


@lru_cache(maxsize=4096)
def t_quantile(probability: float, degrees_of_freedom: float) -> float:
    """The value that Student's t stays below with ``probability``, to a relative 1e-10.

    Raises ValueError where the probability is not between 0 and 1.
    """
    if not 0 < probability < 1:
        raise ValueError(f"a probability must be between 0 and 1, not {probability}")
    if probability < 0.5:
        return -t_quantile(1 - probability, degrees_of_freedom)
    if degrees_of_freedom >= 1e6:
        return NormalDist().inv_cdf(probability)
    value = _near_quantile(probability, degrees_of_freedom)
    value += _newton_step(probability, degrees_of_freedom, value)
    while True:
        step = _newton_step(probability, degrees_of_freedom, value)
        value += step
        if step <= 1e-7 * value + 1e-15:  # what is left is its square, or rounding
            return value


def _near_quantile(probability: float, degrees_of_freedom: float) -> float:
    """A value near the quantile; below one degree of freedom, where the expansion is no help, the normal one."""
    z = NormalDist().inv_cdf(probability)
    if degrees_of_freedom < 1:
        return z
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / degrees_of_freedom + second / degrees_of_freedom**2


def _newton_step(probability: float, degrees_of_freedom: float, value: float) -> float:
    return (probability - t_probability(value, degrees_of_freedom)) / t_density(value, degrees_of_freedom)


def t_density(value: float, degrees_of_freedom: float) -> float:
    """The density of Student's t at ``value``."""
    half = degrees_of_freedom / 2
    log_scale = math.lgamma(half + 0.5) - math.lgamma(half) - 0.5 * math.log(degrees_of_freedom * math.pi)
    return math.exp(log_scale - (half + 0.5) * math.log1p(value * value / degrees_of_freedom))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 <= x <= 1."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(b, a, 1 - x)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) * _continued_fraction(a, b, x) / a


def _continued_fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, _away_from_zero(1 - (a + b) * x / (a + 1))
    d = 1 / d
    result = d
    for m in range(1, 500):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away_from_zero(1 + numerator * d)
            c = _away_from_zero(1 + numerator / c)
            result *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _SMALLEST else _SMALLEST
