"""``corecurve check`` as a person and as a CI job calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from command_line import call_here
from made_reports import QUIET, MadePlan, make_report

from corecurve.bench.report import Report
from corecurve.bench.report_file.writing import write_report

NASTY = "<b>\x1b[31m]]>&::error::%0A\n@team|`"
LOST = {("pool", 2): 1.5}

Run = Callable[..., tuple[int, str, str]]


def made(**settings: Any) -> Report:
    plan = MadePlan(workers=(1, 2), launches=6, profile=False, backends=("pool",))
    return make_report(plan, **settings)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls the command in an empty folder; returns exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        return call_here(capsys, "check", *arguments)

    return call


def save(name: str, **settings: Any) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    write_report(made(**settings), name)
    return name


def save_series(folder: str, count: int, **settings: Any) -> None:
    for number in range(1, count + 1):
        name = f"{folder}/Linux/{number:04}_{'0' * 40}_20260101_{number:06}.json"
        save(name, seed=100 + number, started=f"2026-01-01T00:00:{number:02}+00:00", **settings)


def test_an_unchanged_program_passes(run: Run) -> None:
    code, out, err = run(save("new.json", seed=2), "--baseline", save("old.json"))
    assert (code, err) == (0, "")
    assert "2 cases: 2 unchanged." in out
    assert "Machine: same." in out


def test_a_lost_speedup_fails_and_says_which_side_moved(run: Run) -> None:
    code, out, _ = run(save("new.json", seed=2, speedups=LOST), "--baseline", save("old.json"))
    assert code == 1
    assert "regression    primes[pool-2]" in out
    assert "the parallel code got slower" in out


def test_the_factor_that_moved_is_named_where_both_reports_have_profile_rounds(run: Run) -> None:
    lost, old = save("new.json", seed=2, profile=True, speedups=LOST), save("old.json", profile=True)
    assert "its multiplier went from" in run(lost, "--baseline", old)[1]
    assert "multiplier" not in run(save("bare.json", seed=2, speedups=LOST), "--baseline", old)[1]


def test_a_tolerance_of_its_own_lets_a_case_lose_more(run: Run) -> None:
    new, old = save("new.json", seed=2, speedups=LOST), save("old.json")
    assert run(new, "--baseline", old, "--tolerance", "primes[pool-2]=40%")[0] == 0
    assert run(new, "--baseline", old, "--tolerance", "primes[pool-1]=40%")[0] == 1


def test_an_improvement_passes_and_is_named(run: Run) -> None:
    code, out, _ = run(save("new.json", seed=2), "--baseline", save("old.json", speedups=LOST))
    assert code == 0
    assert "improvement   primes[pool-2]" in out


def test_too_little_data_is_inconclusive_and_neither_passes_nor_fails(run: Run) -> None:
    code, out, _ = run(
        save("new.json", seed=2, launches=1, blocks=1), "--baseline", save("old.json", launches=1, blocks=1)
    )
    assert code == 3
    assert "too few rounds for an interval" in out


def test_another_machine_is_inconclusive_and_says_why(run: Run) -> None:
    code, out, _ = run(save("new.json", cores=4), "--baseline", save("old.json"))
    assert code == 3
    assert "the machines are different (usable cores: 4 / 2)" in out


def test_a_comparable_machine_is_judged_without_times(run: Run) -> None:
    code, out, _ = run(
        save("new.json", seed=2, cpu_model="Another", speedups=LOST), "--baseline", save("old.json"), "--format", "json"
    )
    assert code == 1
    found = {one["case"]: one for one in json.loads(out)["verdicts"]}["primes[pool-2]"]
    assert (found["verdict"], found["mover"], found["serial_seconds"]) == ("regression", "not told", None)


def test_comparing_nothing_never_passes(run: Run) -> None:
    code, out, _ = run(save("new.json", workloads=("other",)), "--baseline", save("old.json"))
    assert code == 2
    assert "Nothing was compared: this is no pass." in out
    assert "not compared  primes[pool-2]: only the baseline has it" in out


def test_a_case_that_fails_now_is_exit_code_4(run: Run) -> None:
    code, out, _ = run(save("new.json", failed={("pool", 2): "its worker was killed"}), "--baseline", save("old.json"))
    assert code == 4
    assert "failed now: its worker was killed" in out


def test_a_case_that_failed_in_the_baseline_is_listed(run: Run) -> None:
    code, out, _ = run(save("new.json"), "--baseline", save("old.json", failed={("pool", 2): "no fork here"}))
    assert code == 0
    assert "not compared  primes[pool-2]: the baseline has it as failed: no fork here" in out


def test_work_of_another_size_is_not_compared(run: Run) -> None:
    code, out, _ = run(save("new.json", tasks=48), "--baseline", save("old.json"))
    assert code == 3
    assert "measured at size 48, the baseline at 24" in out


def test_of_a_folder_the_last_ten_of_the_same_machine_serve(run: Run) -> None:
    save_series("results", 12)
    save_series("elsewhere", 3, cores=4)
    code, out, _ = run(save("new.json", speedups=LOST), "--baseline", "results", "--baseline", "elsewhere")
    assert code == 1
    assert "against 10 baselines" in out
    assert "3 baselines not used" in out


def test_a_report_in_the_folder_is_held_against_those_before_it(run: Run) -> None:
    save_series("results", 6)
    code, out, _ = run("4", "--baseline", "results")
    assert code == 0
    assert "against 3 baselines" in out


def test_a_damaged_file_in_the_folder_is_said_and_passed_over(run: Run) -> None:
    save_series("results", 4)
    Path(f"results/Linux/0009_{'0' * 40}_20260101_000009.json").write_text("{")
    code, out, _ = run(save("new.json"), "--baseline", "results")
    assert code == 0
    assert "Not used:" in out and "cut short" in out


def test_the_first_report_in_a_folder_has_no_baseline(run: Run) -> None:
    save_series("results", 2)
    code, _, err = run("1", "--baseline", "results")
    assert code == 2
    assert "serves as a baseline" in err


def test_a_report_is_no_baseline_of_itself(run: Run) -> None:
    code, _, err = run(save("old.json"), "--baseline", "old.json")
    assert code == 2
    assert "given twice" in err


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--tolerance", "5"], "tolerance '5'"),
        (["--tolerance", "x=y"], "tolerance 'y'"),
        (["--memory-tolerance", "-1%"], "tolerance '-1%'"),
        (["--format", "html"], "expected one of text, markdown, json, github, junit"),
        (["--format", "json=/nowhere/at/all.json"], "/nowhere/at"),
        (["--baseline", "none.json"], "no such report"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(run: Run, arguments: list[str], what: str) -> None:
    code, _, err = run(save("new.json", seed=2), "--baseline", save("old.json"), *arguments)
    assert code == 2
    assert what in err
    assert err.count("\n") == 1


def test_a_plain_pytest_benchmark_file_is_no_baseline_and_says_what_it_lacks(run: Run) -> None:
    content = json.loads(Path(save("old.json")).read_text())
    del content["corecurve"]
    Path("plain.json").write_text(json.dumps(content))
    code, _, err = run(save("new.json"), "--baseline", "plain.json")
    assert code == 2
    assert "times but no paired rounds" in err and "corecurve compare" in err


def test_both_sides_of_a_duet_in_one_file_are_no_report_of_one_version(run: Run) -> None:
    base = made()
    sides = [replace(one, subject=f"{one.subject}:base") for one in base.cases]
    write_report(replace(base, cases=[*base.cases, *sides]), "both.json")
    for arguments in (("both.json", "--baseline", save("old.json")), (save("new.json"), "--baseline", "both.json")):
        code, _, err = run(*arguments)
        assert code == 2
        assert "holds primes[pool-1] 2 times" in err


def test_json_holds_what_decided(run: Run) -> None:
    code, out, _ = run(
        save("new.json", seed=2, speedups=LOST), "--baseline", save("old.json"), "--format", "json", "--tolerance", "4%"
    )
    content = json.loads(out)
    assert content["exit_code"] == code == 1
    found = {one["case"]: one for one in content["verdicts"]}["primes[pool-2]"]
    assert found["high"] < -found["tolerance"] == -0.04
    assert found["low"] < found["change"] < found["high"]
    assert 0.04 < found["smallest_loss"] < 0.15
    assert found["mover"] == "parallel slower"
    assert found["parallel_seconds"]["low"] > 0


def test_junit_names_the_case_that_failed(run: Run) -> None:
    run(
        save("new.json", speedups=LOST, seed=2, failed={("pool", 1): NASTY}, workloads=("primes", "new")),
        *("--baseline", save("old.json"), "--format", "junit=check.xml"),
    )
    suite = ET.parse("check.xml").getroot()[0]
    assert suite.get("tests") == "4"
    assert (suite.get("failures"), suite.get("errors"), suite.get("skipped")) == ("1", "1", "2")
    (failed,) = suite.findall("testcase[failure]")
    assert (failed.get("classname"), failed.get("name")) == ("primes", "primes[pool-2]")


def test_github_gets_an_annotation_for_every_loss(run: Run) -> None:
    code, out, _ = run(
        save("new.json", seed=2, speedups=LOST, failed={("pool", 1): NASTY}),
        *("--baseline", save("old.json"), "--format", "github"),
    )
    assert code == 1
    error, warning, notice = out.splitlines()
    assert error.startswith("::error title=primes[pool-2]%3A regression::1.87× → 1.")
    assert warning.startswith("::warning title=primes[pool-1]%3A inconclusive::failed now: ")
    assert notice == "::notice title=speedup check::2 cases: 1 regression, 1 inconclusive."


def test_markdown_shows_the_verdict_and_escapes_what_came_from_a_report(run: Run) -> None:
    code, out, _ = run(
        save("new.json", seed=2, speedups=LOST, failed={("pool", 1): NASTY}),
        *("--baseline", save("old.json"), "--format", "markdown"),
    )
    assert code == 1
    assert out.startswith("### Speedup check: 2 cases: 1 regression, 1 inconclusive.")
    assert "❌ regression | primes\\[pool-2\\] |" in out
    assert "<b>" not in out and "\x1b" not in out
    bars = [line.replace("\\|", "").count("|") for line in out.splitlines() if line.startswith("|")]
    assert set(bars) == {10}


def test_markdown_folds_below_the_table_how_it_was_measured(run: Run) -> None:
    _, out, _ = run(save("new.json", seed=2), "--baseline", save("old.json"), "--format", "markdown")
    visible, _, fold = out.partition("<details>")
    assert "| ✅ unchanged |" in visible and "Machine" not in visible
    assert "<summary>How it was measured</summary>\n\n- Machine: same." in fold


def test_markdown_keeps_another_machine_in_sight_for_it_decides(run: Run) -> None:
    other = save("new.json", seed=2, cpu_model="Imagined CPU")
    _, out, _ = run(other, "--baseline", save("old.json"), "--format", "markdown")
    assert "Machine: comparable" in out[: out.index("| case |")]
    assert "<details>" not in out


def test_many_unchanged_cases_are_folded(run: Run) -> None:
    workloads = tuple(f"w{number}" for number in range(12))
    _, out, _ = run(
        save("new.json", seed=2, workloads=workloads, noise=QUIET),
        *("--baseline", save("old.json", workloads=workloads, noise=QUIET), "--format", "markdown"),
    )
    assert "<summary>24 unchanged</summary>" in out


def test_several_forms_are_written_at_once(run: Run) -> None:
    code, out, _ = run(
        save("new.json", seed=2), "--baseline", save("old.json"), "--format", "text", "--format", "json=check.json"
    )
    assert code == 0
    assert out.startswith("check: ")
    assert json.loads(Path("check.json").read_text())["exit_code"] == 0


def test_text_fits_into_eighty_columns(run: Run) -> None:
    _, out, _ = run(save("new.json", seed=2, speedups=LOST), "--baseline", save("old.json"))
    assert max(map(len, out.splitlines())) <= 80


def test_a_copy_of_the_report_is_no_baseline(run: Run) -> None:
    code, out, err = run(save("new.json"), "--baseline", save("copy.json"))
    assert (code, out) == (2, "")
    assert err == "corecurve: copy.json is a copy of new.json: a run beside itself shows nothing\n"


def test_of_copies_in_a_folder_one_serves(run: Run) -> None:
    save_series("results", 3)
    for number, seed in ((4, 103), (5, 2)):
        name = f"results/Linux/{number:04}_{'0' * 40}_20260101_{number:06}.json"
        save(name, seed=seed, started="2026-01-01T00:00:03+00:00" if seed == 103 else "2026-02-01T00:00:00+00:00")
    code, out, _ = run(save("new.json", seed=2, started="2026-02-01T00:00:00+00:00"), "--baseline", "results")
    assert code == 0
    assert "3 baselines" in out
    assert out.count("is a copy of") == 2


def test_a_tolerance_for_a_case_that_there_is_not_is_a_wrong_call(run: Run) -> None:
    tolerances = ("--tolerance", "primes[pool-*]=10%", "--tolerance", "prime[pool-2]=10%")
    code, _, err = run(save("new.json", seed=2), "--baseline", save("old.json"), *tolerances)
    assert code == 2
    assert "--tolerance prime[pool-2]=…: no case has this name; did you mean primes[pool-2]?" in err


def test_what_was_judged_of_the_costs_is_said(run: Run) -> None:
    costs = ("--startup-tolerance", "50%", "--memory-tolerance", "20%")
    _, out, _ = run(save("new.json", seed=2), "--baseline", save("old.json"), *costs)
    told = " ".join(out.split())
    assert "start-up may grow by 50%: judged in 2 of 2 cases; most " in told
    assert "memory may grow by 20%: not judged, as no case has it on both sides." in told


def test_baselines_of_another_amount_of_work_do_not_count(run: Run) -> None:
    """A small one, which gains less from two workers, would make the loss of a large one look like none."""
    for number, (tasks, speedup) in enumerate([(4, 1.2), (24, 1.85)], 1):
        name = f"results/Linux/{number:04}_{'0' * 40}_20260101_{number:06}.json"
        save(name, seed=number, tasks=tasks, speedups={("pool", 2): speedup}, started=f"2026-01-0{number}T00:00:00Z")
    new = save("new.json", seed=3, tasks=24, speedups={("pool", 2): 1.5}, started="2026-01-03T00:00:00+00:00")
    code, out, _ = run(new, "--baseline", "results")
    assert code == 1, out
    told = " ".join(out.split())
    assert (
        "Of another amount of work, and not counted: primes[pool-1] in 1, primes[pool-2] in 1 of 2 baselines." in told
    )


def test_a_run_that_is_named_by_file_and_by_folder_serves_once(run: Run) -> None:
    save_series("results", 3)
    named = f"results/Linux/0003_{'0' * 40}_20260101_000003.json"
    for baselines in ((named, "results"), ("results", "results/Linux")):
        given = [word for one in baselines for word in ("--baseline", one)]
        _, out, err = run(save("new.json", seed=2), *given)
        assert "against 3 baselines" in out, err
