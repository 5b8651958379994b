"""Where a series of speedups changes: found where there is a step, and only there."""

from __future__ import annotations

import math

import numpy as np
import pytest

from corecurve.reports.history.change_points import FALSE_ALARMS, MIN_SEGMENT, _partition, change_points


def cuts_of(values: np.ndarray) -> list[int]:
    return [change.index for change in change_points(list(values))]


@pytest.mark.parametrize("runs", [6, 10, 20, 50, 200])
def test_a_level_series_shows_no_change_more_often_than_promised(runs: int) -> None:
    dice = np.random.default_rng(runs)
    alarms = sum(bool(cuts_of(dice.normal(0.6, 0.01, runs))) for _ in range(600))
    assert alarms / 600 <= 2 * FALSE_ALARMS


@pytest.mark.parametrize("runs", [30, 200])
def test_heavy_tails_are_not_taken_for_changes(runs: int) -> None:
    dice = np.random.default_rng(runs)
    alarms = sum(bool(cuts_of(0.01 * dice.standard_t(3, runs))) for _ in range(300))
    assert alarms / 300 <= 0.05


def test_a_step_of_three_sigma_is_found_within_two_runs_of_where_it_is() -> None:
    dice = np.random.default_rng(1)
    found = 0
    for _ in range(200):
        values = dice.normal(0.6, 0.01, 60)
        values[25:] -= 0.03
        cuts = cuts_of(values)
        found += len(cuts) == 1 and abs(cuts[0] - 25) <= 2
    assert found / 200 >= 0.95


def test_a_step_names_the_levels_before_and_after_it() -> None:
    dice = np.random.default_rng(2)
    values = np.concatenate([dice.normal(0.6, 0.005, 20), dice.normal(0.5, 0.005, 15), dice.normal(0.65, 0.005, 20)])
    first, second = change_points(list(values))
    assert (first.index, second.index) == (20, 35)
    assert first.before == pytest.approx(0.6, abs=0.005)
    assert first.after == second.before == pytest.approx(0.5, abs=0.005)
    assert second.after == pytest.approx(0.65, abs=0.005)


def test_one_bad_run_is_no_change() -> None:
    values = np.random.default_rng(3).normal(0.6, 0.005, 40)
    values[17] = 0.1
    assert cuts_of(values) == []


def test_a_step_without_any_noise_is_found() -> None:
    assert cuts_of(np.array([1.0] * 5 + [0.9] * 5)) == [5]


def test_a_step_within_the_error_of_the_points_is_none() -> None:
    values = [1.0] * 5 + [0.99] * 5
    assert change_points(values, [0.05] * 10) == []


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 0.5, 1.0, 0.5, 1.0], [0.7] * 30])
def test_too_few_runs_and_equal_runs_have_no_change(values: list[float]) -> None:
    assert change_points(values) == []


def test_the_partition_is_the_cheapest_that_there_is() -> None:
    """Against all partitions of short series, by dynamic programming without pruning."""
    dice = np.random.default_rng(1)
    for _ in range(400):
        series = dice.normal(size=int(dice.integers(2 * MIN_SEGMENT, 24)))
        for begin in dice.integers(0, len(series), int(dice.integers(0, 4))):
            series[begin:] += 4 * dice.normal()
        penalty = 3 * float(np.log(len(series)))
        assert total(series, _partition(series, penalty), penalty) == pytest.approx(cheapest(series, penalty))


def within(series: np.ndarray) -> float:
    return float(np.sum((series - np.mean(series)) ** 2))


def total(series: np.ndarray, cuts: list[int], penalty: float) -> float:
    return sum(map(within, np.split(series, cuts))) + penalty * len(cuts)


def cheapest(series: np.ndarray, penalty: float) -> float:
    best = [-penalty, *[math.inf] * len(series)]
    for end in range(MIN_SEGMENT, len(series) + 1):
        starts = range(end - MIN_SEGMENT + 1)
        best[end] = min(best[begin] + within(series[begin:end]) + penalty for begin in starts)
    return best[-1]
