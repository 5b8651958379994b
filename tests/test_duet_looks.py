"""Looking again and again: no more errors for it, and an early end where things are clear."""

from __future__ import annotations

import math
import random
from statistics import fmean, median, stdev

import pytest

from corecurve.reports.check.judging import Rules
from corecurve.reports.check.tolerances import Tolerances
from corecurve.reports.check.verdicts import CaseChange
from corecurve.reports.compare.shift import Shift
from corecurve.reports.duet.error_spending import ErrorSpending
from corecurve.reports.duet.looks import Looks

PAIRS = 20
DEVIATION = 0.015
"""Of the change that one pair of launches shows."""


def duel(
    dice: random.Random, losses: list[float], tolerance: float = 0.02, deviation: float = DEVIATION
) -> tuple[list[str], float]:
    """A duet of made-up pairs of launches: the verdicts, and the share of the budget that it took."""
    looks = Looks(Rules(tolerances=Tolerances(tolerance)))
    seen: list[list[float]] = [[] for _ in losses]
    words: list[str] = []
    for pair in range(1, PAIRS + 1):
        for values, loss in zip(seen, losses, strict=True):
            values.append(dice.gauss(math.log1p(-loss), deviation))
        share = pair / PAIRS
        if pair < 3 or not looks.is_due(share):
            continue
        words = [one.word for one in looks.look([_change(nth, values) for nth, values in enumerate(seen)], share)]
        if looks.is_over:
            return words, share
    return words, 1.0


def _change(nth: int, values: list[float]) -> CaseChange:
    error = stdev(values) / math.sqrt(len(values))
    return CaseChange(case_id=f"w{nth}[pool-2]", speedup=Shift(fmean(values), error, len(values) - 1))


def within(count: int, runs: int, rate: float) -> bool:
    """Whether a count is no more than the rate allows, with two standard errors of simulation."""
    return count / runs <= rate + 2 * math.sqrt(rate * (1 - rate) / runs)


@pytest.mark.parametrize(("cases", "runs"), [(1, 1500), (5, 500)])
def test_an_unchanged_program_raises_no_more_alarms_in_all_looks_together_than_promised(cases: int, runs: int) -> None:
    dice = random.Random(cases)
    alarms = sum("regression" in duel(dice, [0.0] * cases, deviation=0.2)[0] for _ in range(runs))
    assert within(alarms, runs, 0.01)


@pytest.mark.parametrize(("cases", "runs"), [(1, 1500), (5, 500)])
def test_a_loss_just_at_the_tolerance_fails_no_more_often_in_all_looks_together_than_promised(
    cases: int, runs: int
) -> None:
    dice = random.Random(cases)
    assert within(sum("regression" in duel(dice, [0.02] * cases)[0] for _ in range(runs)), runs, 0.05)


def test_a_loss_just_at_the_tolerance_passes_no_more_often_than_promised() -> None:
    dice = random.Random(3)
    runs = 1500
    assert within(sum(duel(dice, [0.02])[0] == ["unchanged"] for _ in range(runs)), runs, 0.05)


def test_a_naive_test_at_every_look_would_break_the_promise() -> None:
    dice = random.Random(4)
    alarms = 0
    for _ in range(500):
        values: list[float] = []
        for pair in range(PAIRS):
            values.append(dice.gauss(0.0, DEVIATION))
            if pair >= 2 and _change(0, values).speedup.chance_below(0.0) < 0.01:  # type: ignore[union-attr]
                alarms += 1
                break
    assert alarms / 500 > 0.03


def test_a_loss_of_five_percent_is_found_at_a_tolerance_of_two() -> None:
    dice = random.Random(5)
    assert sum(duel(dice, [0.05])[0] == ["regression"] for _ in range(300)) / 300 >= 0.95


def test_a_loss_of_twenty_percent_ends_it_within_a_quarter_of_the_budget() -> None:
    dice = random.Random(6)
    found = [duel(dice, [0.2]) for _ in range(200)]
    assert all(words == ["regression"] for words, _ in found)
    assert median(share for _, share in found) <= 0.25


def test_an_unchanged_program_passes_before_the_budget_is_spent() -> None:
    dice = random.Random(7)
    found = [duel(dice, [0.0]) for _ in range(200)]
    assert sum(words == ["unchanged"] for words, _ in found) / 200 >= 0.9
    assert median(share for _, share in found) < 1


def test_what_has_been_decided_stays_and_the_others_go_on() -> None:
    looks = Looks(Rules())
    lost, open_one = Shift(-0.3, 0.005, 20), Shift(-0.05, 0.02, 20)
    first = looks.look([CaseChange(case_id="a", speedup=lost), CaseChange(case_id="b", speedup=open_one)], 0.2)
    assert [one.word for one in first] == ["regression", "inconclusive"]
    assert not looks.is_over
    assert looks.decided == {"a"}
    later = Shift(0.0, 0.005, 40)
    second = looks.look([CaseChange(case_id="a", speedup=later), CaseChange(case_id="b", speedup=later)], 0.5)
    assert [one.word for one in second] == ["regression", "unchanged"]
    assert looks.is_over


def test_all_of_the_error_is_spent_and_no_more() -> None:
    spending = ErrorSpending(0.01)
    levels = [spending.spend(share) for share in (0.1, 0.15, 0.4, 0.4, 0.3, 1.2, 1.0)]
    assert sum(levels) == pytest.approx(0.01)
    assert levels[3] == levels[4] == levels[6] == 0.0


def test_a_look_waits_until_there_is_a_quarter_more_to_see() -> None:
    spending = ErrorSpending(0.01)
    assert spending.is_worth_a_look(0.01)
    spending.spend(0.4)
    assert not spending.is_worth_a_look(0.49)
    assert spending.is_worth_a_look(0.5)
    assert spending.is_worth_a_look(1.0)


def test_a_look_with_nothing_left_to_spend_decides_nothing() -> None:
    looks = Looks(Rules(tolerances=Tolerances(0.02)))
    unclear, clear = (CaseChange(case_id="w[pool-2]", speedup=Shift(log, 0.01, 9)) for log in (-0.02, -0.5))
    assert [one.word for one in looks.look([unclear], 1.0)] == ["inconclusive"]
    assert [one.word for one in looks.look([clear], 1.0)] == ["inconclusive"]
