"""Stalls: rounds that were long with nobody to blame, and rounds that a neighbour made long; and how they grow."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from corecurve.bench.estimator.stalls import chance_of_growth, stall_change, stall_share, wilson_interval
from corecurve.bench.report import Round


def pool_rounds(count: int = 40, *, seed: int = 1) -> list[Round]:
    """Rounds of two workers that wait 2 ms for a core, as always."""
    random = Random(seed)
    works = [0.4 * random.lognormvariate(0, 0.01) for _ in range(count)]
    return [
        Round(
            block=block,
            launch=block // 5,
            wall_seconds=work * 0.505 * random.lognormvariate(0, 0.004),
            cpu_seconds=work,
            runqueue_seconds=0.002,
        )
        for block, work in enumerate(works)
    ]


def lengthened(rounds: list[Round], which: range, seconds: float, waited: float) -> list[Round]:
    return [
        replace(one, wall_seconds=one.wall_seconds + seconds, runqueue_seconds=(one.runqueue_seconds or 0.0) + waited)
        if index in which
        else one
        for index, one in enumerate(rounds)
    ]


def test_a_healthy_case_does_not_stall() -> None:
    found = stall_share(pool_rounds())
    assert found is not None
    assert (found.value, found.low, found.stalled, found.rounds) == (0.0, 0.0, 0, 40)
    assert 0.05 < found.high < 0.1


def test_rounds_that_nobody_disturbed_and_that_are_long_are_stalls() -> None:
    found = stall_share(lengthened(pool_rounds(), range(0, 40, 5), seconds=0.1, waited=0.0))
    assert found is not None
    assert (found.stalled, found.value) == (8, 0.2)
    assert 0.09 < found.low < 0.2 < found.high < 0.36


def test_rounds_of_a_block_stall_together() -> None:
    before, after = pool_rounds(), lengthened(pool_rounds(), range(0, 40, 5), seconds=0.1, waited=0.0)
    once, twice = (
        (stall_share(many), stall_change(before, many)) for many in (after, [one for one in after for _ in range(2)])
    )
    assert once[0] is not None
    assert twice[0] is not None
    assert (twice[0].low, twice[0].high) == (once[0].low, once[0].high)
    assert once[1] is not None
    assert twice[1] is not None
    assert twice[1].chance == once[1].chance < 0.01


def test_rounds_that_a_neighbour_made_long_are_none() -> None:
    found = stall_share(lengthened(pool_rounds(), range(0, 40, 3), seconds=0.1, waited=0.12))
    assert found is not None
    assert found.stalled == 0


def test_a_case_that_always_waits_for_itself_cannot_hide_its_stalls_behind_that() -> None:
    crowded = [replace(one, runqueue_seconds=0.8) for one in pool_rounds()]
    found = stall_share(lengthened(crowded, range(0, 40, 5), seconds=0.1, waited=0.0))
    assert found is not None
    assert found.stalled == 8


def test_steal_and_foreign_cpu_time_explain_where_the_run_queue_is_not_known() -> None:
    rounds = lengthened(pool_rounds(), range(0, 40, 4), seconds=0.1, waited=0.0)
    unknown = [replace(one, runqueue_seconds=None) for one in rounds]
    assert stall_share(unknown) is None
    foreign = [replace(one, foreign_cpu_seconds=0.1 if index % 4 == 0 else 0.0) for index, one in enumerate(unknown)]
    stolen = [replace(one, foreign_cpu_seconds=0.0, steal_seconds=one.foreign_cpu_seconds) for one in foreign]
    alone = [replace(one, foreign_cpu_seconds=0.0) for one in unknown]
    shares = [stall_share(some) for some in (foreign, stolen, alone)]
    assert [share.stalled if share else None for share in shares] == [0, 0, 10]


def test_waiting_tasks_stall_by_wall_time() -> None:
    rounds = [
        Round(block=block, launch=0, wall_seconds=0.08 + (block == 3) * 0.03, cpu_seconds=0.001, runqueue_seconds=0.0)
        for block in range(10)
    ]
    found = stall_share(rounds)
    assert found is not None
    assert found.stalled == 1


def test_four_rounds_are_too_few() -> None:
    assert stall_share(pool_rounds(4)) is None
    assert stall_share([]) is None


@pytest.mark.parametrize(
    ("count", "trials", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_wilsons_interval_is_that_of_the_textbooks(count: int, trials: int, low: float, high: float) -> None:
    assert wilson_interval(count, trials) == pytest.approx((low, high), abs=1e-4)


def steady_rounds(count: int, stalls: int = 0) -> list[Round]:
    """Rounds all alike but for the first ones, which nobody disturbed and which take half as long again."""
    return [
        Round(block=number, launch=0, cpu_seconds=0.2, wall_seconds=wall, runqueue_seconds=0.0)
        for number, wall in enumerate([0.15] * stalls + [0.1] * (count - stalls))
    ]


def test_stalls_that_grew_are_counted_on_both_sides() -> None:
    found = stall_change(steady_rounds(20), steady_rounds(30, stalls=6))
    assert found is not None
    assert (found.before, found.after) == ((0, 20), (6, 30))
    assert found.shares == (0.0, 0.2)
    assert found.chance < 0.05


def test_the_chance_is_that_of_fishers_exact_test() -> None:
    # Fisher's tea: 3 of 4 right has the chance 17/70.
    assert chance_of_growth((1, 4), (3, 4)) == pytest.approx(17 / 70)
    assert chance_of_growth((0, 30), (0, 30)) == 1.0
    assert chance_of_growth((10, 30), (0, 30)) == pytest.approx(1.0)


def test_equal_shares_of_stalls_rarely_look_like_growth() -> None:
    dice = Random(1)
    alarms = 0
    for _ in range(2000):
        before, after = (sum(dice.random() < 0.1 for _ in range(30)) for _ in range(2))
        alarms += chance_of_growth((before, 30), (after, 30)) <= 0.01
    assert alarms / 2000 <= 0.01


def test_where_a_side_tells_nothing_there_is_no_change() -> None:
    assert stall_change([], steady_rounds(20)) is None
