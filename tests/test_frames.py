"""Frames and summaries say what is in a report: known truths come out, what is not known stays missing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from made_reports import MIB, QUIET, MadeNoise, make_report

from corecurve.bench.report import ProcessSamples, Profile, Report, Samples
from corecurve.bench.tree_sums import tree_memory
from corecurve.reports.answers import answer, write_advice, write_answer
from corecurve.reports.case_labels import label_cases
from corecurve.reports.frames import ESTIMATES, cases_frame, rounds_frame, samples_frame
from corecurve.reports.memory import peak_memory
from corecurve.reports.notes import workload_notes
from corecurve.reports.summary import summarise
from corecurve.reports.telling import is_telling


def row(frame: pd.DataFrame, case_id: str) -> pd.Series[Any]:
    (place,) = frame.index[frame["case_id"] == case_id]
    found = frame.loc[place]
    assert isinstance(found, pd.Series)
    return found


def test_without_noise_every_figure_is_the_truth() -> None:
    report = make_report(
        noise=QUIET, cores=4, workers=(1, 2, 4), speedups={("pool", 4): 3.2}, serial_seconds=0.4, ceiling_share=0.9
    )
    pool = row(cases_frame(report), "primes[pool-4]")
    assert pool["speedup"] == pytest.approx(3.2)
    assert pool["serial_seconds"] == pytest.approx(0.4)
    assert pool["seconds"] == pytest.approx(0.4 / 3.2)
    assert pool["efficiency"] == pytest.approx(3.2 / 4)
    assert pool["ceiling"] == pytest.approx(3.6)
    assert pool["ceiling_share"] == pytest.approx(3.2 / 3.6)
    assert pool["cpu_seconds"] == pytest.approx(0.4 * 0.995 * 1.02 * 1.002)
    assert pool["effective_cores"] == pytest.approx(pool["cpu_seconds"] / pool["seconds"])


def test_every_estimate_lies_within_its_interval_or_is_missing_with_it() -> None:
    frame = cases_frame(make_report(workloads=("primes", "waiting"), workers=(1, 2, 4), failed={("pool", 4): "no"}))
    for name in ESTIMATES:
        value, low, high = frame[name], frame[f"{name}_low"], frame[f"{name}_high"]
        assert value.notna().any()
        assert (value.isna() == low.isna()).all() and (value.isna() == high.isna()).all()
        known = value.notna()
        assert ((low <= value) & (value <= high))[known].all()


def test_a_started_backend_is_slower_than_a_warm_one_by_its_start_and_stop() -> None:
    pool = row(cases_frame(make_report(noise=QUIET)), "primes[pool-2]")
    whole = pool["seconds"] + pool["startup_seconds"] + pool["stop_seconds"]
    assert pool["cold_speedup"] == pytest.approx(pool["serial_seconds"] / whole, rel=0.05)
    assert pool["cold_speedup"] < pool["speedup"]


def test_the_frame_has_a_row_for_every_case_in_the_order_of_the_report() -> None:
    report = make_report(workloads=("primes", "waiting"), failed={("pool", 2): "no"}, skipped={("threads", 2): "why"})
    frame = cases_frame(report)
    assert list(frame["case_id"]) == [case.id for case in report.cases]
    assert list(frame["status"]) == [case.status for case in report.cases]
    assert row(frame, "primes[pool-2]")["reason"] == "no"


def test_a_failed_case_has_no_figures_at_all() -> None:
    failed = row(cases_frame(make_report(failed={("pool", 2): "no"})), "primes[pool-2]")
    assert failed[[*ESTIMATES]].drop(["ceiling"]).drop(["serial_seconds"]).isna().all()
    assert failed["peak_bytes"] is pd.NA or pd.isna(failed["peak_bytes"])


def test_one_round_gives_no_figure() -> None:
    frame = cases_frame(make_report(launches=1, blocks=1))
    assert frame[["speedup", "seconds", "serial_seconds", "cpu_seconds", "startup_seconds"]].isna().all(axis=None)
    assert (frame["rounds"] == 1).all()


def test_a_report_without_cases_has_empty_frames_with_all_their_columns() -> None:
    full, empty = make_report(), make_report(workloads=())
    for make_frame in (cases_frame, rounds_frame, samples_frame):
        frame = make_frame(empty)
        assert frame.empty
        assert list(frame.columns) == list(make_frame(full).columns)


def test_every_round_stands_beside_the_serial_round_of_its_launch_and_block() -> None:
    report = make_report()
    frame = rounds_frame(report)
    assert len(frame) == sum(len(case.rounds) for case in report.cases)
    pool = frame[frame["case_id"] == "primes[pool-2]"].set_index(["launch", "block"])
    serial = frame[frame["case_id"] == "primes[serial@pool]"].set_index(["launch", "block"])
    assert (pool["serial_wall_seconds"] == serial["wall_seconds"].reindex(pool.index)).all()


def test_every_reading_of_the_sampler_is_a_row() -> None:
    report = make_report()
    profiles = [case.profile for case in report.cases if case.profile is not None]
    readings = sum(len(process.sample) for one in profiles for turn in one.samples for process in turn.processes)
    assert len(samples_frame(report)) == readings


def process(
    pid: int, sample: list[int], pss: list[int | None], uss: list[int | None], rss: list[int]
) -> ProcessSamples:
    return ProcessSamples(
        pid=pid,
        role="worker",
        sample=sample,
        cpu_percent=[None] * len(sample),
        rss_bytes=rss,
        uss_bytes=uss,
        pss_bytes=pss,
        threads=[1] * len(sample),
    )


def profile_of(*processes: ProcessSamples, times: list[float], rounds: list[int]) -> Profile:
    return Profile(
        rounds=[],
        samples=[Samples(interval_seconds=0.1, time_seconds=times, round_index=rounds, processes=list(processes))],
    )


def test_the_peak_is_of_the_sum_not_the_sum_of_the_peaks() -> None:
    first = process(1, [0, 1, 2], [10, 50, 10], [1, 1, 1], [100, 100, 100])
    second = process(2, [0, 1, 2], [50, 10, 5], [1, 1, 1], [100, 100, 100])
    peak = peak_memory(profile_of(first, second, times=[0.0, 0.1, 0.35], rounds=[0, 0, 0]))
    assert peak is not None
    assert (peak.kind, peak.bytes, peak.uss_bytes, peak.rss_bytes) == ("pss", 60, 2, 200)
    assert peak.largest_gap_seconds == pytest.approx(0.25)
    assert peak.typical_gap_seconds == pytest.approx(0.175)


def test_a_sum_that_would_leave_a_process_out_is_not_a_sum() -> None:
    whole = process(1, [0, 1], [10, 10], [5, 5], [100, 100])
    partly = process(2, [0, 1], [None, 20], [None, None], [70, 90])
    turn = profile_of(whole, partly, times=[0.0, 0.1], rounds=[0, 0]).samples[0]
    assert tree_memory(turn, "pss") == [None, 30]
    assert tree_memory(turn, "uss") == [None, None]


@pytest.mark.parametrize(("uss", "kind", "peak"), [([3, 4], "uss", 4), ([None, None], "rss", 9)])
def test_without_pss_the_next_best_is_taken_and_named(uss: list[int | None], kind: str, peak: int) -> None:
    found = peak_memory(profile_of(process(1, [0, 1], [None, None], uss, [9, 8]), times=[0.0, 0.1], rounds=[0, 0]))
    assert found is not None
    assert (found.kind, found.bytes, found.pss_bytes) == (kind, peak, None)


def test_gaps_are_not_counted_between_rounds() -> None:
    one = process(1, [0, 1, 2], [1, 1, 1], [1, 1, 1], [1, 1, 1])
    found = peak_memory(profile_of(one, times=[0.0, 0.1, 9.0], rounds=[0, 0, 1]))
    assert found is not None
    assert found.largest_gap_seconds == pytest.approx(0.1)


def test_without_two_samples_in_a_round_there_is_no_gap_to_speak_of() -> None:
    one = process(1, [0, 1], [1, 1], [1, 1], [1, 1])
    found = peak_memory(profile_of(one, times=[0.0, 9.0], rounds=[0, 1]))
    assert found is not None
    assert (found.typical_gap_seconds, found.largest_gap_seconds) == (None, None)


def test_memory_that_was_not_sampled_is_not_known() -> None:
    assert peak_memory(None) is None
    assert peak_memory(Profile(rounds=[])) is None


def test_more_workers_hold_more_memory() -> None:
    frame = cases_frame(make_report(workers=(1, 2, 4)))
    pool = frame[frame["backend"] == "pool"]["peak_pss_bytes"]
    assert pool.is_monotonic_increasing
    assert pool.max() > 20 * MIB


def test_labels_name_only_the_settings_that_differ() -> None:
    report = make_report(backends=("pool",), workers=(2,))
    pool = report.cases[-1]
    spawned, chunked = replace(pool, start_method="spawn"), replace(pool, chunksize=16)
    assert label_cases([pool]) == ["pool"]
    assert label_cases([pool, spawned]) == ["pool fork", "pool spawn"]
    assert label_cases([pool, chunked]) == ["pool", "pool chunk 16"]


def answers(report: Report) -> list[str]:
    found = [answer(workload) for workload in summarise(report).workloads]
    return [f"{write_answer(one)} {write_advice(one) or ''}".strip() for one in found]


def test_the_answer_names_the_best_case_its_interval_and_the_ceiling() -> None:
    report = make_report(noise=QUIET, speedups={("pool", 2): 1.87, ("processes", 2): 1.7})
    (sentence,) = answers(report)
    assert sentence.startswith("primes: 2 processes (pool) are 1.87× (1.8")
    assert "faster than the loop; processes 1.70×, threads 0.99×; the machine allows 1.94× (1.9" in sentence
    assert sentence.endswith("Use pool with 2 workers.")


def test_of_cases_that_cannot_be_told_apart_the_one_with_fewest_workers_is_the_answer() -> None:
    speedups = {("pool", 2): 1.9, ("pool", 4): 1.901, ("pool", 8): 1.902}
    (sentence,) = answers(make_report(backends=("pool",), workers=(1, 2, 4, 8), speedups=speedups))
    assert sentence.startswith("primes: 2 processes (pool) are")


def test_threads_that_are_as_fast_but_for_a_hair_come_before_processes() -> None:
    as_fast, slower = ({("processes", 2): 1.9, ("threads", 2): speed} for speed in (1.89, 1.8))
    backends = ("threads", "processes")
    (sentence,) = answers(make_report(backends=backends, workers=(1, 2), speedups=as_fast))
    assert sentence.endswith("Use threads with 2 workers.")
    (sentence,) = answers(make_report(backends=backends, workers=(1, 2), speedups=slower))
    assert sentence.endswith("Use processes with 2 workers.")


def test_where_nothing_beats_the_loop_the_answer_says_so() -> None:
    (slower,) = answers(make_report(noise=QUIET, speedups=lambda workload, backend, workers: 0.02))
    assert slower.startswith("primes: nothing is as fast as the loop; ")
    assert slower.endswith("Stay with the loop.")
    (equal,) = answers(make_report(noise=QUIET, speedups=lambda workload, backend, workers: 1.0))
    assert "nothing is faster than the loop" in equal


def test_an_interval_that_holds_both_a_gain_and_a_loss_is_no_answer() -> None:
    noise = MadeNoise(round_deviation=0.05)
    (unclear,) = answers(make_report(backends=("pool",), workers=(2,), noise=noise, speedups={("pool", 2): 1.2}))
    assert "cannot tell yet: 2 processes (pool) are at " in unclear
    assert unclear.endswith("Measure longer, or on a quieter machine.")


def test_where_nothing_was_measured_the_answer_says_that() -> None:
    failed = {(backend, count): "no" for backend in ("threads", "processes", "pool") for count in (1, 2)}
    assert answers(make_report(failed=failed)) == ["primes: nothing was measured (6 failed, 0 skipped)."]
    assert answers(make_report(launches=1, blocks=1)) == [
        "primes: too few rounds for a speedup with an interval. Measure longer."
    ]


def ceiling_warnings(**settings: Any) -> list[str]:
    (workload,) = summarise(make_report(**settings)).workloads
    return [note.text for note in workload_notes(workload) if note.text.startswith("The ceiling")]


def test_a_ceiling_surely_above_the_cores_is_remarked_with_its_interval() -> None:
    (text,) = ceiling_warnings(ceiling_share=1.05)
    assert re.match(
        r"The ceiling lies above what the cores can give: 2\.1\d× \(2\.\d\d–2\.\d\d\) at 2 workers\. ", text
    )
    assert "The serial rounds beside it were disturbed, or the clock ran slower" in text
    assert text.endswith("Measure longer.")


def test_a_ceiling_that_may_lie_below_the_cores_needs_no_remark() -> None:
    assert ceiling_warnings(ceiling_share=0.97) == []
    assert ceiling_warnings(ceiling_share=1.05, launches=1, blocks=2, noise=MadeNoise(round_deviation=0.2)) == []


def test_of_a_ceiling_that_says_nothing_there_is_no_share() -> None:
    report = make_report(backends=("pool",), workers=(2,))
    (ceiling,) = [one for one in report.ceilings if one.workers == 2]
    factors = [(0.2, 4.0)[number % 2] for number in range(len(ceiling.rounds))]
    wild = [
        replace(
            one,
            wall_seconds=[factor * wall for wall in one.wall_seconds],
            cpu_seconds=[factor * cpu for cpu in one.cpu_seconds],
        )
        for one, factor in zip(ceiling.rounds, factors, strict=True)
    ]
    for rounds, has_share in ((ceiling.rounds, True), (wild[:6], False)):
        made = replace(report, ceilings=[replace(ceiling, rounds=rounds)])
        case = next(one for one in summarise(made).workloads[0].measured if one.case.workers == 2)
        assert case.ceiling is not None
        assert is_telling(case.ceiling) == has_share
        assert (case.ceiling_share is not None) == has_share


def test_a_ceiling_of_work_that_waits_may_lie_above_the_cores() -> None:
    assert ceiling_warnings(workloads=("waiting",), workers=(1, 2, 8)) == []


def test_more_workers_than_cores_have_the_cores_for_their_ceiling() -> None:
    (text,) = ceiling_warnings(workers=(1, 2, 4), ceiling_share=1.05)
    assert "at 2 workers, " in text
    assert "at 4 workers." in text


def answer_beside(report: Report, case_id: str, low: float, high: float) -> str:
    """The answer of a report in which the speedup of this case had these bounds."""
    (workload,) = summarise(report).workloads
    (one,) = [case for case in workload.cases if case.case.id == case_id]
    assert one.speedup is not None
    vars(one)["speedup"] = replace(one.speedup, low=low, high=high)  # where the summary keeps what it has computed
    found = answer(workload)
    return f"{write_answer(found)} {write_advice(found) or ''}"


def threads_beside_a_pool(threads: float) -> Report:
    return make_report(backends=("threads", "pool"), workers=(2,), speedups={("threads", 2): threads, ("pool", 2): 1.9})


def test_nothing_is_built_on_a_case_whose_interval_says_nothing() -> None:
    report = threads_beside_a_pool(threads=1.5)
    assert answer_beside(report, "primes[pool-2]", 1.8, 2.0).endswith("Use pool with 2 workers.")
    assert answer_beside(report, "primes[pool-2]", 1.1, 4.3).endswith("Use pool with 2 workers.")
    sentence = answer_beside(report, "primes[pool-2]", 1.1, 4.5)
    assert sentence.startswith("primes: 2 threads are 1.")
    assert sentence.endswith("Use threads with 2 workers.")


def test_a_case_that_says_nothing_may_be_the_fastest_so_that_there_is_no_answer_yet() -> None:
    sentence = answer_beside(threads_beside_a_pool(threads=0.9), "primes[pool-2]", 0.1, 14.0)
    assert sentence.startswith("primes: cannot tell yet: ")
    assert "1 case known too badly to tell" in sentence
    assert sentence.endswith("Measure longer, or on a quieter machine.")


def test_where_no_interval_says_anything_the_answer_is_to_measure_longer() -> None:
    sentence = answer_beside(make_report(backends=("pool",), workers=(1,)), "primes[pool-1]", 0.1, 14.0)
    assert sentence.startswith("primes: cannot tell yet: no interval is narrower than a factor of 4. Measure longer")


@pytest.mark.parametrize(
    ("low", "high", "begins", "advice"),
    [
        (0.91, 1.14, "nothing is faster than the loop; 1 process (pool) is as fast", "Stay with the loop."),
        (0.8, 1.4, "cannot tell yet", "Measure longer, or on a quieter machine."),
        (1.05, 1.14, "cannot tell yet", "Measure longer, or on a quieter machine."),
    ],
)
def test_one_worker_has_nothing_to_be_faster_by(low: float, high: float, begins: str, advice: str) -> None:
    report = make_report(backends=("pool",), workers=(1,), speedups={("pool", 1): 1.0})
    sentence = answer_beside(report, "primes[pool-1]", low, high)
    assert sentence.startswith(f"primes: {begins}")
    assert sentence.endswith(advice)
