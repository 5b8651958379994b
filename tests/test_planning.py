"""Planning turns what a person asked for into subjects and cases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_measurement import WORKLOAD

from corecurve.bench.errors import UsageError
from corecurve.bench.measuring.plan import SubjectPlan
from corecurve.bench.measuring.planning import Abilities, Choices, check_choices, plan_subjects, usual_workers

ABILITIES = Abilities(
    {"start_method": "fork", "start_methods": ["fork", "spawn", "forkserver"]},
    {"serial": None, "threads": None, "processes": None, "pool": None, "executor": None, "interpreters": "needs 3.14"},
)


def names(subjects: list[SubjectPlan]) -> list[str]:
    return [subject.name for subject in subjects]


@given(cores=st.integers(0, 300))
def test_usual_workers_are_the_powers_of_two_and_the_cores_themselves(cores: int) -> None:
    counts = usual_workers(cores)
    assert counts == sorted(set(counts))
    assert counts[0] == 1
    assert counts[-1] == max(1, cores)
    assert all(count & (count - 1) == 0 for count in counts[:-1])


def test_each_workload_has_a_subject_for_each_backend_and_one_for_its_ceiling() -> None:
    subjects, skipped = plan_subjects([WORKLOAD], Choices(), ABILITIES, 4)
    assert names(subjects) == ["made@threads", "made@processes", "made@pool", "made@ceiling"]
    assert [case.workers for case in subjects[2].cases] == [1, 2, 4]
    assert subjects[3].ceilings == (2, 4)
    assert skipped == []


def test_the_workloads_own_numbers_of_workers_are_measured_besides() -> None:
    subjects, _ = plan_subjects([replace(WORKLOAD, workers=(3,))], Choices(), ABILITIES, 2)
    assert [case.workers for case in subjects[0].cases] == [1, 2, 3]
    assert subjects[0].usual_workers == frozenset({1, 2})


def test_asked_for_workers_are_all_and_only_what_is_measured() -> None:
    chosen = Choices(workers=(2, 6))
    subjects, _ = plan_subjects([replace(WORKLOAD, workers=(3,))], chosen, ABILITIES, 2)
    assert [case.workers for case in subjects[0].cases] == [2, 6]
    assert subjects[0].usual_workers == frozenset()


def test_every_start_method_of_a_process_backend_is_a_subject_of_its_own() -> None:
    chosen = Choices(backends=("threads", "pool"), start_methods=("fork", "spawn"), has_ceiling=False)
    subjects, _ = plan_subjects([WORKLOAD], chosen, ABILITIES, 2)
    assert names(subjects) == ["made@threads", "made@pool-fork", "made@pool-spawn"]


def test_chunk_sizes_are_for_backends_that_take_one() -> None:
    chosen = Choices(backends=("processes", "executor"), workers=(2,), chunksizes=(None, 4), has_ceiling=False)
    subjects, _ = plan_subjects([WORKLOAD], chosen, ABILITIES, 2)
    assert [case.id for subject in subjects for case in subject.cases] == [
        "made[processes-2]",
        "made[executor-2]",
        "made[executor-2-chunk4]",
    ]


def test_weak_scaling_leaves_out_what_strong_scaling_measures_already() -> None:
    chosen = Choices(backends=("pool",), workers=(1, 2), scalings=("strong", "weak"), has_ceiling=False)
    subjects, _ = plan_subjects([WORKLOAD], chosen, ABILITIES, 2)
    assert [case.id for case in subjects[0].cases] == ["made[pool-1]", "made[pool-2]", "made[pool-2-weak]"]


def test_what_the_interpreter_cannot_run_is_skipped_with_the_reason() -> None:
    chosen = Choices(backends=("interpreters",), workers=(2,))
    subjects, skipped = plan_subjects([WORKLOAD], chosen, ABILITIES, 2)
    assert names(subjects) == ["made@ceiling"]
    assert [(one.case.id, one.reason) for one in skipped] == [("made[interpreters-2]", "interpreters: needs 3.14")]


def test_a_start_method_that_the_system_lacks_is_skipped_with_the_reason() -> None:
    abilities = Abilities({"start_methods": ["spawn"]}, ABILITIES.why_unavailable)
    chosen = Choices(backends=("pool",), workers=(2,), start_methods=("fork",))
    _, skipped = plan_subjects([WORKLOAD], chosen, abilities, 2)
    assert [one.reason for one in skipped] == ["start method fork: not on this system"]


@pytest.mark.parametrize(
    "choices",
    [
        Choices(backends=("pol",)),
        Choices(workers=(0,)),
        Choices(workers=(5000,)),
        Choices(chunksizes=(0,)),
        Choices(start_methods=("spoon",)),
        Choices(scalings=("medium",)),
    ],
)
def test_choices_that_cannot_be_are_refused(choices: Choices) -> None:
    with pytest.raises(UsageError):
        check_choices(choices)
