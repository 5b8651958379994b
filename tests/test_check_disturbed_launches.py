"""A launch whose every round waited for a core knows nothing of the undisturbed machine."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_reports import QUIET, MadePlan, make_report

from corecurve.bench.report import Report, Round
from corecurve.reports.check.checking import check
from corecurve.reports.check.disturbed_launches import disturbed_launches, without_disturbed_launches
from corecurve.reports.check.judging import Rules
from corecurve.reports.summary import summarise


def rounds(*waits: tuple[int, float]) -> list[Round]:
    """Rounds of 0.1 s, by launch and seconds of waiting."""
    return [
        Round(block=block, launch=launch, wall_seconds=0.1, runqueue_seconds=waited)
        for block, (launch, waited) in enumerate(waits)
    ]


def test_a_launch_that_waited_in_every_round_is_disturbed_and_one_that_did_not_always_is_not() -> None:
    assert disturbed_launches(rounds((1, 0.0), (1, 0.05), (2, 0.05), (2, 0.04), (3, 0.001), (3, 0.0))) == {2}


def test_a_case_that_waits_for_itself_in_every_round_is_not_disturbed() -> None:
    assert disturbed_launches(rounds((1, 0.05), (1, 0.06), (2, 0.055), (2, 0.05))) == set()


def test_where_the_system_does_not_tell_nothing_is_left_out() -> None:
    silent = [replace(one, runqueue_seconds=None) for one in rounds((1, 0.0), (2, 0.05))]
    assert disturbed_launches(silent) == set()


def beside_a_neighbour(report: Report, launches: int) -> Report:
    """The same report, but the first launches of each case had to share their cores all the time."""

    def disturb(one: Round, last: int) -> Round:
        if one.launch >= last:
            return one
        return replace(one, wall_seconds=2 * one.wall_seconds, runqueue_seconds=one.wall_seconds)

    cases = []
    for case in report.cases:
        last = min((one.launch for one in case.rounds), default=0) + launches
        is_parallel = case.backend != "serial"
        cases.append(replace(case, rounds=[disturb(one, last) if is_parallel else one for one in case.rounds]))
    return replace(report, cases=cases)


def test_a_loss_is_found_although_a_neighbour_held_a_core_for_a_whole_launch() -> None:
    plan = MadePlan(backends=("pool",), workers=(2,), launches=4, profile=False)
    before = make_report(plan)
    after = beside_a_neighbour(make_report(plan, seed=2, speedups={("pool", 2): 1.6}), launches=1)
    conclusion = check(("after", after), [("before", before)], Rules())
    found = {one.case_id: one for one in conclusion.verdicts}["primes[pool-2]"]
    assert found.word == "regression"
    assert found.estimate == pytest.approx(1.6 / 1.868 - 1, abs=0.02)


def test_too_few_launches_are_never_left() -> None:
    report = make_report(backends=("pool",), workers=(2,), launches=3, profile=False, noise=QUIET)
    (case,) = [
        one for one in summarise(beside_a_neighbour(report, launches=2)).cases if one.case.id == "primes[pool-2]"
    ]
    assert without_disturbed_launches(case) is case
    (case,) = [
        one for one in summarise(beside_a_neighbour(report, launches=1)).cases if one.case.id == "primes[pool-2]"
    ]
    kept = without_disturbed_launches(case)
    assert len({one.launch for one in kept.case.rounds}) == 2
    assert kept.serial is not None and len(kept.serial.rounds) == len(kept.case.rounds)
