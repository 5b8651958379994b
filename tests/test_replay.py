"""Replay: rounds of pools follow from their tasks and costs, and held-out settings are predicted from measured ones."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.pool import ThreadPool

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pools import MadePool

from corecurve.bench.errors import UsageError
from corecurve.bench.report import Report
from corecurve.core.chunks import chunk_lengths
from corecurve.reports.explain.replay.assumptions import assumptions
from corecurve.reports.explain.replay.costs import Costs, measure_costs
from corecurve.reports.explain.replay.model import Model, Setting
from corecurve.reports.explain.replay.model_making import make_models
from corecurve.reports.explain.replay.pace import MeasuredPace
from corecurve.reports.explain.replay.predicting import outlook
from corecurve.reports.explain.replay.simulation import replay
from corecurve.reports.summary import summarise

FREE = Costs()


def alone(busy: int) -> float:
    """Every worker has a core of its own."""
    return 1.0


@pytest.mark.parametrize(("tasks", "workers", "chunksize"), [(5, 3, None), (100, 4, None), (7, 2, 3), (1, 8, None)])
def test_a_pools_chunks_are_those_that_pool_map_makes(tasks: int, workers: int, chunksize: int | None) -> None:
    with ThreadPool(workers) as pool:
        outcome = pool.map_async(abs, range(tasks), chunksize)
        made = outcome._chunksize  # type: ignore[attr-defined]
        outcome.wait()
    lengths = chunk_lengths("pool", tasks, workers, chunksize)
    assert lengths[0] == min(made, tasks)
    assert sum(lengths) == tasks
    assert len(lengths) == math.ceil(tasks / made)


def test_executors_send_single_tasks_and_processes_split_evenly() -> None:
    assert chunk_lengths("executor", 5, 2, None) == [1] * 5
    assert chunk_lengths("executor", 5, 2, 2) == [2, 2, 1]
    assert chunk_lengths("threads", 3, 2, 16) == [1] * 3
    assert chunk_lengths("processes", 11, 4, None) == [3, 3, 3, 2]
    assert chunk_lengths("processes", 2, 4, None) == [1, 1]
    assert chunk_lengths("serial", 6, 1, None) == [6]
    with ThreadPoolExecutor(1) as executor:
        assert list(executor.map(abs, [-1])) == [1]


@pytest.mark.parametrize(("tasks", "workers"), [(5, 3), (8, 4), (1, 2), (24, 7)])
def test_equal_tasks_take_as_many_turns_as_there_are(tasks: int, workers: int) -> None:
    seconds = replay([2.0] * tasks, [1] * tasks, workers, FREE, alone)
    assert seconds == pytest.approx(2.0 * math.ceil(tasks / workers))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.floats(1e-4, 1.0), min_size=1, max_size=60), st.integers(1, 8), st.integers(1, 10))
def test_a_round_is_never_better_than_its_tasks_allow_nor_worse_than_grahams_bound(
    durations: list[float], workers: int, chunksize: int
) -> None:
    lengths = chunk_lengths("pool", len(durations), workers, chunksize)
    seconds = replay(durations, lengths, workers, FREE, alone)
    chunks = [sum(durations[i : i + chunksize]) for i in range(0, len(durations), chunksize)]
    even = sum(durations) / workers
    assert seconds >= max(even, *chunks) * (1 - 1e-9)
    assert seconds <= (even + max(chunks)) * (1 + 1e-9)


def test_a_static_split_keeps_its_imbalance_and_a_queue_evens_it_out() -> None:
    durations = [1.0] * 4 + [3.0] * 4
    assert replay(durations, chunk_lengths("processes", 8, 2, None), 2, FREE, alone) == pytest.approx(12.0)
    assert replay(durations, [1] * 8, 2, FREE, alone) == pytest.approx(8.0)


def test_longest_first_shortens_a_round_that_ends_with_a_long_task() -> None:
    durations = [1.0, 1.0, 1.0, 3.0]
    assert replay(durations, [1] * 4, 2, FREE, alone) == pytest.approx(4.0)
    assert replay(sorted(durations, reverse=True), [1] * 4, 2, FREE, alone) == pytest.approx(3.0)


def test_workers_that_share_cores_take_as_long_as_the_cores_allow() -> None:
    two_cores = MeasuredPace(slowdowns={}, cores=2.0, cpu_share=1.0)
    assert replay([1.0] * 8, [1] * 8, 4, FREE, two_cores) == pytest.approx(4.0)
    # Towards the end fewer share the cores: of five tasks on four workers the last has a core to itself.
    assert replay([1.0] * 5, [1] * 5, 4, FREE, two_cores) == pytest.approx(3.0)


def test_a_parent_that_hands_out_slowly_is_what_a_round_waits_for() -> None:
    costs = Costs(parent_message_seconds=0.01)
    assert replay([1e-6] * 100, [1] * 100, 4, costs, alone) == pytest.approx(1.0, rel=0.01)
    assert replay([1e-6] * 100, [25] * 4, 4, costs, alone) == pytest.approx(0.04, rel=0.01)


def test_costs_of_workers_leads_and_finish_are_in_the_round() -> None:
    costs = Costs(lead_seconds=0.5, worker_message_seconds=0.1, worker_task_seconds=0.01, finish_seconds=0.25)
    assert replay([1.0] * 4, [2, 2], 1, costs, alone) == pytest.approx(0.5 + 2 * 0.1 + 4 * 0.01 + 4.0 + 0.25)


def test_pace_is_measured_then_grows_then_is_shared_out() -> None:
    pace = MeasuredPace(slowdowns={2: 1.1, 4: 1.3}, cores=8.0, cpu_share=1.0)
    assert [pace(busy) for busy in (1, 2, 3, 4)] == pytest.approx([1.0, 1.1, 1.2, 1.3])
    assert pace(7) == pytest.approx(1.6)
    assert pace(16) == pytest.approx((1 + 0.3 * 7 / 3) * 2)
    crowded = MeasuredPace(slowdowns={4: 2.0}, cores=2.0, cpu_share=1.0)
    assert crowded(8) == pytest.approx(4.0)
    waiting = MeasuredPace(slowdowns={2: 1.0}, cores=2.0, cpu_share=0.0)
    assert waiting(64) == 1.0
    assert MeasuredPace(slowdowns={}, cores=None, cpu_share=1.0)(64) == 1.0


POOLS = [
    MadePool([0.01] * 60),
    MadePool([0.002 * (1 + k % 7) for k in range(97)], message=0.001),
    MadePool([0.0002] * 400, message=0.001, lead=0.002),
]


def model_of(report: Report) -> Model:
    (model,) = make_models(summarise(report))
    return model


@pytest.mark.parametrize("pool", POOLS)
def test_other_chunk_sizes_and_workers_are_predicted_from_the_measured_ones(pool: MadePool) -> None:
    model = model_of(pool.report((1, None), (2, None), (4, None)))
    errors = []
    for workers in (1, 2, 3, 4, 8, 16):
        for chunksize in (None, 1, 3, 10, 30):
            lengths = chunk_lengths("pool", len(pool.durations), workers, chunksize)
            truth = pool.trace(lengths, workers)[1]
            predicted = model.predict(Setting(workers=workers, chunksize=chunksize)).seconds
            errors.append(abs(predicted / truth - 1))
    errors.sort()
    assert errors[len(errors) // 2] < 0.02
    assert errors[int(0.9 * len(errors))] < 0.08


def test_a_measured_setting_is_predicted_as_it_was_measured() -> None:
    report = POOLS[1].report((2, None), (2, 5))
    measured = {one.case.chunksize: one.seconds for one in summarise(report).cases}
    for chunksize, seconds in measured.items():
        assert seconds is not None
        prediction = model_of(report).predict(Setting(workers=2, chunksize=chunksize))
        assert prediction.seconds == pytest.approx(seconds.value)
        assert prediction.low_seconds <= seconds.value <= prediction.high_seconds


def test_costs_are_read_off_the_trace_and_the_rounds_of_no_work() -> None:
    pool = POOLS[0]
    costs = measure_costs(pool.case(2, None))
    assert costs is not None
    assert costs.lead_seconds == pytest.approx(pool.lead, rel=0.3)
    assert costs.worker_message_seconds == pytest.approx(pool.message, rel=0.05)
    assert measure_costs(replace(pool.case(2, None), profile=None)) is None


def test_more_than_four_times_the_measured_workers_is_too_far() -> None:
    model = model_of(POOLS[0].report((1, None), (2, None)))
    outlook(model, [8], None, longest_first=False)
    with pytest.raises(UsageError, match="9 are too far from that to predict: 8 are the most"):
        outlook(model, [9], None, longest_first=False)


@pytest.mark.parametrize(
    ("cores", "workers", "assumed"),
    [(2.0, 4, "share the 2 usable cores"), (16.0, 4, "each worker has a core of its own"), (16.0, 2, None)],
)
def test_what_is_assumed_beyond_the_measured_is_said(cores: float, workers: int, assumed: str | None) -> None:
    model = model_of(POOLS[0].report((1, None), (2, None), cores=cores))
    found = assumptions(model, [Setting(workers=workers)])
    assert found == [] if assumed is None else assumed in found[0]
