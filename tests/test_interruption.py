"""What is saved, and what is left behind, when a run is interrupted or killed for real."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import only_report, processes_using, start_corecurve
from laboratories import WORKLOAD_FILES

from corecurve.bench.report_file.reading import load_report

TELLING = f"{WORKLOAD_FILES / 'everyday.py'}:telling"
LEAVING = f"{WORKLOAD_FILES / 'everyday.py'}:leaving"
_ENDLESS = ("--backend", "threads,pool", "--workers", "2", "--budget", "60s", "--precision", "0.01%", "--no-profile")
_A_BLOCK = 10
"""More rounds than the size takes to find and the first of two subjects has in its block."""
_PATIENCE_SECONDS = 60.0


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


def has_saved(folder: Path) -> bool:
    """Whether a report with rounds has been saved."""
    found = list((folder / "results").rglob("[!.]*.json")) if (folder / "results").exists() else []
    return any(case.rounds for path in found for case in load_report(path).cases)


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_saves_what_it_has_and_leaves_nothing_behind(
    tmp_path: Path, name: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "rounds"
    told.touch()
    monkeypatch.setenv("CORECURVE_TEST_ROUNDS", str(told))
    process = start_corecurve(tmp_path, "run", TELLING, *_ENDLESS)
    try:
        wait_until(lambda: len(told.read_text().splitlines()) > _A_BLOCK, "the first block was measured")
        process.send_signal(name)
        output, errors = process.communicate(timeout=_PATIENCE_SECONDS)
    finally:
        process.kill()
    assert process.returncode == 130, errors
    assert f"interrupted by {name.name}" in errors
    report = load_report(only_report(tmp_path))
    assert report.run.interrupted == name.name
    assert not report.run.is_complete
    assert any(case.rounds for case in report.cases)
    assert str(only_report(tmp_path).name) in output
    assert processes_using(tmp_path / "tmp") == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_harness_that_is_killed_leaves_a_report_and_no_process_folder_or_shared_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = f"corecurve-test-{os.getpid()}"
    monkeypatch.setenv("CORECURVE_TEST_SEGMENT", segment)
    process = start_corecurve(tmp_path, "run", LEAVING, *_ENDLESS)
    try:
        wait_until(lambda: has_saved(tmp_path), "the first blocks were saved")
    finally:
        process.kill()
        process.communicate(timeout=_PATIENCE_SECONDS)
    wait_until(lambda: processes_using(tmp_path / "tmp") == [], "the warden had ended every process")
    wait_until(lambda: list((tmp_path / "tmp").iterdir()) == [], "the warden had removed the run's folder")
    shared = Path("/dev/shm")
    if shared.exists():
        wait_until(lambda: not list(shared.glob(f"{segment}*")), "no shared memory was left")
    report = load_report(only_report(tmp_path))
    assert not report.run.is_complete
    assert any(case.rounds for case in report.cases)
