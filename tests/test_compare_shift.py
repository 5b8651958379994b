"""Errors of what is put together from several estimates: by Student's t with each estimate's own degrees of freedom."""

from __future__ import annotations

import math
from pathlib import Path
from random import Random
from statistics import fmean, stdev

import pytest
from made_reports import MadePlan, make_report

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.estimator.student_t import t_quantile
from corecurve.bench.report_file.writing import write_report
from corecurve.reports.compare.shift import Shift, joint_freedom, mean
from corecurve.reports.history.runs import Run, read_run
from corecurve.reports.summary import ratio, summarise


def estimate_of(truth: float, dice: Random, launches: int) -> Estimate:
    """What so many launches say of a figure, whose logarithm differs by 2% from launch to launch."""
    logs = [math.log(truth) + dice.gauss(0, 0.02) for _ in range(launches)]
    middle, freedom = fmean(logs), launches - 1
    margin = t_quantile(0.975, freedom) * stdev(logs) / math.sqrt(launches)
    low, high = math.exp(middle - margin), math.exp(middle + margin)
    return Estimate(math.exp(middle), low, high, launches, launches, "wall", freedom)


def test_the_interval_of_a_ratio_of_two_estimates_holds_the_truth_as_often_as_it_says() -> None:
    dice, runs, held = Random(3), 3000, 0
    for _ in range(runs):
        found = ratio(estimate_of(1.8, dice, 4), estimate_of(2.0, dice, 4))
        assert found is not None
        held += found.low <= 0.9 <= found.high
    assert 0.94 <= held / runs <= 0.97


def test_a_ratio_is_as_sure_as_its_less_sure_side() -> None:
    sure = Estimate(2.0, 1.999, 2.001, 40, 8, "wall", 30.0)
    unsure = Estimate(1.8, 1.5, 1.8**2 / 1.5, 6, 2, "wall", 1.5)
    found = ratio(unsure, sure)
    assert found is not None and found.degrees_of_freedom is not None
    assert found.degrees_of_freedom == pytest.approx(1.5, rel=0.01)
    assert found.low == pytest.approx(0.75, rel=0.001)
    assert found.high == pytest.approx(0.9**2 / 0.75, rel=0.001)


def test_the_degrees_of_freedom_of_a_mean_are_those_of_its_errors() -> None:
    alike = [Shift(0.1, 0.01, 5.0), Shift(0.3, 0.01, 5.0)]
    found = mean(alike)
    assert found.log == pytest.approx(0.2)
    assert found.standard_error == pytest.approx(0.01 / math.sqrt(2))
    assert found.degrees_of_freedom == pytest.approx(10.0)
    assert joint_freedom([Shift(0.1, 0.01, 5.0), Shift(0.3, 0.0001, 500.0)]) == pytest.approx(5.0, rel=0.01)
    assert mean(alike[:1]) == alike[0]


def test_a_history_takes_the_standard_error_that_the_estimate_has(tmp_path: Path) -> None:
    plan = MadePlan(workers=(2,), backends=("pool",), launches=2, blocks=3, profile=False, ceilings=False)
    report = make_report(plan)
    write_report(report, tmp_path / "report.json")
    run = read_run(tmp_path / "report.json")
    assert isinstance(run, Run)
    known = {one.case.id: one.speedup for one in summarise(report).cases}
    for case in run.cases:
        speedup = known[case.case_id]
        assert speedup is not None
        freedom = speedup.degrees_of_freedom
        assert freedom is not None
        margin = math.log(case.high / case.low) / 2
        assert case.standard_error == pytest.approx(margin / t_quantile(0.975, freedom), rel=1e-3)
