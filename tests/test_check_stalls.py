"""Rounds that stall are counted, unless a neighbour or the hypervisor explains them."""

from __future__ import annotations

import random

import pytest

from corecurve.bench.report import Round
from corecurve.reports.check.stalls import chance_of_growth, stall_change, stalled


def a_round(number: int, **fields: float) -> Round:
    return Round(block=number, launch=0, **{"wall_seconds": 0.1, "cpu_seconds": 0.2, **fields})  # type: ignore[arg-type]


def rounds_of(*changes: dict[str, float]) -> list[Round]:
    return [a_round(number, **change) for number, change in enumerate([*changes, *[{}] * (20 - len(changes))])]


def test_steady_rounds_do_not_stall() -> None:
    assert stalled(rounds_of()) == 0


def test_a_round_far_above_the_others_stalls() -> None:
    assert stalled(rounds_of({"wall_seconds": 0.15}, {"wall_seconds": 0.13}, {"wall_seconds": 0.11})) == 2


@pytest.mark.parametrize(
    "explanation",
    [
        {"runqueue_seconds": 0.05},
        {"steal_seconds": 0.05},
        {"foreign_cpu_seconds": 0.05},
        {"cpu_seconds": 0.3},
    ],
)
def test_what_others_took_explains_a_long_round(explanation: dict[str, float]) -> None:
    assert stalled(rounds_of({"wall_seconds": 0.15, **explanation})) == 0


def test_foreign_cpu_that_took_no_core_from_us_explains_nothing() -> None:
    busy_neighbour = {"wall_seconds": 0.15, "foreign_cpu_seconds": 0.15, "runqueue_seconds": 0.0}
    assert stalled(rounds_of(busy_neighbour)) == 1


def test_the_chance_is_that_of_fishers_exact_test() -> None:
    # Fisher's tea: 3 of 4 right has the chance 17/70.
    assert chance_of_growth((1, 4), (3, 4)) == pytest.approx(17 / 70)
    assert chance_of_growth((0, 30), (0, 30)) == 1.0
    assert chance_of_growth((10, 30), (0, 30)) == pytest.approx(1.0)


def test_equal_shares_of_stalls_rarely_look_like_growth() -> None:
    dice = random.Random(1)
    alarms = 0
    for _ in range(2000):
        before, after = (sum(dice.random() < 0.1 for _ in range(30)) for _ in range(2))
        alarms += chance_of_growth((before, 30), (after, 30)) <= 0.01
    assert alarms / 2000 <= 0.01


def test_without_rounds_there_is_no_change() -> None:
    assert stall_change([], rounds_of()) is None
