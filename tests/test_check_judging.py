"""Verdicts against known truth: how often they cry wolf, and what they find."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist

import pytest

from corecurve.bench.estimator.stalls import StallChange
from corecurve.bench.report import Round
from corecurve.reports.check.case_change import mean_of_runs, prediction_shift
from corecurve.reports.check.costs import CostLimits
from corecurve.reports.check.held_cores import held_cores
from corecurve.reports.check.judging import Rules, judge
from corecurve.reports.check.tolerances import Tolerances
from corecurve.reports.check.unrest import unrest_growth
from corecurve.reports.check.verdicts import CaseChange, Verdict
from corecurve.reports.compare.shift import Shift, difference


def measured(dice: random.Random, true_log: float, deviation: float, freedom: int) -> Shift:
    """A shift whose error is what its degrees of freedom say."""
    spread = sum(dice.gauss(0, 1) ** 2 for _ in range(freedom)) / freedom
    return Shift(dice.gauss(true_log, deviation), deviation * math.sqrt(spread), freedom)


def changes(shifts: Sequence[Shift]) -> list[CaseChange]:
    return [CaseChange(case_id=f"w{number}[pool-2]", speedup=one) for number, one in enumerate(shifts)]


def words(shifts: Sequence[Shift], tolerance: float) -> list[str]:
    return [one.word for one in judge(changes(shifts), Rules(tolerances=Tolerances(tolerance)))]


def judged(change: CaseChange, **rules: object) -> Verdict:
    (verdict,) = judge([change], Rules(**rules))  # type: ignore[arg-type]
    return verdict


def alarms_in(runs: int, dice: random.Random, true_log: float, deviation: float, freedom: int, cases: int) -> float:
    """The share of so many checks in which any of the cases is called a regression at a tolerance of 5%."""
    return (
        sum(
            "regression" in words([measured(dice, true_log, deviation, freedom) for _ in range(cases)], 0.05)
            for _ in range(runs)
        )
        / runs
    )


def highest(rate: float, runs: int) -> float:
    """What a rate looks like at most, with two standard errors of simulation."""
    return rate + 2 * math.sqrt(rate * (1 - rate) / runs)


@pytest.mark.parametrize("cases", [1, 20])
@pytest.mark.parametrize("freedom", [4, 30])
def test_an_unchanged_program_raises_at_most_one_alarm_in_a_hundred_checks(cases: int, freedom: int) -> None:
    # However wide the errors are: with these, the tolerance alone would let three in a hundred through.
    dice = random.Random(cases * freedom)
    assert alarms_in(2000, dice, 0.0, 0.3, freedom, cases) <= highest(0.01, 2000)


@pytest.mark.parametrize("cases", [1, 20])
@pytest.mark.parametrize("freedom", [4, 30])
def test_a_loss_just_at_the_tolerance_fails_at_most_one_in_twenty_checks(cases: int, freedom: int) -> None:
    dice = random.Random(cases * freedom)
    assert alarms_in(2000, dice, math.log(0.95), 0.01, freedom, cases) <= highest(0.05, 2000)


def test_a_loss_that_an_unchanged_program_might_show_is_inconclusive_and_said_to_be() -> None:
    verdict = judged(CaseChange(case_id="w[pool-2]", speedup=Shift(-0.3, 0.1, 4)))
    assert verdict.high is not None and verdict.high < -0.05
    assert verdict.word == "inconclusive"
    assert "might show as much" in verdict.reasons[0]


def test_among_twenty_cases_the_one_that_lost_is_found_and_no_other() -> None:
    dice = random.Random(7)
    found, innocent = 0, 0
    for _ in range(500):
        shifts = [measured(dice, math.log(0.9) if number == 3 else 0.0, 0.008, 20) for number in range(20)]
        verdicts = words(shifts, 0.05)
        found += verdicts[3] == "regression"
        innocent += verdicts.count("regression") - (verdicts[3] == "regression")
    assert found / 500 >= 0.95
    assert innocent == 0


def test_the_smallest_loss_that_is_promised_is_found_nineteen_times_of_twenty() -> None:
    dice = random.Random(8)
    deviation, freedom = 0.01, 200
    promised = judged(CaseChange(case_id="w[pool-2]", speedup=Shift(0.0, deviation, freedom))).smallest_loss
    assert promised is not None
    hits = sum(
        words([measured(dice, math.log1p(-promised), deviation, freedom)], 0.05) == ["regression"] for _ in range(2000)
    )
    assert hits / 2000 == pytest.approx(0.95, abs=0.02)


def test_a_loss_at_the_tolerance_passes_in_at_most_one_of_twenty() -> None:
    dice = random.Random(9)
    passes = sum(words([measured(dice, math.log(0.95), 0.01, 10)], 0.05) == ["unchanged"] for _ in range(2000))
    assert passes / 2000 == pytest.approx(0.05, abs=0.015)


@pytest.mark.parametrize(
    ("log", "error", "word"),
    [
        (-0.20, 0.01, "regression"),
        (0.0, 0.01, "unchanged"),
        (0.03, 0.01, "unchanged"),
        (0.20, 0.01, "improvement"),
        (-0.05, 0.01, "inconclusive"),
        (-0.20, 0.10, "inconclusive"),
        (0.0, 0.10, "inconclusive"),
    ],
)
def test_the_words_follow_from_the_interval(log: float, error: float, word: str) -> None:
    verdict = judged(CaseChange(case_id="w[pool-2]", speedup=Shift(log, error, 20)))
    assert verdict.word == word
    assert verdict.low is not None and verdict.high is not None
    assert (verdict.high < -0.05) == (word == "regression")
    assert verdict.low < math.expm1(log) < verdict.high


def test_ten_runs_that_differ_do_not_let_an_eleventh_of_them_cry_wolf() -> None:
    # Each report is sure of itself to 0.3%, and runs differ by 3%: what no single report can show.
    dice = random.Random(10)
    alarms = 0
    runs = 2000
    for _ in range(runs):
        *old, new = [Shift(dice.gauss(0.6, 0.03), 0.003, 20) for _ in range(11)]
        change = CaseChange(
            case_id="w[pool-2]",
            speedup=difference(new, mean_of_runs(old)),
            prediction=prediction_shift(new, old),
        )
        alarms += judged(change, tolerances=Tolerances(0.0)).word == "regression"
    assert alarms / runs <= 0.01 + 2 * math.sqrt(0.01 * 0.99 / runs)


def test_a_loss_beyond_the_variation_of_ten_runs_is_found() -> None:
    dice = random.Random(11)
    found = 0
    for _ in range(500):
        old = [Shift(dice.gauss(0.6, 0.01), 0.005, 20) for _ in range(10)]
        new = Shift(dice.gauss(0.6 + math.log(0.9), 0.01), 0.005, 20)
        change = CaseChange(
            case_id="w[pool-2]", speedup=difference(new, mean_of_runs(old)), prediction=prediction_shift(new, old)
        )
        found += judged(change).word == "regression"
    assert found / 500 >= 0.95


def test_what_the_baselines_vary_by_anyway_is_said() -> None:
    change = CaseChange(case_id="w[pool-2]", speedup=Shift(-0.1, 0.005, 20), prediction=Shift(-0.1, 0.05, 9))
    verdict = judged(change)
    assert verdict.word == "inconclusive"
    assert "differ among each other as much" in verdict.reasons[0]


def loss(serial: Shift, parallel: Shift, ceiling: Shift | None = None) -> CaseChange:
    return CaseChange(
        case_id="w[pool-2]", speedup=difference(serial, parallel), serial=serial, parallel=parallel, ceiling=ceiling
    )


STILL = Shift(0.0, 0.005, 20)


def test_parallel_code_that_got_slower_is_a_regression_and_said_to_be() -> None:
    verdict = judged(loss(serial=STILL, parallel=Shift(0.15, 0.005, 20)))
    assert (verdict.word, verdict.mover) == ("regression", "parallel slower")
    assert "the parallel code got slower (+16%" in verdict.reasons[0]


def test_a_serial_loop_that_got_faster_is_none_unless_strict() -> None:
    change = loss(serial=Shift(-0.15, 0.005, 20), parallel=STILL)
    assert (judged(change).word, judged(change).mover) == ("unchanged", "serial faster")
    assert (judged(change, is_strict=True).word, judged(change, is_strict=True).mover) == (
        "regression",
        "serial faster",
    )


def test_a_serial_loop_that_got_faster_excuses_nothing_while_the_parallel_code_may_have_got_slower() -> None:
    verdict = judged(
        CaseChange(
            case_id="w[pool-2]",
            speedup=Shift(-0.2, 0.01, 20),
            serial=Shift(-0.2, 0.05, 20),
            parallel=Shift(0.02, 0.08, 20),
        )
    )
    assert (verdict.word, verdict.mover) == ("inconclusive", "perhaps serial")
    assert "whether the parallel code got slower" in verdict.reasons[0]


def test_both_sides_may_have_moved() -> None:
    verdict = judged(loss(serial=Shift(-0.1, 0.005, 20), parallel=Shift(0.1, 0.005, 20)))
    assert (verdict.word, verdict.mover) == ("regression", "both sides")


def test_a_machine_that_runs_everything_faster_does_not_excuse_the_one_case_that_does_not() -> None:
    faster = Shift(-0.15, 0.005, 20)
    others = [
        CaseChange(case_id=f"{name}[pool-2]", speedup=STILL, serial=faster, parallel=faster) for name in ("a", "b", "c")
    ]
    lost = loss(serial=faster, parallel=STILL)
    verdict = judge([*others, lost], Rules())[-1]
    assert (verdict.word, verdict.mover) == ("regression", "not told")


def test_a_ceiling_that_fell_as_far_is_a_matter_of_the_machine() -> None:
    change = loss(serial=STILL, parallel=Shift(0.15, 0.005, 20), ceiling=Shift(-0.14, 0.01, 20))
    verdict = judged(change)
    assert (verdict.word, verdict.mover) == ("inconclusive", "ceiling fell")


def test_a_ceiling_that_fell_a_little_excuses_no_large_loss() -> None:
    change = loss(serial=STILL, parallel=Shift(0.3, 0.005, 20), ceiling=Shift(-0.05, 0.01, 20))
    assert judged(change).word == "regression"


def test_a_loss_while_others_held_a_core_is_not_the_codes() -> None:
    change = replace(loss(serial=STILL, parallel=Shift(0.5, 0.005, 20)), held=0.9)
    assert (judged(change).word, judged(change).mover) == ("inconclusive", "cores held")
    gain = replace(loss(serial=STILL, parallel=Shift(-0.5, 0.005, 20)), held=-0.9)
    assert judged(gain).word == "inconclusive"
    assert "measure it again" in judged(gain).reasons[0]


def test_a_loss_that_the_machines_unrest_may_have_made_is_inconclusive() -> None:
    slower = loss(serial=STILL, parallel=Shift(0.15, 0.005, 20))
    assert judged(replace(slower, unrest=0.05)).word == "regression", "nine percent are left"
    verdict = judged(replace(slower, unrest=0.12))
    assert (verdict.word, verdict.mover) == ("inconclusive", "machine unrest")
    assert "12% more than before" in verdict.reasons[0]


def test_a_gain_over_a_restless_baseline_is_inconclusive() -> None:
    faster = loss(serial=STILL, parallel=Shift(-0.15, 0.005, 20))
    assert judged(replace(faster, unrest=0.12)).word == "improvement"
    assert judged(replace(faster, unrest=-0.12)).word == "inconclusive"


def serial_rounds(usual: float, best: float = 0.1) -> list[Round]:
    """Twelve rounds, the fastest third of which are at their best, and the others as usual."""
    times = [best if number % 3 == 0 else usual for number in range(12)]
    return [
        Round(block=number, launch=number // 3, wall_seconds=one, cpu_seconds=one) for number, one in enumerate(times)
    ]


def test_unrest_is_what_the_usual_serial_round_is_above_the_best() -> None:
    calm, restless = serial_rounds(0.105), serial_rounds(0.13)
    assert unrest_growth(calm, restless) == pytest.approx(0.25, abs=0.03)
    assert unrest_growth(restless, calm) == pytest.approx(-0.25, abs=0.03)
    assert unrest_growth(calm, serial_rounds(0.21, best=0.2)) == pytest.approx(0, abs=0.02), "slower is not restless"
    waits = [replace(one, cpu_seconds=0.001) for one in restless]
    assert unrest_growth(calm, waits) == 0, "the wall time of what waits is not the machine's"


def rounds_beside(foreign: float, waits: float, workers_wait: float = 0.0) -> list[Round]:
    return [
        Round(
            block=block,
            launch=block // 3,
            wall_seconds=0.1,
            foreign_cpu_seconds=0.1 * foreign,
            steal_seconds=0.0,
            runqueue_seconds=0.1 * (waits + workers_wait),
        )
        for block in range(12)
    ]


def test_cores_are_held_where_others_took_them_and_the_case_waited_for_them() -> None:
    quiet = rounds_beside(0.02, 0.05)
    assert held_cores(quiet, rounds_beside(1.0, 0.9)) == pytest.approx(0.98)
    assert held_cores(rounds_beside(1.0, 0.9), quiet) == pytest.approx(-0.98)
    assert held_cores(quiet, rounds_beside(1.0, 0.05)) == 0, "there were cores enough"
    assert held_cores(quiet, rounds_beside(0.02, 0.05, workers_wait=1.0)) == 0, "the case waits for itself"
    assert held_cores(quiet, [*rounds_beside(1.0, 0.9)[:6], *quiet[:6]]) == 0, "half of the rounds were calm"
    assert held_cores(quiet, [replace(one, foreign_cpu_seconds=None) for one in quiet]) == 0


def test_without_comparable_times_no_side_is_named() -> None:
    verdict = judged(CaseChange(case_id="w[pool-2]", speedup=Shift(-0.2, 0.005, 20)))
    assert (verdict.word, verdict.mover) == ("regression", "not told")


def test_stalls_that_grew_are_a_regression_of_their_own() -> None:
    stalls = StallChange(before=(0, 30), after=(12, 30), chance=1e-5)
    verdict = judged(CaseChange(case_id="w[pool-2]", speedup=STILL, stalls=stalls))
    assert (verdict.word, verdict.mover) == ("regression", "stalls")
    assert "40% of the rounds stall (before: 0%)" in verdict.reasons


def test_a_cost_is_judged_only_where_it_has_a_tolerance() -> None:
    change = CaseChange(case_id="w[pool-2]", speedup=STILL, costs={"memory": Shift(math.log(1.5), 0.02, 20)})
    assert judged(change).word == "unchanged"
    verdict = judged(change, limits=CostLimits({"memory": 0.2}))
    assert (verdict.word, verdict.mover) == ("regression", "cost grew")
    assert verdict.reasons == ("memory grew by 50% (allowed: 20%)",)
    assert judged(change, limits=CostLimits({"memory": 0.6})).word == "unchanged"


def test_costs_just_at_their_limit_raise_at_most_one_alarm_in_a_hundred_checks() -> None:
    dice = random.Random(12)
    limit = NormalDist(math.log(1.2), 0.02)
    alarms = 0
    for _ in range(1000):
        found = [
            CaseChange(
                case_id=f"w{number}[pool-2]",
                speedup=STILL,
                costs={"memory": Shift(limit.inv_cdf(dice.random()), 0.02, math.inf)},
            )
            for number in range(10)
        ]
        alarms += any(one.word == "regression" for one in judge(found, Rules(limits=CostLimits({"memory": 0.2}))))
    assert alarms / 1000 <= 0.017
