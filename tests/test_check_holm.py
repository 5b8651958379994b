"""Holm's correction, against its definition and against simulated truth."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corecurve.reports.check.holm import holm_levels


def rejected(p_values: list[float], level: float) -> list[bool]:
    return [p <= own for p, own in zip(p_values, holm_levels(p_values, level), strict=True)]


def test_a_textbook_example_rejects_what_the_textbook_rejects() -> None:
    # Wikipedia, "Holm–Bonferroni method": 0.01, 0.04, 0.03, 0.005 at 0.05 reject the first and the last.
    assert rejected([0.01, 0.04, 0.03, 0.005], 0.05) == [True, False, False, True]
    assert holm_levels([0.01, 0.04, 0.03, 0.005], 0.05) == pytest.approx([0.05 / 3, 0.025, 0.025, 0.0125])


def test_no_case_has_no_level() -> None:
    assert holm_levels([], 0.01) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.floats(0.001, 0.2))
def test_it_rejects_all_that_bonferroni_does_and_nothing_above_the_level(p_values: list[float], level: float) -> None:
    for p, is_rejected in zip(p_values, rejected(p_values, level), strict=True):
        assert is_rejected or p > level / len(p_values)
        assert not is_rejected or p <= level


def test_twenty_true_hypotheses_are_rejected_no_more_often_than_promised() -> None:
    dice = random.Random(1)
    alarms = sum(any(rejected([dice.random() for _ in range(20)], 0.05)) for _ in range(4000))
    assert 0.04 <= alarms / 4000 <= 0.058
