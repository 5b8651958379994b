"""Stalls: rounds that were long with nobody to blame, and rounds that a neighbour made long."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from corecurve.bench.estimator.stalls import stall_share, wilson_interval
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
