"""The waterfall goes from the ideal to the measured speedup, and the timeline shows every task."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_reports import make_report
from made_traces import in_sequence, made_case, made_round
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from corecurve.bench.report import CaseResult, Report
from corecurve.reports.explain.losses import explain_case
from corecurve.reports.explain.pictures import draw_timeline, draw_waterfall
from corecurve.reports.explain.timeline import timeline_of, typical_round
from corecurve.reports.explain.waterfall import waterfall_steps


def cases(report: Report) -> list[CaseResult]:
    return [case for case in report.cases if case.backend != "serial" and case.workers > 1]


def labels(figure: Figure) -> list[str]:
    return [tick.get_text() for tick in figure.axes[0].get_yticklabels()]


@pytest.mark.parametrize("workers", [2, 4, 128])
def test_the_steps_of_a_waterfall_meet_and_end_at_the_measured_speedup(workers: int) -> None:
    report = make_report(workloads=("primes", "waiting"), workers=(1, workers), launches=3, tasks=150, imbalance=0.8)
    for case in cases(report):
        breakdown = explain_case(report, case)
        steps = waterfall_steps(breakdown)
        assert (steps[0].name, steps[0].end) == ("ideal", workers)
        assert (steps[-1].name, steps[-1].end) == ("measured", breakdown.speedup.value)
        assert [one.start for one in steps[1:-1]] == [one.end for one in steps[:-2]]
        assert steps[-2].end == pytest.approx(steps[-1].end)
        assert all((one.end <= one.start) == (one.kind == "loss") for one in steps[1:-1] if one.name != "the rest")


def test_a_waterfall_has_a_row_for_each_step() -> None:
    report = make_report(workers=(1, 4), launches=3)
    case = cases(report)[0]
    breakdown = explain_case(report, case)
    figure = draw_waterfall(breakdown)
    assert labels(figure) == [step.name for step in waterfall_steps(breakdown)]
    assert figure.axes[0].get_xlim()[0] == 0


def test_a_timeline_has_a_lane_for_the_parent_and_each_worker_and_a_bar_for_each_task() -> None:
    spans = in_sequence([0.2, 0.3], start=0.1, gap=0.05) + in_sequence([0.4], worker=1, start=0.1)
    case = made_case([made_round(spans, wall=1.0, workers=2, finish=0.2)], workers=3)
    one = typical_round(case)
    assert one is not None
    timeline = timeline_of(case, one)
    assert timeline.parent.bars == [(0.0, 0.1), (pytest.approx(0.65), pytest.approx(0.15)), (0.8, 0.2)]
    assert [lane.bars for lane in timeline.workers] == [
        [(0.1, pytest.approx(0.2)), (pytest.approx(0.35), pytest.approx(0.3))],
        [(0.1, 0.4)],
        [],
    ]
    figure = draw_timeline(case)
    assert figure is not None
    assert labels(figure) == ["parent", "worker 1", "worker 2", "worker 3"]
    bars = [one for one in figure.axes[0].collections if isinstance(one, PolyCollection)]
    assert [len(one.get_paths()) for one in bars] == [3, 2, 1, 0]
    assert figure.axes[0].get_xlim() == (0, 1.0)


def test_thousands_of_tasks_make_few_bars_that_cover_the_same_time() -> None:
    case = made_case([made_round(in_sequence([1e-4] * 20_000, gap=1e-7))], workers=1)
    one = typical_round(case)
    assert one is not None
    (lane,) = timeline_of(case, one).workers
    assert len(lane.bars) <= 150
    assert sum(length for _, length in lane.bars) == pytest.approx(2.0, rel=0.01)


def test_the_typical_round_is_the_one_in_the_middle() -> None:
    rounds = [made_round(in_sequence([wall]), block=n) for n, wall in enumerate([3.0, 1.0, 2.0])]
    one = typical_round(made_case(rounds, workers=1))
    assert one is not None
    assert one.wall_seconds == 2.0
    assert typical_round(replace(made_case([]), profile=None)) is None
    assert draw_timeline(replace(made_case([]), profile=None)) is None
