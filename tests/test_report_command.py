"""``corecurve report``: one report as a table and as files, wrong calls in one line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from made_reports import make_report

from corecurve.bench.report_file.writing import write_report
from corecurve.reports.cli import main_reports

WRONG_CALL = 2


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    write_report(make_report(failed={("pool", 2): "TypeError: no pickle"}), path)
    return path


def test_the_story_is_printed_with_the_place_of_the_report(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_reports(["report", str(saved)]) == 0
    printed = capsys.readouterr().out
    assert "primes: 2 processes are 1.8" in printed
    assert "failed: pool, 2 workers: TypeError: no pickle" in printed
    assert printed.endswith(f"Report: {saved}\n")
    assert "\x1b" not in printed


def test_csv_has_one_row_a_case(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "cases.csv"
    assert main_reports(["report", str(saved), "--csv", str(target)]) == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    assert [row["case_id"] for row in rows][:3] == ["primes[serial@threads]", "primes[threads-1]", "primes[threads-2]"]
    assert rows[-1]["status"] == "failed"
    assert rows[-1]["speedup"] == ""
    assert float(rows[1]["speedup_low"]) <= float(rows[1]["speedup"]) <= float(rows[1]["speedup_high"])
    assert f"CSV: {target}" in capsys.readouterr().out


def test_csv_on_standard_output_comes_alone(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_reports(["report", str(saved), "--csv", "-"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 9


def test_figures_are_drawn_into_a_folder_that_is_made(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "deep" / "figures"
    assert main_reports(["report", str(saved), "--png", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "primes-cpu.png",
        "primes-efficiency.png",
        "primes-memory.png",
        "primes-speedup.png",
    ]
    assert f"Figures: 4 in {folder}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["missing.json"], "missing.json: no such report"),
        (["latest", "--storage", "empty"], "no latest report: there are no reports in empty"),
        (["{saved}", "--csv", "no/such/folder/x.csv"], "no/such/folder/x.csv: cannot be written"),
        (["{saved}", "--png", "{saved}"], "cannot be written"),
        ([], "Missing argument 'REPORT'"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(
    arguments: list[str],
    expected: str,
    saved: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main_reports(["report", *(word.format(saved=saved) for word in arguments)]) == WRONG_CALL
    complaint = capsys.readouterr().err
    assert expected in complaint
    assert complaint.count("\n") == 1
