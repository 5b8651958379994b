"""Rounds that stall are counted, unless a neighbour or the hypervisor explains them."""

from __future__ import annotations

import random

import pytest

from corecurve.bench.report import Round
from corecurve.reports.check.stalls import chance_of_growth, stall_change


def rounds(count: int, stalls: int = 0, **fields: float) -> list[Round]:
    """Steady rounds, of which the first ones take half as long again; ``fields`` are those of the long ones."""
    long = {"wall_seconds": 0.15, "runqueue_seconds": 0.0, **fields}
    steady = {"wall_seconds": 0.1, "runqueue_seconds": 0.0}
    return [
        Round(block=number, launch=0, cpu_seconds=0.2, **(long if number < stalls else steady))  # type: ignore[arg-type]
        for number in range(count)
    ]


def test_stalls_that_grew_are_counted_on_both_sides() -> None:
    found = stall_change(rounds(20), rounds(30, stalls=6))
    assert found is not None
    assert (found.before, found.after) == ((0, 20), (6, 30))
    assert found.shares == (0.0, 0.2)
    assert found.chance < 0.05


@pytest.mark.parametrize("explanation", [{"runqueue_seconds": 0.05}, {"steal_seconds": 0.05}])
def test_what_others_took_is_no_stall(explanation: dict[str, float]) -> None:
    found = stall_change(rounds(20), rounds(20, stalls=6, **explanation))
    assert found is not None
    assert found.after == (0, 20)


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


def test_where_a_side_tells_nothing_there_is_no_change() -> None:
    assert stall_change([], rounds(20)) is None
