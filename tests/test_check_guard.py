"""``corecurve guard``: against the baseline where it is this machine's, else by a duet, and it says which."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from command_line import corecurve
from made_reports import make_report

from corecurve.bench.report_file.writing import write_report

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


def guard(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return corecurve(project, "guard", "naps.py", *THREADS, *arguments, door=DOOR)


def test_a_baseline_of_this_machine_serves(project: Path) -> None:
    measured_before = ("--precision", "20%", "--no-profile", "--output", "results/baseline.json")
    corecurve(project, "run", "naps.py", *THREADS, *measured_before)
    done = guard(project, "--budget", "5s", "--tolerance", "40%", "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "measuring against results/baseline.json" in done.stderr
    conclusion = json.loads(done.stdout)
    assert conclusion["remarks"] == ["Machine: same."]
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


def test_a_damaged_baseline_is_an_error_not_a_reason(project: Path) -> None:
    (project / "results").mkdir()
    (project / "results" / "baseline.json").write_text("{")
    done = guard(project)
    assert done.returncode == 2
    assert "cut short" in done.stderr and "measure it anew" in done.stderr
    assert done.stderr.count("\n") == 1
