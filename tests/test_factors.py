"""The factors multiply to the speedup, and each known cause shows up under its own name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_traces import Span, in_sequence, made_case, made_round

from corecurve.bench.report import ProfileRound
from corecurve.reports.explain.activity import Activity, Turn, profile_turns
from corecurve.reports.explain.factors import Form, factors, form_of, speedup_of

ALL_FORMS = [
    Form(has_cpu=has_cpu, has_runqueue=has_runqueue, has_finish=has_finish)
    for has_cpu in (True, False)
    for has_runqueue in (True, False)
    for has_finish in (True, False)
]


def activities(
    parallel: ProfileRound, serial: ProfileRound, workers: int, *, has_finish: bool = False
) -> tuple[Activity, Activity]:
    (turn,) = turns_of(parallel, serial, workers, has_finish=has_finish)
    return turn.parallel[0], turn.serial[0]


def turns_of(parallel: ProfileRound, serial: ProfileRound, workers: int, *, has_finish: bool = False) -> list[Turn]:
    return profile_turns(
        made_case([parallel], workers=workers),
        made_case([serial], backend="serial", workers=1),
        has_finish=has_finish,
    )


@st.composite
def traces(draw: st.DrawFn) -> tuple[ProfileRound, ProfileRound, int]:
    """A parallel and a serial round of any shape, with idle workers, gaps, waits and a finish."""
    seconds = st.floats(1e-7, 10.0)
    workers = draw(st.integers(1, 8))
    spans: list[Span] = []
    for worker in range(workers):
        durations = draw(st.lists(seconds, min_size=1 if worker == 0 else 0, max_size=4))
        share = draw(st.floats(0.01, 1.0))
        spans += in_sequence(durations, worker=worker, start=draw(seconds), gap=draw(seconds), cpu_share=share)
    last = max(end for _, _, end, _ in spans)
    waits = draw(st.lists(seconds, min_size=workers, max_size=workers))
    finish = draw(seconds)
    parallel = made_round(spans, wall=last + finish + draw(seconds), workers=workers, runqueue=waits, finish=finish)
    alone = in_sequence(draw(st.lists(seconds, min_size=1, max_size=6)), cpu_share=draw(st.floats(0.01, 1.0)))
    end = alone[-1][2]
    serial = made_round(alone, wall=end + finish + draw(seconds), runqueue=[draw(seconds)], finish=finish)
    return parallel, serial, workers


@settings(max_examples=200, deadline=None)
@given(traces(), st.sampled_from(ALL_FORMS))
def test_the_factors_multiply_to_the_speedup_of_the_round_exactly(
    trace: tuple[ProfileRound, ProfileRound, int], form: Form
) -> None:
    parallel, serial, workers = trace
    product = speedup_of(factors(*activities(parallel, serial, workers), form), workers)
    assert product == pytest.approx(serial.wall_seconds / parallel.wall_seconds, rel=1e-9)


@settings(max_examples=100, deadline=None)
@given(traces())
def test_the_five_factors_are_those_of_their_definition(trace: tuple[ProfileRound, ProfileRound, int]) -> None:
    parallel, serial, workers = trace
    found = factors(*activities(parallel, serial, workers), Form(has_cpu=True, has_runqueue=False, has_finish=False))
    busy, tasks = [0.0] * workers, parallel.tasks
    for worker, start, end in zip(tasks.worker, tasks.start_seconds, tasks.end_seconds, strict=True):
        busy[worker] += end - start
    serial_busy = sum(
        end - start for start, end in zip(serial.tasks.start_seconds, serial.tasks.end_seconds, strict=True)
    )
    cpu, serial_cpu = sum(tasks.cpu_seconds), sum(serial.tasks.cpu_seconds)
    assert found == pytest.approx(
        {
            "load balance": sum(busy) / workers / max(busy),
            "dispatch": max(busy) / parallel.wall_seconds,
            "work inflation": serial_cpu / cpu,
            "on-CPU share": (cpu / sum(busy)) / (serial_cpu / serial_busy),
            "serial overhead": serial.wall_seconds / serial_busy,
        }
    )


def test_waiting_for_a_core_and_being_blocked_multiply_to_the_on_cpu_share() -> None:
    parallel = made_round(
        in_sequence([2.0], cpu_share=0.4) + in_sequence([2.0], worker=1, cpu_share=0.5),
        workers=2,
        runqueue=[0.7, 0.3],
    )
    serial = made_round(in_sequence([1.0, 1.0], cpu_share=0.9), runqueue=[0.1])
    pair = activities(parallel, serial, 2)
    split = factors(*pair, Form(has_cpu=True, has_runqueue=True, has_finish=False))
    whole = factors(*pair, Form(has_cpu=True, has_runqueue=False, has_finish=False))
    assert split["waiting for a core"] * split["blocked"] == pytest.approx(whole["on-CPU share"], rel=1e-12)
    assert split["waiting for a core"] == pytest.approx((3.0 / 4.0) / (1.9 / 2.0))


def test_an_idle_worker_counts_in_the_load_balance() -> None:
    parallel = made_round(in_sequence([1.0]) + in_sequence([1.0], worker=1), workers=2)
    serial = made_round(in_sequence([1.0, 1.0]))
    found = factors(*activities(parallel, serial, 4), Form(has_cpu=True, has_runqueue=False, has_finish=False))
    assert found["load balance"] == pytest.approx(0.5)
    assert found["dispatch"] == pytest.approx(1.0)


def test_delays_before_the_first_task_are_dispatch_and_finish_is_the_serial_section() -> None:
    parallel = made_round(
        in_sequence([1.0], start=0.25) + in_sequence([1.0], worker=1, start=0.25), wall=1.75, workers=2
    )
    serial = made_round(in_sequence([1.0, 1.0]), wall=2.5)
    turns = turns_of(parallel, serial, 2, has_finish=True)
    pair = activities(parallel, serial, 2, has_finish=True)
    found = factors(*pair, form_of(turns))
    assert pair[1].finish_seconds == pytest.approx(0.5)
    assert found["dispatch"] == pytest.approx(1.0 / 1.25)
    assert found["serial section"] == pytest.approx((1.25 / 1.75) / (2.0 / 2.5))
    assert found["serial overhead"] == pytest.approx(1.0)


def test_tasks_that_wait_have_one_merged_factor_instead_of_two_ratios_of_tiny_cpu_times() -> None:
    parallel = made_round(
        in_sequence([2.0], cpu_share=0.001) + in_sequence([2.0], worker=1, cpu_share=0.003), workers=2
    )
    serial = made_round(in_sequence([1.0, 1.0], cpu_share=0.002))
    form = form_of(turns_of(parallel, serial, 2))
    found = factors(*activities(parallel, serial, 2), form)
    assert not form.has_cpu
    assert found["task inflation"] == pytest.approx(0.5)
    assert "work inflation" not in found


@pytest.mark.parametrize(("cpu_share", "is_apart"), [(0.049, False), (0.051, True)])
def test_tasks_compute_from_a_twentieth_of_their_time_on(cpu_share: float, is_apart: bool) -> None:
    parallel = made_round(in_sequence([1.0], cpu_share=cpu_share) + in_sequence([1.0], worker=1), workers=2)
    serial = made_round(in_sequence([1.0, 1.0], cpu_share=cpu_share))
    assert form_of(turns_of(parallel, serial, 2)).has_cpu is is_apart


def test_tasks_whose_cpu_clock_did_not_move_have_the_merged_factor() -> None:
    parallel = made_round(in_sequence([1.0], cpu_share=0.0), workers=1)
    serial = made_round(in_sequence([1.0], cpu_share=1.0))
    assert not form_of(turns_of(parallel, serial, 1)).has_cpu


def test_without_run_queue_figures_the_on_cpu_share_is_left_whole() -> None:
    parallel = made_round(in_sequence([1.0]), workers=1, runqueue=[None])
    serial = made_round(in_sequence([1.0]))
    assert not form_of(turns_of(parallel, serial, 1)).has_runqueue


def test_run_queue_waits_outside_the_tasks_do_not_count_as_waiting_within_them() -> None:
    parallel = made_round(in_sequence([1.0], cpu_share=0.8), wall=3.0, workers=1, runqueue=[2.0])
    serial = made_round(in_sequence([1.0], cpu_share=1.0))
    together, _ = activities(parallel, serial, 1)
    assert together.runqueue_seconds == pytest.approx(0.2)


def test_rounds_are_laid_beside_those_of_the_same_launch_and_block() -> None:
    def rounds(walls: list[tuple[int, int, float]]) -> list[ProfileRound]:
        return [made_round(in_sequence([wall]), block=block, launch=launch) for launch, block, wall in walls]

    case = made_case(rounds([(1, 5, 2.0), (0, 2, 1.0), (0, 2, 1.5), (7, 9, 1.0)]), workers=1)
    serial = made_case(rounds([(0, 2, 3.0), (0, 2, 6.0), (1, 5, 8.0), (1, 6, 9.0)]), backend="serial", workers=1)
    found = [
        (turn.launch, turn.block, [p.wall_seconds for p in turn.parallel], [s.wall_seconds for s in turn.serial])
        for turn in profile_turns(case, serial)
    ]
    assert found == [(0, 2, [1.0, 1.5], [3.0, 6.0]), (1, 5, [2.0], [8.0])]


def test_threads_are_known_by_the_run_queue_of_their_process() -> None:
    spans = in_sequence([2.0], cpu_share=0.5) + in_sequence([2.0], worker=1, cpu_share=0.5)
    parallel = replace(made_round(spans, workers=2, runqueue=[None, None]), runqueue_seconds=1.5)
    serial = replace(made_round(in_sequence([1.0, 1.0]), runqueue=[None]), runqueue_seconds=0.0)
    together, alone = activities(parallel, serial, 2)
    assert (together.runqueue_seconds, alone.runqueue_seconds) == (1.5, 0.0)


def test_rounds_whose_tasks_are_too_short_for_the_clock_are_left_out() -> None:
    nothing = made_round([(0, 0.1, 0.1, 0.0)], wall=0.2)
    something = made_round(in_sequence([1.0]))
    assert turns_of(nothing, something, 1) == []
    assert len(turns_of(something, something, 1)) == 1
