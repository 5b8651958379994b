"""Locating a column of rounds: what the low end and the centre take for the undisturbed round."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corecurve.bench.estimator.location import (
    calm_share,
    centre,
    disturbed_share,
    feet_of_launches,
    launch_offsets,
    low_end,
    low_end_of_parts,
    low_location,
)
from corecurve.bench.estimator.quantiles import mean_between, quantile

columns = st.lists(st.floats(-5, 5), min_size=1, max_size=60)


def one_launch(values: Sequence[float]) -> list[list[int]]:
    return [list(range(len(values)))]


def launches_of(values: Sequence[float], rounds: int) -> list[list[int]]:
    return [list(range(first, min(first + rounds, len(values)))) for first in range(0, len(values), rounds)]


def noisy(random: Random, count: int, disturbed: float, offset: float = 0.0) -> list[float]:
    """Normal values of standard deviation 0.01, of which a share was moved up by anything to 0.6."""
    return [
        offset + random.gauss(0, 0.01) + (random.uniform(0.05, 0.6) if random.random() < disturbed else 0.0)
        for _ in range(count)
    ]


@pytest.mark.parametrize("disturbed", [0.1, 0.25, 0.4])
def test_disturbed_rounds_move_the_low_end_by_less_than_a_tenth_of_a_standard_deviation(disturbed: float) -> None:
    random = Random(1)
    calm = fmean(low_location(noisy(random, 60, 0.0)) for _ in range(400))
    found = fmean(low_location(noisy(random, 60, disturbed)) for _ in range(400))
    assert found == pytest.approx(calm, abs=0.001)


def test_the_share_of_disturbed_rounds_is_found() -> None:
    random = Random(2)
    found = [disturbed_share(sorted(noisy(random, 100, 0.3))) for _ in range(100)]
    assert fmean(found) == pytest.approx(0.3, abs=0.03)


def test_one_misread_clock_does_not_decide_the_low_end() -> None:
    values = noisy(Random(3), 40, 0.2)
    assert low_location([-3.0, *values]) == pytest.approx(low_location(values), abs=0.003)


def test_launches_that_lie_apart_are_met_in_their_middle() -> None:
    random = Random(4)
    offsets = (0.0, 0.05, 0.1, 0.15)
    values = [value for offset in offsets for value in noisy(random, 10, 0.25, offset)]
    found = fmean(low_end(values, launches_of(values, 10)))
    together = low_location(values)
    assert found == pytest.approx(0.075 - 0.009, abs=0.008)
    assert together < 0.02


def test_a_launch_that_a_neighbour_disturbed_as_a_whole_is_no_launch_that_lies_apart() -> None:
    values = [*noisy(Random(5), 24, 0.4), 0.35, 0.21]
    offsets = launch_offsets(values, [*launches_of(values[:24], 2), [24, 25]])
    assert offsets[24] < 0.1


def test_two_rounds_that_agree_make_a_launch_that_lies_apart_believed() -> None:
    values = [*noisy(Random(5), 24, 0.4), 0.212, 0.210]
    offsets = launch_offsets(values, [*launches_of(values[:24], 2), [24, 25]])
    assert offsets[24] > 0.15


@given(columns, st.integers(1, 60))
def test_shares_of_the_low_end_lie_within_the_rounds(values: list[float], rounds: int) -> None:
    shares = low_end(values, launches_of(values, rounds))
    assert len(shares) == len(values)
    assert min(values) - 1e-9 <= fmean(shares) <= max(values) + 1e-9


@given(columns)
def test_shares_of_the_centre_lie_within_the_rounds(values: list[float]) -> None:
    shares = centre(values, one_launch(values))
    assert min(values) - 1e-9 <= min(shares)
    assert max(shares) <= max(values) + 1e-9


@given(columns, st.floats(-3, 3))
def test_what_all_rounds_have_in_common_passes_through(values: list[float], common: float) -> None:
    for locate in (low_end, centre):
        before, after = (fmean(locate(some, one_launch(values))) for some in (values, [v + common for v in values]))
        assert after - before == pytest.approx(common, abs=1e-6)


def test_the_scatter_of_the_shares_is_the_scatter_of_the_estimate() -> None:
    random = Random(6)
    for locate in (low_end, centre):
        estimates, errors = [], []
        for _ in range(600):
            values = noisy(random, 40, 0.2 if locate is low_end else 0.0)
            shares = locate(values, one_launch(values))
            estimates.append(fmean(shares))
            errors.append(pstdev(shares) / math.sqrt(len(shares) - 1))
        assert fmean(errors) == pytest.approx(pstdev(estimates), rel=0.15)


def test_heavy_tails_hardly_move_the_centre() -> None:
    random = Random(7)
    values = [random.gauss(0, 0.01) + (random.choice((-1, 1)) if random.random() < 0.1 else 0) for _ in range(60)]
    assert fmean(centre(values, one_launch(values))) == pytest.approx(0.0, abs=0.005)
    assert abs(fmean(values)) > 0.01


def test_a_mean_between_quantiles_counts_in_part_what_stands_partly_within() -> None:
    ordered = [1.0, 2.0, 3.0, 4.0]
    assert mean_between(ordered, 0.0, 1.0) == 2.5
    assert mean_between(ordered, 0.25, 0.5) == 2.0
    assert mean_between(ordered, 0.125, 0.375) == 1.5


def test_a_quantile_is_the_smallest_value_that_reaches_the_share() -> None:
    ordered = [1.0, 2.0, 3.0, 4.0]
    assert [quantile(ordered, share) for share in (0.0, 0.25, 0.26, 0.5, 1.0)] == [1.0, 1.0, 2.0, 2.0, 4.0]


def slowed(random: Random, count: int, share: float) -> list[float]:
    """A task of a second, give or take 1%, which a neighbour slows by 30% to 60% in a share of the rounds."""
    return [
        random.gauss(1, 0.01) * (random.uniform(1.3, 1.6) if random.random() < share else 1.0) for _ in range(count)
    ]


def test_parts_that_a_neighbour_slows_most_of_the_time_are_read_as_the_other_side_lets_them() -> None:
    random = Random(8)
    serial = [slowed(random, 40, 0.2) for _ in range(16)]
    parallel = [slowed(random, 40, 0.75) for _ in range(16)]
    ordered = [[sorted(part) for part in parts] for parts in (serial, parallel)]
    calm = calm_share(ordered)
    assert calm == pytest.approx(0.25, abs=0.04)
    low, high = (
        fmean(low_end_of_parts(parts, columns, calm))
        for parts, columns in zip((serial, parallel), ordered, strict=True)
    )
    assert high - low == pytest.approx(0.0, abs=0.015)
    assert fmean(low_end_of_parts(parallel, ordered[1], 1.0)) - low > 0.05


def test_a_neighbour_on_one_core_moves_no_foot_of_a_launch() -> None:
    random = Random(9)
    parts = [slowed(random, 12, 0.0) for _ in range(16)]
    for part in parts[::2]:  # the tasks of one worker, in the second launch
        part[3:6] = [1.4 * value for value in part[3:6]]
    usual, beside, *_ = feet_of_launches(parts, launches_of(parts[0], 3))
    assert beside == pytest.approx(usual, abs=0.01)
    for part in parts:  # the launch itself is slower
        part[6:9] = [1.05 * value for value in part[6:9]]
    feet = feet_of_launches(parts, launches_of(parts[0], 3))
    assert feet[2] - feet[0] == pytest.approx(math.log(1.05), abs=0.01)
