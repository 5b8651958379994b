"""What a run's time goes to, and how light the command line is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from command_line import ROOT, corecurve, only_report

from corecurve.bench.report_file.reading import load_report

TRIES = 15
SPENT = ("rounds", "startup_and_stop", "profile")


def test_frugal(tmp_path: Path, show: Callable[[str], None]) -> None:
    done = corecurve(tmp_path, "run", "--quiet", "--budget", "60s")
    assert done.returncode in (0, 4), done.stderr
    run = load_report(only_report(tmp_path)).run
    share = sum(run.spent_seconds.get(name, 0.0) for name in SPENT) / run.elapsed_seconds
    named = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in run.spent_seconds.items())
    show(f"frugal: {share:.0%} of {run.elapsed_seconds:.0f} s in rounds, start-up and stop, profile (wanted: 80%)")
    show(f"        {run.blocks} blocks; {named}")


def test_light(show: Callable[[str], None]) -> None:
    nothing, our_help = [], []
    for _ in range(TRIES):
        nothing.append(seconds_of(["-c", "pass"]))
        our_help.append(seconds_of(["-m", "corecurve.reports", "--help"]))
    show(f"light: corecurve --help / python -c pass: {median(our_help) / median(nothing):.1f}× (wanted: 10×)")


def seconds_of(arguments: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / ".links")},
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )
    return time.perf_counter() - start
