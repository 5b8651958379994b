"""Each made-up cause is named as the largest loss, and its size is the truth."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_traces import Span, in_sequence, made_case, made_report_of, made_round

from corecurve.bench.report import CaseResult, Profile, ProfileRound, Report, Round, Transfer
from corecurve.reports.explain.evidence import Inquiry
from corecurve.reports.explain.headline import headline, largest_loss
from corecurve.reports.explain.losses import NotExplainable, explain_case
from corecurve.reports.explain.start_up import start_up
from corecurve.reports.summary import summarise

WITHIN = 0.05


def explained(
    parallel: ProfileRound,
    serial: ProfileRound,
    *,
    workers: int,
    backend: str = "pool",
    cores: float = 8.0,
    has_finish: bool = False,
    transfer: Transfer | None = None,
) -> Inquiry:
    """A case with three profile rounds, each like ``parallel``, explained."""

    def repeated(one: ProfileRound) -> list[ProfileRound]:
        return [replace(one, block=block, launch=block % 2) for block in range(3)]

    case = made_case(repeated(parallel), backend=backend, workers=workers)
    if transfer is not None:
        case = replace(case, profile=Profile(rounds=repeated(parallel), transfer=transfer))
    report = made_report_of(
        [made_case(repeated(serial), backend="serial", workers=1), case], cores=cores, has_finish=has_finish
    )
    return Inquiry(report, case, explain_case(report, case))


def side_by_side(workers: int, durations: list[float], **shape: float) -> list[Span]:
    return [span for worker in range(workers) for span in in_sequence(durations, worker=worker, **shape)]


def assert_largest(inquiry: Inquiry, factor: str, cores: float) -> None:
    found = inquiry.breakdown.largest
    assert found is not None
    assert found.factor == factor
    assert found.cores.value == pytest.approx(cores, rel=WITHIN)


def test_an_imbalance_is_named_with_its_size() -> None:
    spans = in_sequence([1.0, 1.0]) + in_sequence([1.0], worker=1) + in_sequence([1.0], worker=2)
    inquiry = explained(
        made_round([*spans, *in_sequence([1.0], worker=3)], workers=4), made_round(in_sequence([1.0] * 5)), workers=4
    )
    assert_largest(inquiry, "load balance", 4 - 2.5)
    assert "imbalance (5 tasks for 4 workers)" in headline(inquiry)


def test_a_serial_section_is_named_with_amdahls_loss() -> None:
    work, finish, workers = 4.0, 1.0, 4
    inquiry = explained(
        made_round(side_by_side(workers, [work / workers]), wall=work / workers + finish, workers=workers),
        made_round(in_sequence([1.0] * 4), wall=work + finish),
        workers=workers,
        has_finish=True,
    )
    amdahl = (work + finish) / (work / workers + finish)
    assert_largest(inquiry, "serial section", workers - amdahl)
    assert "the serial part (finish takes 1.00 s of 2.00 s, alone)" in headline(inquiry)


def test_a_sleep_that_holds_the_gil_is_named_as_tasks_that_take_longer() -> None:
    held = side_by_side(4, [4.0], cpu_share=0.0005)
    inquiry = explained(
        made_round(held, workers=4),
        made_round(in_sequence([1.0] * 4, cpu_share=0.001)),
        workers=4,
        backend="threads",
    )
    assert_largest(inquiry, "task inflation", 3.0)
    assert "hold the GIL, or a lock, while they wait" in headline(inquiry)


def test_a_sleep_that_releases_the_gil_loses_nothing() -> None:
    inquiry = explained(
        made_round(side_by_side(4, [1.0], cpu_share=0.001), workers=4),
        made_round(in_sequence([1.0] * 4, cpu_share=0.001)),
        workers=4,
        backend="threads",
    )
    assert largest_loss(inquiry) is None
    assert headline(inquiry) == "4 workers gave 4.00×: next to nothing is lost."


def test_computing_threads_are_blocked_by_the_gil() -> None:
    inquiry = explained(
        made_round(side_by_side(4, [4.0], cpu_share=0.25), workers=4),
        made_round(in_sequence([1.0] * 4)),
        workers=4,
        backend="threads",
    )
    assert_largest(inquiry, "blocked", 3.0)
    assert "by the GIL" in headline(inquiry)


def test_twice_as_many_workers_as_cores_wait_for_a_core() -> None:
    inquiry = explained(
        made_round(side_by_side(4, [2.0], cpu_share=0.5), workers=4, runqueue=[1.0] * 4),
        made_round(in_sequence([1.0] * 4)),
        workers=4,
        cores=2.0,
    )
    assert_largest(inquiry, "waiting for a core", 2.0)
    assert "2.0 waiting for a core (only 2 are usable)" in headline(inquiry)


def test_a_pickle_payload_is_dispatch_with_its_bytes() -> None:
    spans = side_by_side(2, [0.1] * 5, start=0.1, gap=0.1)
    transfer = Transfer(
        messages=10,
        argument_bytes=40_000_000,
        result_bytes=1_000_000,
        argument_pickle_seconds=0.3,
        argument_unpickle_seconds=0.2,
        result_pickle_seconds=0.01,
        result_unpickle_seconds=0.01,
        bulk_tasks=10,
        bulk_argument_pickle_seconds=0.3,
        bulk_argument_unpickle_seconds=0.2,
        bulk_result_pickle_seconds=0.01,
        bulk_result_unpickle_seconds=0.01,
    )
    inquiry = explained(
        made_round(spans, wall=1.0, workers=2),
        made_round(in_sequence([0.1] * 10)),
        workers=2,
        transfer=transfer,
    )
    assert_largest(inquiry, "dispatch", 1.0)
    assert "dispatch (39.1 MiB pickled in 520 ms per round)" in headline(inquiry)


def test_work_that_costs_more_cpu_side_by_side_is_work_inflation() -> None:
    inquiry = explained(
        made_round(side_by_side(2, [0.5 * 1.6]), workers=2), made_round(in_sequence([0.5] * 2)), workers=2
    )
    assert_largest(inquiry, "work inflation", 2 - 1 / 0.8)
    assert "1.60× the CPU time" in headline(inquiry)


def test_a_slow_initialiser_is_the_largest_loss_of_a_pool_that_is_started_for_one_round() -> None:
    walls = [1.0, 1.001, 0.999, 1.0]
    rounds = [
        Round(block=n, launch=n % 2, wall_seconds=wall / 2, cpu_seconds=wall, startup_seconds=0.5, stop_seconds=0.01)
        for n, wall in enumerate(walls)
    ]
    serial_rounds = [Round(block=n, launch=n % 2, wall_seconds=wall, cpu_seconds=wall) for n, wall in enumerate(walls)]
    traced = [made_round(side_by_side(2, [0.49]), wall=0.5, workers=2, block=n) for n in range(3)]
    case = made_case(traced, workers=2, rounds=rounds)
    alone = [made_round(in_sequence([0.49] * 2), wall=1.0, block=n) for n in range(3)]
    report = made_report_of([made_case(alone, backend="serial", workers=1, rounds=serial_rounds), case])
    (summary,) = [one for one in summarise(report).cases if one.case.id == case.id]
    found = start_up(summary)
    assert found is not None
    assert found.is_largest_loss(explain_case(report, case))
    assert found.lost_cores == pytest.approx(2.0 - 1.0 / 1.01, rel=WITHIN)
    assert "starting takes 500 ms" in found.sentence()


def test_losses_less_gains_are_the_cores_that_are_missing() -> None:
    inquiry = explained(
        made_round(side_by_side(4, [1.2], start=0.2, cpu_share=0.7), wall=1.7, workers=4, runqueue=[0.1] * 4),
        made_round(in_sequence([1.0] * 4), wall=4.3),
        workers=4,
    )
    breakdown = inquiry.breakdown
    assert sum(loss.cores.value for loss in breakdown.factors) == pytest.approx(breakdown.lost_cores, rel=1e-9)
    assert all(loss.cores.value > 0 for loss in breakdown.losses)
    assert [gain.factor for gain in breakdown.gains] == ["work inflation", "serial overhead"]


def test_more_than_its_workers_is_a_gain_and_stays_finite() -> None:
    serial = made_round(in_sequence([0.5] * 2))
    for wall in (0.5, 0.5 - 1e-9, 0.4):
        inquiry = explained(made_round(side_by_side(2, [wall]), workers=2), serial, workers=2)
        total = sum(loss.cores.value for loss in inquiry.breakdown.factors)
        assert total == pytest.approx(2 - 1.0 / wall, abs=1e-6)
    faster = explained(made_round(side_by_side(2, [0.4]), workers=2), serial, workers=2)
    assert "more than its workers" in headline(faster)


def test_the_breakdown_is_the_geometric_mean_and_knows_its_interval() -> None:
    serial = [made_round(in_sequence([1.0] * 2), block=n) for n in range(4)]
    walls = [1.0, 1.1, 1.2, 1.3]
    parallel = [made_round(side_by_side(2, [1.0]), wall=wall, workers=2, block=n) for n, wall in enumerate(walls)]
    case = made_case(parallel, workers=2)
    breakdown = explain_case(made_report_of([made_case(serial, backend="serial", workers=1), case]), case)
    mean = 2 / (1.0 * 1.1 * 1.2 * 1.3) ** 0.25
    assert breakdown.speedup.value == pytest.approx(mean)
    assert breakdown.speedup.low < mean < breakdown.speedup.high
    assert len(breakdown.turns) == len(breakdown.parallel) == 4
    (dispatch,) = [loss for loss in breakdown.factors if loss.factor == "dispatch"]
    assert dispatch.cores.low < dispatch.cores.value < dispatch.cores.high


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"profile": None}, "no profile rounds"),
        ({"status": "failed", "reason": "task 3 raised ValueError"}, "failed: task 3 raised ValueError"),
        ({"profile": Profile(rounds=[made_round(in_sequence([1.0]))])}, "one profile round"),
    ],
)
def test_what_cannot_be_explained_says_why_in_one_line(change: dict[str, object], complaint: str) -> None:
    rounds = [made_round(in_sequence([1.0]), block=n) for n in range(3)]
    case = replace(made_case(rounds, workers=1), **change)  # type: ignore[arg-type]
    report: Report = made_report_of([made_case(rounds, backend="serial", workers=1), case])
    with pytest.raises(NotExplainable, match=complaint) as caught:
        explain_case(report, case)
    assert "\n" not in str(caught.value)


def test_a_case_without_a_serial_profile_says_so() -> None:
    case: CaseResult = made_case([made_round(in_sequence([1.0]))], workers=1)
    with pytest.raises(NotExplainable, match="no profile rounds"):
        explain_case(made_report_of([case]), case)
