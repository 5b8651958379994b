"""How the fixture ``speedup`` judges: by intervals, with an error that is known however often it looks again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NoReturn, cast

import pytest
from made_reports import MadeNoise, make_report

from corecurve.bench.errors import SubjectError, UsageError
from corecurve.bench.estimator.estimate import Estimate, speedup
from corecurve.bench.report import Report, Round
from corecurve.reports.pytest_plugin.pausable_measurement import PausableMeasurement
from corecurve.reports.pytest_plugin.result import SpeedupResult, Unjudged
from corecurve.reports.pytest_plugin.verdict import Verdict, confidence_of_look, judge


def between(low: float, high: float) -> Estimate:
    return Estimate(value=(low + high) / 2, low=low, high=high, blocks=6, launches=2, method="wall")


@pytest.mark.parametrize(
    ("found", "ceiling", "verdict"),
    [
        (between(1.61, 1.7), between(1.9, 2.0), Verdict.REACHED),
        (between(1.61, 1.7), between(1.4, 1.5), Verdict.REACHED),
        (between(1.61, 1.7), None, Verdict.REACHED),
        (between(1.4, 1.5), between(1.9, 2.0), Verdict.MISSED),
        (between(1.4, 1.5), between(1.5, 1.59), Verdict.OUT_OF_REACH),
        (between(1.5, 1.7), between(1.5, 1.59), Verdict.OUT_OF_REACH),
        (None, between(1.5, 1.59), Verdict.OUT_OF_REACH),
        (between(1.4, 1.5), between(1.5, 1.7), Verdict.OPEN),
        (between(1.4, 1.5), None, Verdict.OPEN),
        (between(1.55, 1.68), between(1.9, 2.0), Verdict.OPEN),
        (None, between(1.9, 2.0), Verdict.OPEN),
        (None, None, Verdict.OPEN),
    ],
)
def test_a_miss_must_be_sure_of_the_code_and_of_the_machine(
    found: Estimate | None, ceiling: Estimate | None, verdict: Verdict
) -> None:
    assert judge(1.6, found, ceiling, has_ceiling=True) is verdict


def test_where_there_is_no_ceiling_to_measure_the_speedup_alone_decides() -> None:
    assert judge(0.9, between(0.7, 0.8), None, has_ceiling=False) is Verdict.MISSED


def test_the_errors_of_all_looks_together_stay_within_two_percent() -> None:
    assert sum(1 - confidence_of_look(look) for look in range(1, 40)) <= 0.02 + 1e-12


def made_rounds(chance: random.Random, blocks: int, truth: float) -> tuple[list[Round], list[Round]]:
    """Paired rounds in launches of three, which differ by 1%; rounds scatter by 3%, a tenth of them is disturbed."""
    serial: list[Round] = []
    parallel: list[Round] = []
    offset = 0.0
    for block in range(blocks):
        if block % 3 == 0:
            offset = chance.gauss(0, 0.01)
        neighbour = chance.uniform(0.1, 0.4) if chance.random() < 0.1 else 0.0
        walls = 0.2 * (1 + chance.gauss(0, 0.03)), 0.2 / truth * (1 + chance.gauss(0, 0.03) + offset + neighbour)
        for rounds, wall in zip((serial, parallel), walls, strict=True):
            rounds.append(Round(block=block, launch=block // 3, wall_seconds=wall))
    return serial, parallel


def verdict_of_looks(chance: random.Random, asked: float, truth: float) -> Verdict:
    serial, parallel = made_rounds(chance, 48, truth)
    verdict = Verdict.OPEN
    for look, blocks in enumerate((6, 12, 24, 48), start=1):
        found = speedup(serial[:blocks], parallel[:blocks], confidence=confidence_of_look(look))
        verdict = judge(asked, found, None, has_ceiling=False)
        if verdict is not Verdict.OPEN:
            break
    return verdict


def test_a_speedup_that_is_exactly_what_was_asked_is_hardly_ever_called_missed() -> None:
    chance = random.Random(1)
    verdicts = [verdict_of_looks(chance, 1.6, 1.6) for _ in range(600)]
    # At most 1% is promised; 600 runs of 1% give more than 12 once in a hundred times.
    assert verdicts.count(Verdict.MISSED) <= 12
    assert verdicts.count(Verdict.REACHED) <= 12


@pytest.mark.parametrize(("truth", "verdict"), [(1.4, Verdict.MISSED), (1.8, Verdict.REACHED)])
def test_a_speedup_an_eighth_away_from_what_was_asked_is_nearly_always_judged(truth: float, verdict: Verdict) -> None:
    chance = random.Random(2)
    verdicts = [verdict_of_looks(chance, 1.6, truth) for _ in range(200)]
    assert verdicts.count(verdict) >= 190


class Skipped(Exception):
    """Stands for pytest's own."""


def skip(reason: str) -> NoReturn:
    raise Skipped(reason)


class Replayed:
    """A measurement whose reports are there already: each time it measures on, the next is shown."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reports = reports
        self.looks = 1

    @property
    def report(self) -> Report:
        return self._reports[self.looks - 1]

    def measure_on(self) -> bool:
        if self.looks == len(self._reports):
            return False
        self.looks += 1
        return True


def result_of(*reports: Report) -> tuple[SpeedupResult, Replayed]:
    replayed = Replayed(reports)
    return SpeedupResult(cast(PausableMeasurement, replayed), Unjudged(skip, skip)), replayed


def made(truth: float, *, round_deviation: float = 0.002, blocks: int = 9, **settings: object) -> Report:
    noise = MadeNoise(
        round_deviation=round_deviation,
        launch_deviation=0.002,
        case_launch_deviation=0.0,
        drift=0.0,
        disturbed_share=0.0,
    )
    plan: dict[str, object] = {
        "backends": ("pool",),
        "speedups": {("pool", 1): 1.0, ("pool", 2): truth},
        "ceiling_share": 0.97,
        "noise": noise,
    }
    return make_report(None, blocks=blocks, launches=3, **{**plan, **settings})


def test_it_does_not_measure_on_where_the_answer_is_clear() -> None:
    result, replayed = result_of(made(1.8), made(1.0))
    assert result.at_least(1.6, workers=2)
    assert replayed.looks == 1


def test_it_measures_on_where_it_cannot_tell() -> None:
    result, replayed = result_of(made(1.7, round_deviation=0.2), made(1.7))
    claim = result.at_least(1.6, workers=2)
    assert claim
    assert replayed.looks == 2
    assert "99.5% intervals" in repr(claim)


def test_at_the_end_of_the_budget_the_test_is_neither_passed_nor_failed() -> None:
    result, _ = result_of(made(1.6), made(1.6))
    with pytest.raises(Skipped, match=r"cannot tell: primes: speedup 1\.\d\d \(1\.[56]\d to 1\.6\d\) on 2 workers"):
        result.at_least(1.6, workers=2)


def test_a_neighbour_who_may_be_the_reason_is_named() -> None:
    beside_one = MadeNoise(round_deviation=0.2, disturbed_share=0.9)
    result, _ = result_of(made(1.6, noise=beside_one))
    with pytest.raises(Skipped, match=r"other processes took \d\d% of a core during the rounds; give a larger budget"):
        result.at_least(1.6, workers=2)


def test_the_most_workers_are_meant_where_no_number_is_given() -> None:
    result, _ = result_of(made(1.8))
    assert result.workers == [1, 2]
    assert result.at_least(1.6)
    assert result.at_least(0.9, workers=1)


def test_a_case_that_fails_while_measuring_on_is_not_judged_by_its_older_rounds() -> None:
    broken = made(1.7, failed={("pool", 2): "worker 7 was killed by SIGKILL"})
    result, _ = result_of(made(1.7, round_deviation=0.2), broken)
    with pytest.raises(SubjectError, match="was killed by SIGKILL"):
        result.at_least(1.6, workers=2)


def test_a_question_that_has_no_answer_is_refused() -> None:
    result, _ = result_of(made(1.8))
    with pytest.raises(UsageError, match="expected a speedup above 0"):
        result.at_least(0)
    with pytest.raises(UsageError, match=r"workers=4 was not measured; measured were \[1, 2\]"):
        result.at_least(1, workers=4)
