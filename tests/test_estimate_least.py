"""The least that so many values are expected to hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from random import Random
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corecurve.bench.estimator.least import MOST_OF_ALL, expected_least, least_shares, least_weights

columns = st.lists(st.floats(-5, 5), min_size=1, max_size=40)


def mean_of_all_choices(values: Sequence[float], of: int) -> float:
    return fmean(min(chosen) for chosen in combinations(values, of))


@given(st.lists(st.floats(0, 1), min_size=3, max_size=9), st.integers(1, 6))
def test_it_is_the_mean_over_all_choices(values: list[float], of: int) -> None:
    of = min(of, int(MOST_OF_ALL * len(values)))
    ordered = sorted(values)
    assert expected_least(ordered, of) == pytest.approx(mean_of_all_choices(values, of))


@given(st.integers(1, 60), st.integers(1, 60))
def test_each_choice_has_one_least(count: int, of: int) -> None:
    assert math.fsum(least_weights(count, min(of, count))) == pytest.approx(1.0)


@given(columns, st.floats(1, 30))
def test_shares_are_as_many_as_values_and_have_it_for_their_mean(values: list[float], of: float) -> None:
    shares = least_shares(values, of)
    assert len(shares) == len(values)
    assert fmean(shares) == pytest.approx(expected_least(sorted(values), of), abs=1e-9)


def test_many_values_tell_the_same_as_few() -> None:
    random = Random(1)
    few, many = (
        fmean(expected_least(sorted(random.gauss(0, 1) for _ in range(count)), 5) for _ in range(4000))
        for count in (10, 80)
    )
    assert few == pytest.approx(many, abs=0.03)
    assert many == pytest.approx(-1.163, abs=0.02), "the expected least of five normal values"


@pytest.mark.parametrize("count", [12, 40])
def test_the_scatter_of_the_shares_is_its_own(count: int) -> None:
    random = Random(2)
    found, errors = [], []
    for _ in range(2000):
        shares = least_shares([random.gauss(0, 1) for _ in range(count)], 5)
        found.append(fmean(shares))
        errors.append(pstdev(shares) ** 2 / (count - 1))
    assert math.sqrt(fmean(errors)) == pytest.approx(pstdev(found), rel=0.1)
