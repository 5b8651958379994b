"""Student's t against tabulated values, and its quantiles against its probabilities."""

from __future__ import annotations

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corecurve.bench.estimator.student_t import incomplete_beta, t_probability, t_quantile


@pytest.mark.parametrize(
    ("probability", "freedom", "value"),
    [
        (0.975, 1, 12.706204736),
        (0.975, 2, 4.302652730),
        (0.975, 5, 2.570581836),
        (0.975, 30, 2.042272456),
        (0.95, 3, 2.353363435),
        (0.995, 10, 3.169272673),
        (0.9995, 4, 8.610301581),
        (0.975, 1000, 1.962339081),
    ],
)
def test_quantiles_are_those_of_the_tables(probability: float, freedom: float, value: float) -> None:
    assert t_quantile(probability, freedom) == pytest.approx(value, rel=1e-9)
    assert t_quantile(1 - probability, freedom) == pytest.approx(-value, rel=1e-9)


def test_endless_degrees_of_freedom_are_the_normal_distribution() -> None:
    assert t_quantile(0.975, math.inf) == pytest.approx(NormalDist().inv_cdf(0.975), rel=1e-9)
    assert t_probability(1.5, math.inf) == NormalDist().cdf(1.5)


@given(st.floats(0.001, 0.999), st.floats(0.5, 500))
def test_a_quantile_has_its_probability(probability: float, freedom: float) -> None:
    assert t_probability(t_quantile(probability, freedom), freedom) == pytest.approx(probability, abs=1e-9)


@given(st.floats(0.5, 50), st.floats(0.5, 50), st.floats(1e-6, 1 - 1e-6))
def test_the_incomplete_beta_function_mirrors(a: float, b: float, x: float) -> None:
    assert incomplete_beta(a, b, x) + incomplete_beta(b, a, 1 - x) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("freedom", [0, -1, math.nan])
def test_there_is_no_t_distribution_without_degrees_of_freedom(freedom: float) -> None:
    with pytest.raises(ValueError, match="degrees of freedom"):
        t_probability(1.0, freedom)


@pytest.mark.parametrize("probability", [0, 1, -0.5, math.nan])
def test_there_is_no_quantile_of_what_is_no_probability(probability: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        t_quantile(probability, 5)
