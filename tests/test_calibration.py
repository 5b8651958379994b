"""Calibration finds the size whose serial round lasts as long as it should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corecurve.bench.measuring.calibration import calibrate

TARGET = 0.2


@given(per_size=st.floats(1e-7, 0.15), fixed=st.floats(0, 0.02))
def test_the_seconds_at_the_chosen_size_are_near_the_target(per_size: float, fixed: float) -> None:
    found = calibrate(lambda size: (fixed + per_size * size, 24), lambda size: 24, TARGET, is_sized=True)
    seconds = fixed + per_size * found.size
    assert 0.6 * TARGET <= seconds <= 1.7 * TARGET or found.size == 1


def test_work_that_is_too_long_at_its_smallest_stays_at_size_one() -> None:
    found = calibrate(lambda size: (3.0 * size, 4), lambda size: 4, TARGET, is_sized=True)
    assert (found.size, found.tasks, found.seconds) == (1, 4, 3.0)


def test_fixed_inputs_are_run_once() -> None:
    sizes: list[int] = []

    def run(size: int) -> tuple[float, int]:
        sizes.append(size)
        return 1e-6, 5

    found = calibrate(run, lambda size: 5, TARGET, is_sized=False)
    assert sizes == [1]
    assert (found.size, found.tasks) == (1, 5)


@pytest.mark.parametrize("power", [0.5, 2, 3])
def test_work_that_does_not_grow_in_proportion_still_ends_near_the_target(power: float) -> None:
    def seconds(size: int) -> float:
        return float(1e-4 * size**power)

    found = calibrate(lambda size: (seconds(size), 1), lambda size: 1, TARGET, is_sized=True)
    assert 0.1 * TARGET < seconds(found.size) < 12 * TARGET


@given(per_size=st.floats(1e-7, 0.15))
def test_the_tasks_are_those_of_the_chosen_size(per_size: float) -> None:
    found = calibrate(lambda size: (per_size * size, 3 * size), lambda size: 3 * size, TARGET, is_sized=True)
    assert found.tasks == 3 * found.size


def test_work_that_does_not_grow_is_measured_at_size_one_after_a_few_tries() -> None:
    runs: list[int] = []

    def run(size: int) -> tuple[float, int]:
        runs.append(size)
        return 1e-6, 8

    assert calibrate(run, lambda size: 8, TARGET, is_sized=True).size == 1
    assert len(runs) < 12
