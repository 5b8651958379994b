"""The intervals of a breakdown hold the truth, however few rounds a turn has on either side."""

from __future__ import annotations

import math

import numpy as np
import pytest
from made_traces import Span, in_sequence, made_case, made_round

from corecurve.bench.report import ProfileRound
from corecurve.reports.explain.activity import profile_turns
from corecurve.reports.explain.losses import break_down
from corecurve.reports.explain.paired_rounds import TooFewRounds, TurnLogs, ratio_interval

RUNS = 1500


@pytest.mark.parametrize(
    ("turns", "own", "other"), [(1, 5, 3), (1, 6, 2), (2, 4, 2), (4, 1, 1), (6, 3, 2), (2, 3, 1), (2, 1, 1)]
)
def test_the_interval_of_a_ratio_holds_the_truth(turns: int, own: int, other: int) -> None:
    dice = np.random.default_rng(20)
    held = 0
    for _ in range(RUNS):
        drift = dice.normal(0, 0.5, turns)
        drawn = [
            TurnLogs(own=list(shift + dice.normal(0, 0.03, own)), other=list(dice.normal(0.2, 0.03, other) - shift))
            for shift in drift
        ]
        found = ratio_interval(drawn)
        held += found.low <= math.exp(0.2) <= found.high
    assert 0.93 <= held / RUNS <= 0.985


@pytest.mark.parametrize(("turns", "own", "other"), [(1, 5, 3), (1, 10, 5), (2, 4, 3), (2, 8, 4), (3, 4, 3)])
def test_the_interval_holds_the_truth_where_only_the_quicker_half_counts(turns: int, own: int, other: int) -> None:
    dice = np.random.default_rng(22)

    def quicker_half(rounds: int) -> list[float]:
        return sorted(dice.normal(0, 0.02, rounds))[: max(2, -(-rounds // 2))]

    held = 0
    for _ in range(RUNS):
        drawn = [
            TurnLogs(
                own=[-value for value in quicker_half(own)],
                other=[0.2 + value for value in quicker_half(other)],
                own_rounds=own,
                other_rounds=other,
            )
            for _ in range(turns)
        ]
        found = ratio_interval(drawn)
        held += found.low <= math.exp(0.2) <= found.high
    assert 0.925 <= held / RUNS <= 0.985


def test_one_round_of_each_kind_is_too_few() -> None:
    with pytest.raises(TooFewRounds, match="one profile round"):
        ratio_interval([TurnLogs(own=[0.1], other=[0.2])])


def test_multipliers_averaged_over_rounds_and_turns_still_make_the_speedup() -> None:
    dice = np.random.default_rng(21)

    def spans(workers: int) -> list[Span]:
        return [
            span
            for worker in range(workers)
            for span in in_sequence(
                list(dice.uniform(0.1, 0.4, 5)), worker=worker, gap=0.02, cpu_share=dice.uniform(0.5, 0.9)
            )
        ]

    places = [(0, 1), (0, 1), (0, 1), (3, 9), (3, 9)]
    case = made_case(
        [made_round(spans(3), wall=3.1, workers=3, launch=launch, block=block) for launch, block in places], workers=3
    )
    serial = made_case(
        [made_round(spans(1), wall=4.0, launch=launch, block=block) for launch, block in [*places, (3, 9)]],
        backend="serial",
        workers=1,
    )
    breakdown = break_down(profile_turns(case, serial))
    product = 3 * math.prod(loss.multiplier.value for loss in breakdown.factors)
    assert product == pytest.approx(breakdown.speedup.value, rel=1e-9)
    assert (len(breakdown.turns), len(breakdown.parallel), len(breakdown.serial)) == (2, 4, 4)


def test_a_neighbour_in_some_of_the_rounds_is_no_part_of_the_answer() -> None:
    def rounds(walls: list[float], workers: int) -> list[ProfileRound]:
        shares = [(worker, 0.0, 0.9 / workers, 0.9 / workers) for worker in range(workers)]
        return [made_round(shares, wall=wall, workers=workers) for wall in walls]

    case = made_case(rounds([0.5, 0.9, 0.501, 0.7, 0.502], 2))
    serial = made_case(rounds([1.4, 1.0, 1.001], 1), backend="serial", workers=1)
    breakdown = break_down(profile_turns(case, serial))
    assert breakdown.speedup.value == pytest.approx(2.0, rel=0.005)
    assert breakdown.speedup.low > 1.9
