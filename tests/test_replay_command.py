"""``corecurve predict`` tells what other settings would give, what it assumes, and errs in one clear line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from command_line import call_here
from made_pools import MadePool
from made_reports import make_report, saved

from corecurve.bench.report import CaseResult, Report
from corecurve.reports.explain.replay.model import Setting
from corecurve.reports.explain.replay.model_making import make_models
from corecurve.reports.explain.replay.predicting import Outlook, Row
from corecurve.reports.explain.replay.table import render_outlooks
from corecurve.reports.summary import summarise

POOL = MadePool([0.01] * 48, message=0.001)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return saved(tmp_path, POOL.report((1, None), (2, None), cores=4.0))


def test_asked_settings_are_rows_with_the_measured_seconds_beside_them(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text, _ = call_here(capsys, "predict", path, "--workers", "2,4", "--chunksize", "default,8")
    assert code == 0
    rows = [line.split() for line in text.splitlines() if line.strip()[:1].isdigit()]
    assert [(row[0], row[1]) for row in rows] == [("2", "6"), ("2", "8"), ("4", "3"), ("4", "8")]
    assert rows[0][-2:] == ["247", "ms"]  # as measured: 3 ms, then 4 chunks of 6 tasks and a message on each worker
    assert "made on pool: the loop takes 480 ms" in text
    assert "More than 2 workers was not measured" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_by_itself_it_shows_what_was_measured(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, text, _ = call_here(capsys, "predict", path)
    rows = [line.split() for line in text.splitlines() if line.strip()[:1].isdigit()]
    assert [row[0] for row in rows] == ["1", "2"]
    assert "not measured" not in text


def test_longest_first_says_what_it_assumes(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text, _ = call_here(capsys, "predict", path, "made[pool-2]", "--longest-first")
    assert code == 0
    assert "Longest first: as if the durations were known beforehand" in " ".join(text.split())


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--workers", "0"], "0 is too few"),
        (["--chunksize", "-3"], "-3 is too few"),
        (["--workers", "9"], "9 are too far from that to predict: 8 are the most"),
        (["--workers", "x"], "expected whole numbers"),
        (["mode"], "did you mean made?"),
    ],
)
def test_a_wrong_call_is_one_line(
    path: Path, capsys: pytest.CaptureFixture[str], words: list[str], complaint: str
) -> None:
    code, text, error = call_here(capsys, "predict", path, *words)
    assert (code, text) == (2, "")
    assert complaint in error
    assert error.count("\n") == 1


def test_a_report_without_profile_rounds_cannot_be_predicted_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, error = call_here(capsys, "predict", saved(tmp_path, make_report(profile=False)))
    assert code == 2
    assert "no profile rounds" in error


def waiting(*apart: int) -> Report:
    """A report whose cases with so many workers take half as long again in the second launch as in the first."""
    report = make_report(workloads=("waiting",), backends=("pool",), workers=(1, 2))
    return replace(
        report,
        cases=[
            case if case.backend == "serial" or case.workers not in apart else with_apart_launches(case)
            for case in report.cases
        ],
    )


def with_apart_launches(case: CaseResult) -> CaseResult:
    first = case.rounds[0].launch
    factors = [1.0 if one.launch == first else 1.5 for one in case.rounds]
    rounds = [replace(one, wall_seconds=one.wall_seconds * by) for one, by in zip(case.rounds, factors, strict=True)]
    return replace(case, rounds=rounds)


def test_a_case_whose_interval_says_nothing_is_not_predicted_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text, _ = call_here(capsys, "predict", saved(tmp_path, waiting(2)))
    assert code == 0
    assert [line.split()[0] for line in text.splitlines() if line.strip()[:1].isdigit()] == ["1"]
    told = " ".join(text.split())
    assert (
        "waiting: cannot tell from pool (2 workers): too few rounds for an interval narrower than a factor of 4."
        in told
    )


def test_a_prediction_with_ends_too_far_apart_is_none() -> None:
    (model,) = make_models(summarise(POOL.report((1, None), (2, None))))
    prediction = replace(model.predict(Setting(workers=2)), low_seconds=0.1, high_seconds=0.5)
    text = render_outlooks([Outlook(model, [Row(prediction, None)], [])], 80)
    assert "cannot tell" in text
    assert "too wide" in text
    assert "500 ms" not in text


def test_where_no_case_tells_anything_predict_cannot_tell_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text, _ = call_here(capsys, "predict", saved(tmp_path, waiting(1, 2)))
    assert code == 3
    assert "waiting: cannot tell from pool (1 and 2 workers): too few" in " ".join(text.split())
