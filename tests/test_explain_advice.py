"""Advice is given where the figures support it, with its gain, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from made_pools import MadePool
from made_reports import QUIET, make_report

from corecurve.bench.report import ProcessSamples, Report, Transfer
from corecurve.reports.explain.advice.advice import Advice
from corecurve.reports.explain.explanation import explain
from corecurve.reports.summary import CaseSummary, ReportSummary, summarise


def advice_for(report: Report, case_id: str) -> list[Advice]:
    summary = summarise(report)
    return explain(summary, summary_of(summary, case_id)).advice


def summary_of(summary: ReportSummary, case_id: str) -> CaseSummary:
    return next(one for one in summary.cases if one.case.id == case_id)


def named(found: Sequence[Advice], start: str) -> Advice:
    (one,) = [advice for advice in found if advice.change.startswith(start)]
    return one


def made(**settings: Any) -> Report:
    return make_report(**{"launches": 3, "noise": QUIET, **settings})


def test_chunks_that_are_too_large_get_a_smaller_size_and_the_gain_is_what_it_would_give() -> None:
    pool = MadePool([0.01] * 50, message=0.0001, lead=0.0001)
    report = pool.report((2, 40))
    advice = named(advice_for(report, "made[pool-2-chunk40]"), "Chunk size")
    truth = pool.trace([40, 10], 2)[1] / pool.trace([1] * 50, 2)[1]
    assert advice.gain == pytest.approx(truth, rel=0.05)
    assert advice.source == "predicted"
    assert "corecurve run made --backend pool --workers 2 --chunksize default," in advice.check


def test_tiny_tasks_get_a_larger_chunk_size() -> None:
    pool = MadePool([0.0001] * 256, message=0.001, lead=0.0001)
    advice = named(advice_for(pool.report((2, 1)), "made[pool-2-chunk1]"), "Chunk size")
    assert int(advice.change.split()[2]) >= 32
    assert advice.gain > 5


def test_a_good_chunk_size_is_left_alone() -> None:
    pool = MadePool([0.01] * 48, message=0.0001, lead=0.0001)
    assert not [one for one in advice_for(pool.report((2, None)), "made[pool-2]") if "Chunk" in one.change]


def test_more_workers_where_there_are_cores_for_them_and_not_where_there_are_none() -> None:
    pool = MadePool([0.01] * 64, message=0.0001)
    advice = named(advice_for(pool.report((1, None), (2, None), cores=8.0), "made[pool-2]"), "8 workers")
    assert advice.gain == pytest.approx(4.0, rel=0.1)
    crowded = advice_for(pool.report((1, None), (2, None), cores=2.0), "made[pool-2]")
    assert not [one for one in crowded if "workers instead" in one.change]


def test_longest_first_where_the_longest_comes_last() -> None:
    pool = MadePool([0.01] * 20 + [0.1], message=0.0001, lead=0.0001)
    advice = named(advice_for(pool.report((2, 1)), "made[pool-2-chunk1]"), "Hand out the longest")
    assert advice.gain == pytest.approx((0.1 + 0.1) / 0.15, rel=0.05)
    even = MadePool([0.01] * 20, message=0.0001)
    assert not [one for one in advice_for(even.report((2, 1)), "made[pool-2-chunk1]") if "longest" in one.change]


def test_large_pickles_get_shared_memory() -> None:
    pool = MadePool([0.001] * 40, message=0.01, lead=0.0001)
    report = pool.report((2, 1))
    case = report.cases[1]
    assert case.profile is not None
    transfer = Transfer(
        messages=40,
        argument_bytes=40_000_000,
        result_bytes=0,
        argument_pickle_seconds=0.1,
        argument_unpickle_seconds=0.1,
        result_pickle_seconds=0.0,
        result_unpickle_seconds=0.0,
        bulk_tasks=40,
        bulk_argument_pickle_seconds=0.1,
        bulk_argument_unpickle_seconds=0.1,
        bulk_result_pickle_seconds=0.0,
        bulk_result_unpickle_seconds=0.0,
    )
    heavy = replace(case, profile=replace(case.profile, transfer=transfer))
    advice = named(advice_for(replace(report, cases=[report.cases[0], heavy]), heavy.id), "Shared memory")
    assert "38.1 MiB a round" in advice.change
    assert advice.gain > 1.2
    assert not [one for one in advice_for(report, case.id) if "Shared" in one.change]


def test_a_better_backend_is_named_where_it_was_measured() -> None:
    report = made(workers=(1, 2), speedups={("pool", 2): 1.8, ("threads", 2): 1.0, ("processes", 2): 1.5})
    advice = named(advice_for(report, "primes[threads-2]"), "pool with 2 workers instead of threads")
    assert advice.source == "measured"
    assert advice.gain == pytest.approx(1.8, rel=0.02)
    assert not [one for one in advice_for(report, "primes[pool-2]") if "instead of pool" in one.change]


def test_fewer_workers_that_give_as_much() -> None:
    report = made(workers=(1, 2, 4), backends=("pool",), cores=2, speedups={("pool", 2): 1.8, ("pool", 4): 1.6})
    advice = named(advice_for(report, "primes[pool-4]"), "2 workers instead of 4")
    assert advice.gain == pytest.approx(1.8 / 1.6, rel=0.02)


def test_the_loop_where_nothing_is_as_fast() -> None:
    report = made(workers=(1, 2), backends=("pool", "processes"), speedups=lambda *_: 0.5)
    advice = named(advice_for(report, "primes[pool-2]"), "Stay with the plain loop")
    assert advice.gain == pytest.approx(2.0, rel=0.02)


def test_a_pool_that_costs_much_to_start_is_worth_keeping() -> None:
    report = made(workers=(1, 2), backends=("pool",), serial_seconds=0.02)
    advice = named(advice_for(report, "primes[pool-2]"), "Start pool once for all rounds")
    assert advice.gain > 1.5
    slow = made(workers=(1, 2), backends=("pool",), serial_seconds=20.0)
    assert not [one for one in advice_for(slow, "primes[pool-2]") if "once for all rounds" in one.change]


def test_another_start_method_where_it_was_measured() -> None:
    forked = made(workers=(1, 2), backends=("pool",))
    slow = [
        replace(
            case,
            id=case.id.replace("pool", "pool-spawn"),
            start_method="spawn",
            subject=f"{case.subject}-spawn",
            rounds=[replace(one, startup_seconds=(one.startup_seconds or 0.0) + 0.3) for one in case.rounds],
        )
        for case in forked.cases
    ]
    report = replace(forked, cases=[*forked.cases, *slow])
    advice = named(advice_for(report, "primes[pool-spawn-2]"), "Start by fork instead of spawn")
    assert advice.source == "measured"
    assert not [one for one in advice_for(report, "primes[pool-2]") if "Start by" in one.change]


def test_workers_with_threads_of_their_own_get_a_limit() -> None:
    report = made(workers=(1, 2), backends=("pool",), cores=2)
    case = next(one for one in report.cases if one.id == "primes[pool-2]")
    crowded = replace(report, cases=[_crowded(one) if one is case else one for one in report.cases])
    advice = named(advice_for(crowded, case.id), "OMP_NUM_THREADS=1: 2 workers × 4 threads share 2 cores")
    assert advice.gain == pytest.approx(2.0, rel=0.1)
    assert not [one for one in advice_for(report, case.id) if "OMP" in one.change]


def _crowded(case: Any) -> Any:
    """The case with half of every task spent waiting for a core, and four threads in each worker."""
    rounds = []
    for one in case.profile.rounds:
        tasks = replace(one.tasks, cpu_seconds=[seconds / 2 for seconds in one.tasks.cpu_seconds])
        workers = [replace(worker, runqueue_seconds=one.wall_seconds) for worker in one.workers]
        rounds.append(replace(one, tasks=tasks, workers=workers))
    samples = [
        replace(one, processes=[_threaded(process) for process in one.processes]) for one in case.profile.samples
    ]
    return replace(case, profile=replace(case.profile, rounds=rounds, samples=samples))


def _threaded(process: ProcessSamples) -> ProcessSamples:
    return replace(process, threads=[4] * len(process.threads))


def test_the_largest_gain_comes_first_and_every_advice_can_be_checked() -> None:
    report = make_report(workloads=("primes", "waiting"), workers=(1, 2, 4), launches=3)
    for summary in summarise(report).cases:
        found = advice_for(report, summary.case.id)
        assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
        assert all("corecurve run" in one.check for one in found)
        assert all(one.gain >= 1 for one in found)
        assert all(f"({one.source})" in one.sentence() for one in found)
