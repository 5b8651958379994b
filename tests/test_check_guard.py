"""``corecurve guard``: against the baseline where it is this machine's, else by a duet, and it says which."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import corecurve
from made_reports import make_report

from corecurve.bench.report_file.writing import write_report
from corecurve.reports.duet.base_revision import parent_where_same

DOOR = "corecurve.reports"
NAPS = """\
import time
from corecurve.core import Workload

def pause(seconds):
    time.sleep(seconds)

naps = Workload("naps", pause, lambda: [0.01] * 8, kind="wait")
"""
THREADS = ("--backend", "threads", "--workers", "2")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "naps.py").write_text(NAPS)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=tmp_path, check=True)
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True)


def commit(project: Path, message: str) -> None:
    git(project, "add", "naps.py")
    git(project, "commit", "--quiet", "--allow-empty", "--message", message)


def guard(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return corecurve(project, "guard", "naps.py", *THREADS, *arguments, door=DOOR)


def test_a_baseline_of_this_machine_serves(project: Path) -> None:
    """What is judged is what was measured, also where the storage holds a report that began later."""
    measured_before = ("--precision", "20%", "--no-profile", "--output", "results/baseline.json")
    corecurve(project, "run", "naps.py", *THREADS, *measured_before)
    later = project / "results" / "Linux" / "0001_unversioned_20990101_000000.json"
    later.parent.mkdir()
    write_report(make_report(cpu_model="Imagined CPU", started="2099-01-01T00:00:00+00:00"), later)
    done = guard(project, "--budget", "5s", "--tolerance", "40%", "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "measuring against results/baseline.json" in done.stderr
    conclusion = json.loads(done.stdout)
    assert [one for one in conclusion["remarks"] if "of a core" not in one] == ["Machine: same."]
    assert conclusion["verdicts"][0]["case"] == "naps[threads-2]"


def test_without_a_baseline_it_is_a_duet(project: Path) -> None:
    done = guard(project)
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert first == "duet against origin/main: there is no results/baseline.json"
    assert "revision 'origin/main' is not in" in second


def test_a_baseline_of_another_machine_does_not_serve_and_the_field_that_decided_is_named(project: Path) -> None:
    (project / "results").mkdir()
    write_report(make_report(cpu_model="Imagined CPU"), project / "results" / "baseline.json")
    done = guard(project, "--against", "no-such-revision")
    assert done.returncode == 2
    assert "results/baseline.json is of another machine (" in done.stderr.splitlines()[0]


def test_a_tree_that_is_the_reference_itself_is_measured_against_its_parent(project: Path) -> None:
    commit(project, "naps")
    commit(project, "the same")
    done = guard(project, "--against", "main", "--budget", "20s", "--tolerance", "40%")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.splitlines()[:2] == [
        "duet against main: there is no results/baseline.json",
        "this tree is main itself, and has no changes: measured against its parent, HEAD~1",
    ]
    assert "against HEAD~1 (" in done.stdout


def test_a_changed_tree_is_measured_against_the_reference_though_it_is_its_own_commit(project: Path) -> None:
    commit(project, "naps")
    (project / "naps.py").write_text(NAPS.replace("0.01", "0.012"))
    assert parent_where_same("main", project) is None


def test_a_tree_that_is_the_first_commit_has_nothing_to_be_measured_against(project: Path) -> None:
    commit(project, "naps")
    done = guard(project, "--against", "main")
    assert (done.returncode, done.stdout) == (2, "")
    assert "the first commit has none" in done.stderr.splitlines()[1]
    assert done.stderr.count("\n") == 2


def test_a_shallow_clone_without_the_parent_is_told_how_to_get_it(project: Path, tmp_path: Path) -> None:
    commit(project, "naps")
    commit(project, "the same")
    clone = tmp_path / "clone"
    git(project, "clone", "--quiet", "--depth=1", f"file://{project}", str(clone))
    done = guard(clone)
    assert (done.returncode, done.stdout) == (2, "")
    assert "git fetch --deepen 1" in done.stderr.splitlines()[1]
    git(clone, "fetch", "--quiet", "--deepen", "1")
    assert parent_where_same("origin/main", clone) == "HEAD~1"


def test_a_damaged_baseline_is_an_error_not_a_reason(project: Path) -> None:
    (project / "results").mkdir()
    (project / "results" / "baseline.json").write_text("{")
    done = guard(project)
    assert done.returncode == 2
    assert "cut short" in done.stderr and "measure it anew" in done.stderr
    assert done.stderr.count("\n") == 1


def test_both_sides_of_a_duet_are_refused_as_a_baseline_before_anything_is_measured(project: Path) -> None:
    (project / "results").mkdir()
    report = make_report()
    case = next(one for one in report.cases if one.backend != "serial")
    both = replace(report, cases=[*report.cases, replace(case, subject="the other side")])
    write_report(both, project / "results" / "baseline.json")
    done = guard(project)
    assert done.returncode == 2
    assert "2 times, as `corecurve duet --output` saves both of its sides" in done.stderr
    assert "measuring against" not in done.stderr
