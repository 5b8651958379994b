"""How far predictions are from measurements: chunk sizes that were not used to make them.

Every built-in workload is measured with several chunk sizes. Only the cases with the backend's own are shown to the
model; the others are predicted. ``CORECURVE_BUDGET`` is the seconds for each workload, by default 60.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from command_line import corecurve

from corecurve.bench.report import Report
from corecurve.bench.report_file.reading import load_report
from corecurve.core.workloads import BUILT_IN
from corecurve.reports.explain.replay.model import Setting
from corecurve.reports.explain.replay.model_making import make_models
from corecurve.reports.summary import summarise

BUDGET = os.environ.get("CORECURVE_BUDGET", "60")
LEFT_OUT = {"process-as-written", "process-cpu"}  # one task: there are no chunks
_ERRORS: list[float] = []


@pytest.mark.parametrize("workload", [name for name in BUILT_IN if name not in LEFT_OUT])
def test_prediction(workload: str, tmp_path: Path, show: Callable[[str], None]) -> None:
    done = corecurve(
        tmp_path, "run", workload, "--backend", "pool,executor", "--workers", "1,2", "--chunksize", "default,1,2,4,12",
        "--precision", "0.5%", "--budget", f"{BUDGET}s", "--quiet", "--output", "report.json",
    )  # fmt: skip
    assert done.returncode in (0, 4), done.stderr
    found = errors(load_report(tmp_path / "report.json"))
    _ERRORS.extend(found)
    show(f"prediction: {workload:<26} {summary_of(found)}")


def test_over_all(show: Callable[[str], None]) -> None:
    show(f"prediction: over all {' ' * 17} {summary_of(_ERRORS)} (wanted: 5% and 15%)")


def summary_of(found: list[float]) -> str:
    ordered = sorted(found)
    if not ordered:
        return "nothing could be predicted"
    ninetieth = ordered[int(0.9 * (len(ordered) - 1))]
    return f"off by {median(ordered):.1%} (median), {ninetieth:.1%} (90th percentile), of {len(ordered)}"


def errors(report: Report) -> list[float]:
    """How far each prediction is from what was measured, as a share."""
    shown = replace(report, cases=[case for case in report.cases if case.chunksize is None])
    models = {model.backend: model for model in make_models(summarise(shown))}
    found = []
    for one in summarise(report).cases:
        model = models.get(one.case.backend)
        if one.case.chunksize is not None and one.seconds is not None and model is not None:
            predicted = model.predict(Setting(workers=one.case.workers, chunksize=one.case.chunksize))
            found.append(abs(predicted.seconds / one.seconds.value - 1))
    return found
