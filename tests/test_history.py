"""``corecurve history``: runs told apart by machine, in order, with what changed between which commits."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import call_here
from made_reports import MadePlan, make_report

from corecurve.bench.errors import FileError
from corecurve.bench.report_file.writing import write_report
from corecurve.reports.history.runs import WORTH_A_POOL, Run, read_run, read_runs
from corecurve.reports.history.series import histories
from corecurve.reports.history.sparkline import sparkline

PLAN = MadePlan(workers=(2,), backends=("pool",), launches=3, blocks=3, profile=False, ceilings=False)
Call = Callable[..., tuple[int, str, str]]


def commit_of(number: int) -> str:
    return f"{number + 0xABC0:040x}"[::-1]


def save_run(storage: Path, number: int, **settings: Any) -> Path:
    """Run ``number`` of a storage folder, one a day."""
    day = f"2026-{1 + number // 28:02}-{1 + number % 28:02}"
    report = make_report(PLAN, seed=number, started=f"{day}T01:02:03+00:00", commit=commit_of(number), **settings)
    path = storage / "L" / f"{number + 1:04}_{commit_of(number)}_{day.replace('-', '')}_010203.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_report(report, path)
    return path


def save_step(storage: Path, runs: int, at: int) -> None:
    for number in range(runs):
        save_run(storage, number, speedups={("pool", 2): 1.85 if number < at else 1.6})


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str) -> tuple[int, str, str]:
        return call_here(capsys, "history", *arguments)

    return call


def test_a_loss_is_told_with_the_commits_that_it_lies_between(tmp_path: Path, call: Call) -> None:
    save_step(tmp_path, runs=16, at=9)
    code, out, err = call(str(tmp_path))
    assert (code, err) == (0, "")
    assert "16 runs: " in out
    lines = out.splitlines()
    said = " ".join(lines[next(i for i, line in enumerate(lines) if line.startswith("primes[pool-2]: −1")) :])
    assert f"after {commit_of(8)[:10]} (2026-01-09 01:02), by {commit_of(9)[:10]} (2026-01-10 01:02)" in said
    assert "(1.85× → 1.60×)" in said


def test_steady_runs_show_no_change(tmp_path: Path, call: Call) -> None:
    save_step(tmp_path, runs=12, at=99)
    assert "No case changed." in call(str(tmp_path))[1]


def test_runs_of_different_machines_are_told_apart(tmp_path: Path, call: Call) -> None:
    for number in range(8):
        save_run(tmp_path, number, cpu_model="Old CPU" if number % 2 else "New CPU")
    code, out, _ = call(str(tmp_path))
    assert code == 0
    assert out.index("Old CPU") < out.index("New CPU"), "the machine of the latest run comes first"
    assert out.count("4 runs: ") == 2
    assert call(str(tmp_path), "--tier", "comparable")[1].count("8 runs: ") == 1


def test_the_order_is_that_of_the_runs_not_of_the_names(tmp_path: Path) -> None:
    late, early = save_run(tmp_path, 5), save_run(tmp_path, 2)
    runs, unread = read_runs([late, early])
    assert [run.commit for run in runs] == [commit_of(2), commit_of(5)]
    assert unread == []


def test_many_files_are_read_on_several_cores_with_the_same_result(tmp_path: Path) -> None:
    paths = [save_run(tmp_path, number) for number in range(WORTH_A_POOL)]
    (tmp_path / "broken.json").write_text("{")
    runs, unread = read_runs([*paths, tmp_path / "broken.json"])
    assert runs == [read_run(path) for path in paths]
    assert [Path(one.file).name for one in unread] == ["broken.json"]


def test_the_csv_has_a_row_a_run_and_case_with_its_level(tmp_path: Path, call: Call) -> None:
    save_step(tmp_path, runs=12, at=6)
    code, out, _ = call(str(tmp_path), "--csv", "-")
    assert code == 0
    rows = [row for row in csv.DictReader(io.StringIO(out)) if row["case_id"] == "primes[pool-2]"]
    assert [row["is_change"] for row in rows] == [str(number == 6) for number in range(12)]
    assert {round(float(row["level"]), 1) for row in rows[:6]} == {1.9}
    assert {round(float(row["level"]), 1) for row in rows[6:]} == {1.6}
    assert all(float(row["speedup_low"]) < float(row["speedup"]) < float(row["speedup_high"]) for row in rows)


def test_markdown_and_figures_are_written(tmp_path: Path, call: Call) -> None:
    save_step(tmp_path / "results", runs=12, at=6)
    code, out, _ = call(
        str(tmp_path / "results"), "--markdown", str(tmp_path / "history.md"), "--png", str(tmp_path / "figures")
    )
    assert code == 0
    assert "Figures: 1 in" in out
    (figure,) = (tmp_path / "figures").iterdir()
    assert figure.name == "history-1-1-primes.png"
    assert figure.read_bytes().startswith(b"\x89PNG")
    assert "- primes\\[pool-2\\]: −14%" in (tmp_path / "history.md").read_text()


def test_a_single_run_is_a_history_too(tmp_path: Path, call: Call) -> None:
    save_run(tmp_path, 0)
    code, out, _ = call(str(tmp_path), "--png", str(tmp_path / "figures"))
    assert code == 0
    assert "1 run: " in out
    assert len(list((tmp_path / "figures").iterdir())) == 1


def test_damaged_files_are_named_and_those_of_other_tools_counted(tmp_path: Path, call: Call) -> None:
    save_run(tmp_path, 0)
    (tmp_path / "L" / "0008_x_20260101_000000.json").write_text("")
    (tmp_path / "L" / "0009_x_20260101_000000.json").write_text('{"benchmarks": [], "machine_info": {}}')
    code, out, _ = call(str(tmp_path))
    assert code == 0
    assert "is empty" in out
    assert "1 file of pytest-benchmark's own" in out


def test_only_the_named_workloads_are_told_of(tmp_path: Path, call: Call) -> None:
    save_run(tmp_path, 0, workloads=("primes", "waiting"))
    out = call(str(tmp_path), "--workload", "waiting")[1]
    assert "waiting[pool-2]" in out and "primes[pool-2]" not in out
    code, _, err = call(str(tmp_path), "--workload", "none")
    assert code == 2
    assert "no run has it; there are: primes, waiting" in err


@pytest.mark.parametrize("folder", ["missing", "empty", "broken"])
def test_a_folder_without_reports_is_one_line(tmp_path: Path, call: Call, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "0001_x_20260101_000000.json").write_text("{")
    code, out, err = call(str(tmp_path / folder))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_a_case_that_comes_and_goes_keeps_its_place_in_time(tmp_path: Path) -> None:
    paths = [
        save_run(tmp_path, number, workloads=("primes", "rare") if number in (1, 3) else ("primes",))
        for number in range(5)
    ]
    runs = [run for run in map(read_run, paths) if isinstance(run, Run)]
    (machine,) = histories(runs)
    rare = next(one for one in machine.cases if one.case_id == "rare[pool-2]")
    assert [point.number for point in rare.points] == [1, 3]
    ((first, last, level),) = rare.levels
    assert (first, last) == (1, 3)
    assert level == pytest.approx(rare.points[0].case.speedup, rel=0.05)


def test_a_sparkline_shows_steps_and_flattens_noise() -> None:
    assert sparkline([1, 1, 2, 2], 4) == "▁▁██"
    assert sparkline([1.0, 1.01, 0.99], 10) == "▇█▇"
    assert len(sparkline(list(range(1, 1000)), 24)) == 24
    assert sparkline([], 5) == ""
    assert sparkline([0.0], 5) == "█"


def test_reading_an_unreadable_folder_raises(tmp_path: Path) -> None:
    from corecurve.reports.history.loading import load_history

    with pytest.raises(FileError, match="no such folder"):
        load_history(tmp_path / "none", (), "same")


def test_too_few_runs_tell_of_no_change_and_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"results/Linux/0001_{'0' * 40}_20260101_000000.json"
    path.parent.mkdir(parents=True)
    write_report(make_report(MadePlan(profile=False)), path)
    _, out, _ = call_here(capsys, "history", tmp_path / "results")
    assert "Too few runs to look for changes: 1 of at least 6." in out
    assert "No case changed" not in out


def test_another_amount_of_work_is_no_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1, 13):
        tasks, speedup = (24, 1.85) if number <= 6 else (4, 1.5)
        report = make_report(
            tasks=tasks, speedups={("pool", 2): speedup}, backends=("pool",), workers=(2,), profile=False, seed=number,
            started=f"2026-01-{number:02}T00:00:00+00:00",
        )  # fmt: skip
        path = tmp_path / f"results/Linux/{number:04}_{'0' * 40}_202601{number:02}_000000.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_report(report, path)
    _, out, _ = call_here(capsys, "history", tmp_path / "results")
    assert "No case changed." in out
    told = " ".join(out.split())
    assert "(2026-01-07 00:00) on, another amount of work: primes[pool-1], primes[pool-2]. No " in told
