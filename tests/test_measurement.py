"""Scheduling, on made-up subjects: order, pairing, launches, precision, budget, failures."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any, cast

import pytest
from made_laboratory import MadeLaboratory

from corecurve.bench.measuring.events import BlockEnded, CaseFailed, Event, ignore
from corecurve.bench.measuring.measurement import Measurement
from corecurve.bench.measuring.plan import Plan, SubjectPlan, WorkloadPlan
from corecurve.bench.measuring.spending import Spending
from corecurve.bench.measuring.subject_run import MOST_ROUNDS, SubjectRun
from corecurve.bench.report import CaseResult, Report
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.core.case import Case
from corecurve.reports.answers import answer, write_answer
from corecurve.reports.summary import summarise

WORKLOAD = WorkloadPlan(
    name="made",
    reference="made.py:made",
    source={"path": "made.py"},
    variable="made",
    kind="cpu",
    description="",
    is_sized=True,
    has_finish=False,
    workers=(),
)


def subject(backend: str, workers: tuple[int, ...] = (1, 2), **settings: Any) -> SubjectPlan:
    cases = tuple(Case("made", backend, count) for count in workers)
    return SubjectPlan(WORKLOAD, backend, cases=cases, **settings)


def steady(backend: str, workers: int, chance: random.Random) -> float:
    """A machine on which P workers are P times as fast, to 0.1%."""
    return 0.2 / workers * chance.gauss(1, 0.001)


def noisy_pool(backend: str, workers: int, chance: random.Random) -> float:
    spread = 0.3 if backend == "pool" else 0.001
    return 0.2 / workers * (1 + spread * chance.random())


def measure(
    laboratory: MadeLaboratory, *subjects: SubjectPlan, most_blocks: int = 60, **settings: Any
) -> tuple[Report, list[Event]]:
    events: list[Event] = []
    plan = Plan(subjects=subjects, **{"budget_seconds": 1e6, "has_profile": False, "seed": 1, **settings})
    measurement = Measurement(cast(Laboratory, laboratory), plan, events.append)
    for block in measurement:
        if block.number >= most_blocks:
            break
    return measurement.report(), events


@pytest.mark.parametrize(
    ("launches", "blocks", "seconds", "is_over"),
    [
        (1, 2, 9.0, False),
        (1, 3, 0.1, True),
        (4, 3, 0.1, True),
        (5, 3, 0.1, False),
        (5, 9, 1.9, False),
        (5, 9, 2.1, True),
    ],
)
def test_the_first_launches_are_short_and_later_ones_worth_launching(
    launches: int, blocks: int, seconds: float, is_over: bool
) -> None:
    run = SubjectRun(subject("pool"), cast(Laboratory, MadeLaboratory(steady)), lambda: 1, None, Spending(), ignore)
    run.launches, run.launch_seconds = launches, 0.2
    run.blocks_in_launch, run.seconds_in_launch = blocks, seconds
    assert run.launch_has_lasted == is_over


def case_of(report: Report, case_id: str) -> CaseResult:
    (found,) = (case for case in report.cases if case.id == case_id)
    return found


def test_a_precise_subject_leaves_but_never_before_five_blocks_in_two_launches() -> None:
    report, _ = measure(MadeLaboratory(steady), subject("threads"))
    case = case_of(report, "made[threads-2]")
    assert report.run.is_complete
    assert len(case.rounds) >= 5
    assert case.launches >= 2
    assert len(case.rounds) < 20


def test_a_wide_interval_gets_the_blocks_that_a_precise_one_no_longer_needs() -> None:
    report, _ = measure(MadeLaboratory(noisy_pool), subject("threads"), subject("pool"))
    blocks = {case.id: len({one.block for one in case.rounds}) for case in report.cases}
    assert blocks["made[pool-2]"] > 2 * blocks["made[threads-2]"]


def test_every_round_has_a_serial_round_of_its_launch_and_block() -> None:
    report, _ = measure(MadeLaboratory(noisy_pool), subject("threads"), subject("pool"))
    for case in report.cases:
        serial = report.serial_of(case)
        assert serial is not None
        assert {one.place for one in case.rounds} == {one.place for one in serial.rounds}


def test_launches_of_a_subject_follow_one_another_and_none_is_left() -> None:
    laboratory = MadeLaboratory(noisy_pool)
    report, _ = measure(laboratory, subject("threads"), subject("pool"))
    launches = [one.launch for one in case_of(report, "made[pool-2]").rounds]
    assert launches == sorted(launches)
    assert len(set(launches)) > 4
    assert laboratory.most_live == 2
    assert laboratory.live == []


def test_the_order_is_random_and_the_seed_repeats_it() -> None:
    def orders(seed: int) -> list[str]:
        laboratory = MadeLaboratory(steady)
        measure(laboratory, subject("threads"), subject("pool"), seed=seed, most_blocks=5)
        return [name for _, name in laboratory.orders if name not in ("load", "calibrate", "count")]

    first = orders(1)
    turns = {tuple(first[number : number + 6]) for number in range(0, len(first), 6)}
    assert len(turns) > 1
    assert orders(1) == first
    assert orders(2) != first


def test_a_case_that_fails_is_told_once_and_its_neighbours_go_on_in_a_fresh_launch() -> None:
    laboratory = MadeLaboratory(steady)
    laboratory.failures["pool-2"] = "worker 7 was killed by SIGKILL"
    report, events = measure(laboratory, subject("pool"))
    failed = case_of(report, "made[pool-2]")
    assert (failed.status, failed.reason, failed.rounds) == ("failed", "worker 7 was killed by SIGKILL", [])
    assert case_of(report, "made[pool-1]").status == "ok"
    assert [event.case for event in events if isinstance(event, CaseFailed)] == ["made[pool-2]"]
    assert [name for _, name in laboratory.orders].count("pool-2") == 1


@pytest.mark.parametrize("seed", range(8))
def test_rounds_of_a_broken_launch_that_no_serial_round_has_verified_do_not_count(seed: int) -> None:
    laboratory = MadeLaboratory(steady)
    laboratory.failures["pool-2"] = "worker 7 was killed by SIGKILL"
    report, _ = measure(laboratory, subject("pool", (1, 2, 3)), most_blocks=1, seed=seed)
    verified = {one.launch for one in case_of(report, "made[serial@pool]").rounds}
    for name in ("made[pool-1]", "made[pool-3]"):
        assert {one.launch for one in case_of(report, name).rounds} <= verified


def test_a_serial_loop_that_fails_fails_every_case_of_its_subject() -> None:
    laboratory = MadeLaboratory(steady)
    laboratory.failures["serial"] = "ValueError: no"
    report, _ = measure(laboratory, subject("pool"), subject("threads"))
    assert {(case.status, case.reason) for case in report.cases} == {("failed", "the serial loop: ValueError: no")}


def test_a_workload_that_cannot_be_calibrated_fails_on_every_backend() -> None:
    laboratory = MadeLaboratory(steady)
    laboratory.failures["calibrate"] = "MemoryError"
    report, _ = measure(laboratory, subject("pool"), subject("threads"))
    assert {case.status for case in report.cases} == {"failed"}
    assert {case.reason for case in report.cases} == {"MemoryError"}


def test_results_that_turn_out_wrong_afterwards_fail_the_case() -> None:
    laboratory = MadeLaboratory(steady)
    laboratory.mismatches["made[pool-2]"] = "the result of task 1 is 2; the serial loop has 1"
    report, _ = measure(laboratory, subject("pool"))
    assert case_of(report, "made[pool-2]").status == "failed"
    assert case_of(report, "made[pool-1]").status == "ok"


def test_usual_numbers_of_workers_above_the_number_of_tasks_are_left_out() -> None:
    laboratory = MadeLaboratory(steady, tasks=1)
    report, _ = measure(laboratory, subject("pool", (1, 2, 3), usual_workers=frozenset({1, 2})))
    assert {case.workers for case in report.cases if case.backend == "pool"} == {1, 3}


def test_all_subjects_of_a_workload_use_the_size_that_was_calibrated() -> None:
    report, _ = measure(MadeLaboratory(steady), subject("threads"), subject("pool"), round_seconds=0.4)
    assert {case.size for case in report.cases} == {40}
    assert report.workloads[0].size == 40


def test_the_budget_ends_the_run_and_what_was_not_reached_is_said() -> None:
    report, _ = measure(MadeLaboratory(steady), subject("threads"), budget_seconds=1e-6)
    assert {case.status for case in report.cases} == {"skipped"}
    assert {case.reason for case in report.cases} == {"the budget ended before it was measured"}


def test_a_run_that_is_left_early_tells_what_it_has() -> None:
    report, _ = measure(MadeLaboratory(steady), subject("threads"), most_blocks=2)
    assert not report.run.is_complete
    assert len(case_of(report, "made[threads-1]").rounds) == 2


def test_ceilings_stand_beside_the_serial_round_of_their_block() -> None:
    ceiling = SubjectPlan(WORKLOAD, "ceiling", ceilings=(2, 4))
    report, _ = measure(MadeLaboratory(steady), subject("pool"), ceiling)
    assert {one.workers for one in report.ceilings} == {2, 4}
    for one in report.ceilings:
        assert len({each.place for each in one.rounds}) == len(one.rounds) >= 5
    assert not any(case.subject == "made@ceiling" for case in report.cases)


def test_a_ceiling_rests_in_most_blocks_while_the_cases_of_its_workload_are_measured() -> None:
    ceiling = SubjectPlan(WORKLOAD, "ceiling", ceilings=(2,))
    report, _ = measure(MadeLaboratory(noisy_pool), subject("pool"), ceiling, most_blocks=20)
    assert {one.block for one in case_of(report, "made[pool-2]").rounds} == set(range(20))
    assert [one.block for one in report.ceilings[0].rounds] == [0, 2, 4, 6, 8, 16]


def test_from_the_ninth_block_on_fast_cases_get_as_much_time_as_the_serial_loop() -> None:
    report, _ = measure(MadeLaboratory(steady), subject("pool", (1, 2, 8)), precision=1e-9, most_blocks=10)
    for workers, rounds in ((1, 1), (2, 2), (8, MOST_ROUNDS)):
        found = Counter(one.block for one in case_of(report, f"made[pool-{workers}]").rounds)
        assert found == {**dict.fromkeys(range(8), 1), 8: rounds, 9: rounds}


def test_a_ceiling_that_is_alone_does_not_rest() -> None:
    report, _ = measure(MadeLaboratory(steady), SubjectPlan(WORKLOAD, "ceiling", ceilings=(2,)), most_blocks=4)
    assert [one.block for one in report.ceilings[0].rounds] == [0, 1, 2, 3]


def test_events_tell_where_every_case_stands() -> None:
    _, events = measure(MadeLaboratory(steady), subject("threads"))
    blocks = [event for event in events if isinstance(event, BlockEnded)]
    assert [event.blocks for event in blocks] == list(range(1, len(blocks) + 1))
    assert not blocks[0].standings[0].is_done
    assert all(standing.is_done for standing in blocks[-1].standings)
    final = blocks[-1].standings[1].estimate
    assert final is not None
    assert final.value == pytest.approx(2, rel=0.02)


def test_patience_grows_with_the_sizes_of_weak_scaling() -> None:
    laboratory = MadeLaboratory(steady)
    cases = tuple(Case("made", "threads", count, scaling="weak") for count in (1, 200))
    measure(laboratory, SubjectPlan(WORKLOAD, "threads", cases=cases), most_blocks=1, round_seconds=0.1)
    small, large = sorted(laboratory.deadlines["serial"])
    assert small == 15
    assert large >= 30 * 200 * 0.1
    assert laboratory.deadlines["threads-200"] == [large]


def test_a_timeout_is_for_rounds_and_not_for_loading() -> None:
    laboratory = MadeLaboratory(steady)
    measure(laboratory, subject("threads"), most_blocks=1, timeout_seconds=1.0)
    assert laboratory.deadlines["load"] == [60.0]
    assert laboratory.deadlines["serial"] == [1.0]
    assert laboratory.deadlines["threads-2"] == [1.0]


def test_a_workload_that_cannot_be_run_even_once_is_in_the_report_with_all_its_cases() -> None:
    laboratory = MadeLaboratory(steady, tasks=1)
    laboratory.failures["calibrate"] = "ValueError: no input"
    report, _ = measure(laboratory, subject("threads", (1, 2), usual_workers=frozenset((1, 2))), most_blocks=1)
    assert [one.name for one in report.workloads] == ["made"]
    assert report.sizes == {}
    cases = {one.id: one.reason for one in report.cases if one.backend != "serial"}
    assert cases == {f"made[threads-{count}]": "ValueError: no input" for count in (1, 2)}
    (workload,) = summarise(report).workloads
    assert write_answer(answer(workload)) == "made: nothing was measured (2 failed, 0 skipped)."
