"""``corecurve explain`` tells the story in 80 columns, writes traces and figures, and errs in one clear line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command_line import call_here
from made_reports import make_report, saved

from corecurve.bench.report import Report

NASTY = "\x1b[31m<b>\u202e"


@pytest.fixture
def report() -> Report:
    return make_report(workloads=("primes", "waiting"), workers=(1, 2, 4), launches=3)


def test_without_a_case_every_case_has_its_sentence_and_every_backend_its_law(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text, _ = call_here(capsys, "explain", saved(tmp_path, report))
    assert code == 0
    lines = text.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert [line for line in lines if not line.startswith(" ") and line] == ["primes", "waiting"]
    assert [line.strip() for line in lines].count("pool-2") == 2
    assert text.count("workers gave") == 2 * 3 * 2
    assert sum(line.startswith("  pool: ") for line in lines) == 2


def test_profile_rounds_that_gave_another_speedup_than_the_timing_rounds_are_told_apart(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [
        case
        if case.profile is None or case.backend == "serial"
        else replace(
            case,
            rounds=[replace(one, wall_seconds=one.wall_seconds / 1.5, task_wall_seconds=None) for one in case.rounds],
        )
        for case in report.cases
    ]
    path = saved(tmp_path, replace(report, cases=cases))
    _, out, _ = call_here(capsys, "explain", path)
    assert "That is of the few profile rounds; the timing rounds, undisturbed, gave " in " ".join(out.split())
    _, out, _ = call_here(capsys, "explain", saved(tmp_path, report))
    assert "of the few profile rounds" not in out


def test_a_workload_chooses_its_cases(report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, text, _ = call_here(capsys, "explain", saved(tmp_path, report), "waiting")
    assert "waiting" in text and "primes" not in text


def test_one_case_is_told_in_full(report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text, _ = call_here(capsys, "explain", saved(tmp_path, report), "primes[threads-4]")
    assert code == 0
    assert all(len(line) <= 80 for line in text.splitlines())
    words = " ".join(text.split())
    assert "The largest loss: being blocked (by the GIL" in words
    assert "The timing rounds gave" in words and "A profile round takes" in words
    for factor in ("load balance", "dispatch", "serial overhead", "work inflation", "blocked"):
        assert any(line.strip().startswith(factor) for line in text.splitlines())
    assert "× 4 workers" in words
    assert "Started for one round, it gives" in words
    assert "Scaling:" in words
    assert "\x1b" not in text


def test_the_trace_and_the_figures_are_written(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path, report)
    code, text, _ = call_here(
        capsys, "explain", path, "primes[pool-2]", "--trace", tmp_path / "t.json", "--png", tmp_path / "p"
    )
    assert code == 0
    names = {
        event["args"]["name"] for event in events((tmp_path / "t.json").read_bytes()) if event["name"] == "process_name"
    }
    assert {name.partition(" · ")[0] for name in names} == {"primes[serial@pool]", "primes[pool-2]"}
    assert {one.name for one in (tmp_path / "p").iterdir()} == {
        "primes-pool-2-waterfall.png",
        "primes-pool-2-timeline.png",
    }
    assert "Figures: 2 in" in text


def events(document: bytes | str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(document)["traceEvents"]
    return found


def test_a_trace_on_standard_output_is_nothing_but_the_trace(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text, _ = call_here(capsys, "explain", saved(tmp_path, report), "primes[pool-2]", "--trace", "-")
    assert code == 0
    assert events(text)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["primes[poool-2]"], "no case 'primes[poool-2]' in this report; did you mean primes[pool-2]?"),
        (["prims"], "did you mean primes?"),
        (["§§§§"], "its workloads are primes, waiting"),
        (["primes", "--trace", "/nonexistent/t.json"], "/nonexistent/t.json: cannot be written"),
    ],
)
def test_a_wrong_call_is_one_line(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], complaint: str
) -> None:
    code, _, error = call_here(capsys, "explain", saved(tmp_path, report), *words)
    assert code == 2
    assert complaint in error
    assert error.count("\n") == 1


def test_a_report_without_profile_rounds_says_so_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path, make_report(profile=False))
    code, text, error = call_here(capsys, "explain", path)
    assert (code, text) == (2, "")
    assert error == (
        "corecurve: the report holds no profile rounds to explain: "
        "measure without --no-profile, or with a larger --budget\n"
    )


def test_one_worker_count_is_explained_without_a_law(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = make_report(workers=(1,), backends=("pool",), launches=3)
    code, text, _ = call_here(capsys, "explain", saved(tmp_path, report))
    assert code == 0
    assert "Scaling: No scaling law: 1 worker count where 3 are needed." in text


def test_cases_that_failed_are_named_with_their_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = make_report(launches=3, failed={("pool", 2): "task 3 raised ValueError"})
    code, text, _ = call_here(capsys, "explain", saved(tmp_path, report))
    assert code == 0
    assert "primes[pool-2] failed: task 3 raised ValueError" in text


def test_names_out_of_a_report_cannot_move_the_cursor(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = report.cases[2]
    renamed = replace(report, cases=[replace(one, id=f"{NASTY}[x]") if one is case else one for one in report.cases])
    path = saved(tmp_path, renamed)
    for words in ([], [f"{NASTY}[x]"], ["--trace", tmp_path / "t.json"], [f"{NASTY}[x]", "--png", tmp_path / "p"]):
        code, text, error = call_here(capsys, "explain", path, *words)
        assert code == 0, error
        assert "\x1b" not in text and "\u202e" not in text
