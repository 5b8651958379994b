"""Reports side by side: nothing is dropped, nothing is compared that means nothing, every form is safe."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command_line import call_here
from made_reports import make_report, saved

from corecurve.bench.report import Report
from corecurve.reports.compare.comparison import Comparison, compare, label_of
from corecurve.reports.compare.rendering import as_csv, as_markdown, as_text

NASTY = "<script>alert(1)</script> {{7*7}} | [x](javascript:1) @team `code` \x1b[31m\u202e"


def made(**settings: Any) -> Report:
    return make_report(**{"workers": (1, 2), "launches": 3, "profile": False, **settings})


def compared(*reports: Report) -> Comparison:
    return compare([(f"{label_of(number)}.json", report) for number, report in enumerate(reports)])


def test_the_ratio_of_speedups_holds_the_truth() -> None:
    comparison = compared(made(), made(speedups={("pool", 2): 1.6}, seed=2))
    pool = next(one for one in comparison.cases if one.id == "primes[pool-2]")
    first, shift = pool.speedup_shifts
    assert first is None
    assert shift is not None
    truth = 1.6 / (0.97 * 2 / (1 + 0.02 * 0.97 * 2)) - 1
    assert shift.low(0.001) < truth < shift.high(0.001)
    assert shift.change == pytest.approx(truth, abs=0.02)


def test_a_case_on_one_side_only_is_listed_everywhere() -> None:
    comparison = compared(made(), made(workers=(1, 2, 4), seed=2))
    assert [one.id for one in comparison.lonely] == ["primes[threads-4]", "primes[processes-4]", "primes[pool-4]"]
    assert "A does not have primes[threads-4]" in as_text(comparison, 80)
    assert "not measured" in as_markdown(comparison)
    rows = list(csv.DictReader(io.StringIO(as_csv(comparison))))
    assert [row["side"] for row in rows if row["case_id"] == "primes[pool-4]"] == ["B"]


def test_a_failed_case_keeps_its_reason() -> None:
    text = as_text(compared(made(), made(failed={("pool", 2): "a worker was killed by SIGKILL"})), 80)
    assert "B: primes[pool-2] failed: a worker was killed by SIGKILL" in text


def test_different_machines_get_no_ratio_but_seconds_and_share_of_the_ceiling() -> None:
    comparison = compared(made(), made(cores=4, seed=2))
    text = as_text(comparison, 80)
    assert "B against A: different" in text
    assert "usable cores: 2 / 4" in text
    assert " to " not in text.split("backend", 1)[1]
    row = next(row for row in csv.DictReader(io.StringIO(as_csv(comparison))) if row["side"] == "B")
    assert row["speedup_change"] == "" == row["seconds_change"]
    assert float(row["ceiling_share"]) > 0


def test_comparable_machines_get_a_ratio_of_speedups_but_none_of_times() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(compared(made(), made(cpu_model="Another", seed=2))))))
    other = [row for row in rows if row["side"] == "B"]
    assert all(row["speedup_change"] for row in other)
    assert not any(row["seconds_change"] for row in other)


def test_seconds_of_different_amounts_of_work_are_not_put_in_ratio() -> None:
    second = made(seed=2)
    second = replace(second, cases=[replace(one, size=one.size + 1) for one in second.cases])
    comparison = compared(made(), second)
    assert all(shift is None for one in comparison.cases for shift in one.seconds_shifts)
    assert "The sizes of primes differ" in as_text(comparison, 80)


def test_ten_reports_fit_into_eighty_columns() -> None:
    text = as_text(compared(*(made(seed=seed, workloads=("primes", "waiting")) for seed in range(10))), 80)
    assert max(map(len, text.splitlines())) <= 80
    assert "J" in text


def test_labels_go_on_after_the_alphabet() -> None:
    assert [label_of(number) for number in (0, 25, 26, 27)] == ["A", "Z", "A2", "B2"]


def test_markdown_shows_what_came_from_a_report_as_text() -> None:
    nasty = made(node=NASTY, cpu_model=NASTY, failed={("pool", 2): NASTY}, workloads=(NASTY,))
    text = as_markdown(compared(made(), nasty))
    assert "<script" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert " @team" not in text
    bars = [line.replace("\\|", "").count("|") for line in text.splitlines() if line.startswith("| ")]
    assert set(bars) == {12}


def test_markdown_folds_what_is_said_of_single_cases_and_not_which_machines_are_compared() -> None:
    text = as_markdown(compared(made(), made(failed={("pool", 2): "TypeError: no"})))
    visible, _, fold = text.partition("<details>")
    assert "B against A: same" in visible and "| backend | P |" in visible
    assert "TypeError: no" in fold
    assert "cases that could not be compared</summary>\n\n- B: primes" in fold
    assert "<details>" not in as_markdown(compared(made(), made(seed=2)))


def test_the_command_takes_paths_and_writes_each_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = saved(tmp_path, made(), "a.json"), saved(tmp_path, made(seed=2), "b.json")
    code, out, err = call_here(capsys, "compare", first, second)
    assert (code, err) == (0, "")
    assert "primes: the serial loop takes A" in out
    code, out, _ = call_here(capsys, "compare", first, second, "--markdown", "-", "--csv", str(tmp_path / "c.csv"))
    assert code == 0
    assert "| backend | P |" in out
    assert (tmp_path / "c.csv").read_text().startswith("side,file,node,tier,case_id")


def test_reports_without_a_common_case_are_shown_and_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [saved(tmp_path, made(workloads=(name,)), f"{name}.json") for name in ("primes", "waiting")]
    code, out, err = call_here(capsys, "compare", *paths)
    assert code == 2
    assert "waiting" in out
    assert err == "corecurve: nothing was compared: no case is in several of the reports\n"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["{a}"], "two reports or more"),
        (["{a}", "{a}"], "given twice"),
        (["{a}", "{folder}/link.json"], "given twice"),
        (["{a}", "{folder}/copy.json"], "copy.json is a copy of"),
        (["{a}", "{folder}/none.json"], "no such report"),
        (["{a}", "{folder}/empty.json"], "is empty"),
        (["{a}", "{folder}/cut.json"], "cut short"),
        (["{a}", "{folder}/other.json"], "no key `corecurve`"),
    ],
)
def test_a_wrong_file_or_call_is_one_line_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], what: str
) -> None:
    first = saved(tmp_path, made(), "a.json")
    (tmp_path / "link.json").symlink_to(first)
    (tmp_path / "copy.json").write_bytes(first.read_bytes())
    (tmp_path / "empty.json").touch()
    (tmp_path / "cut.json").write_bytes(first.read_bytes()[:1000])
    (tmp_path / "other.json").write_text('{"rows": []}')
    code, out, err = call_here(capsys, "compare", *(one.format(a=first, folder=tmp_path) for one in arguments))
    assert (code, out) == (2, "")
    assert what in err
    assert err.count("\n") == 1


def test_a_plain_pytest_benchmark_file_is_compared_by_its_times(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = saved(tmp_path, made(), "a.json")
    plain = json.loads(Path(report).read_text())
    del plain["corecurve"]
    for one in plain["benchmarks"]:
        one["stats"]["min"] *= 1.5
    (tmp_path / "plain.json").write_text(json.dumps(plain))
    code, out, _ = call_here(capsys, "compare", report, str(tmp_path / "plain.json"))
    assert code == 0
    assert "B is a plain pytest-benchmark file: times but no paired rounds" in out
    assert "+50%" in out
    code, out, _ = call_here(capsys, "compare", report, str(tmp_path / "plain.json"), "--markdown", "-")
    assert code == 0
    assert "| benchmark |" in out


def test_importing_the_command_loads_no_pandas_numpy_or_matplotlib() -> None:
    program = (
        "import sys, corecurve.reports.commands.compare, corecurve.reports.commands.check;"
        "print([name for name in ('pandas', 'numpy', 'matplotlib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
