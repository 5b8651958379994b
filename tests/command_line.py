"""The command line for tests: run as a person runs it, in a process of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from corecurve.reports.cli import main

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 120.0


def environment(temporary: Path) -> dict[str, str]:
    """Our environment, with the temporary files where a test can look for what was left behind.

    ``temporary`` becomes a link to a folder with a short name: pytest's own are too long for a socket's address.
    """
    if not temporary.exists():
        short = tempfile.mkdtemp(prefix="cc-")
        atexit.register(shutil.rmtree, short, ignore_errors=True)
        temporary.symlink_to(short, target_is_directory=True)
    return {**os.environ, "PYTHONPATH": str(ROOT / ".links"), "TMPDIR": os.path.realpath(temporary), "COLUMNS": "100"}


def corecurve(folder: Path, *arguments: str, door: str = "corecurve.bench") -> subprocess.CompletedProcess[str]:
    """Runs a command to its end in ``folder``; its temporary files go to ``folder/tmp``."""
    return run_python(folder, "-m", door, *arguments)


def run_python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs our interpreter in the same way."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(folder / "tmp"),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def call_here(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Calls a command in this process: its exit code, output and errors."""
    code = main([str(one) for one in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def start_corecurve(folder: Path, *arguments: str, door: str = "corecurve.bench") -> subprocess.Popen[str]:
    """Starts a command and returns at once."""
    return subprocess.Popen(
        [sys.executable, "-m", door, *arguments],
        cwd=folder,
        env=environment(folder / "tmp"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def processes_using(temporary: Path) -> list[int]:
    """The live processes that work in this temporary folder: subjects, workers, wardens."""
    found = []
    for process in psutil.process_iter():
        try:
            is_there = process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE
            if is_there and os.path.realpath(temporary) in process.environ().get("TMPDIR", ""):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def only_report(folder: Path) -> Path:
    """The one report in the storage of a folder."""
    (found,) = (folder / "results").rglob("*.json")
    return found
