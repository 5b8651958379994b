"""Whether corecurve reports the speedup that a hand-written script measures, and leaves the rounds alone."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from statistics import fmean, median
from typing import Any

from command_line import ROOT, corecurve

from corecurve.bench.estimate import speedup
from corecurve.bench.interpreter import find_interpreter
from corecurve.bench.laboratory import Laboratory
from corecurve.bench.report_reading import load_report
from corecurve.core.case import Case

HERE = Path(__file__).parent
SIZE = 60
TURNS = 8
ROUNDS = 12
FIXED = f"""
from corecurve.core import Workload
from corecurve.core.workloads.primes import count_primes, segments

def inputs():
    return segments({SIZE})

fixed_primes = Workload("fixed-primes", count_primes, inputs)
"""


def run_script(name: str, *arguments: int) -> dict[str, list[float]]:
    done = subprocess.run(
        [sys.executable, str(HERE / name), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT / ".links")},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    answer: dict[str, list[float]] = json.loads(done.stdout)
    return answer


def test_faithful(tmp_path: Path, show: Callable[[str], None]) -> None:
    (tmp_path / "fixed.py").write_text(FIXED)
    ours, theirs, simple = [], [], []
    for turn in range(TURNS):
        walls = run_script("plain_pool.py", SIZE, ROUNDS, 2)
        theirs.append(median(walls["serial"]) / median(walls["parallel"]))
        simple.append(min(walls["serial"]) / min(walls["parallel"]))
        target = tmp_path / f"{turn}.json"
        done = corecurve(
            tmp_path, "run", "fixed.py", "--backend", "pool", "--workers", "2", "--budget", "8s",
            "--no-profile", "--quiet", "--output", str(target),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        report = load_report(target)
        case = next(case for case in report.cases if case.backend == "pool")
        serial = report.serial_of(case)
        assert serial is not None
        found = speedup(serial.rounds, case.rounds)
        assert found is not None
        ours.append(found.value)
    ratio = math.exp(fmean(math.log(a / b) for a, b in zip(ours, theirs, strict=True)))
    of_minima = math.exp(fmean(math.log(a / b) for a, b in zip(ours, simple, strict=True)))
    show(f"faithful: Pool(2).map of primes, {TURNS} turns each")
    show(f"          corecurve {median(ours):.3f}, by hand {median(theirs):.3f}")
    show(f"          ratio {ratio:.4f} to its medians, {of_minima:.4f} to its minima (wanted: within 2%)")


def test_undisturbed(show: Callable[[str], None]) -> None:
    ratios: dict[str, list[float]] = {"serial": [], "pool": []}
    for _ in range(TURNS):
        bare = run_script("bare_rounds.py", SIZE, ROUNDS)
        watched = rounds_in_a_subject()
        for side, found in ratios.items():
            found.append(median(watched[side]) / median(bare[side]))
    for side, found in ratios.items():
        show(f"undisturbed: {side} rounds with the harness / in a bare script: {median(found):.4f} (wanted: within 1%)")


def rounds_in_a_subject() -> dict[str, list[float]]:
    walls: dict[str, list[float]] = {"serial": [], "pool": []}
    case = asdict(Case("primes", "pool", 2))
    with Laboratory(find_interpreter(None)) as laboratory:
        subject = laboratory.start_subject()
        source = {"module": "corecurve.core.workloads.primes"}
        subject.ask("load", deadline_seconds=60, source=source, workload="primes")
        for _ in range(ROUNDS):
            same: dict[str, Any] = {"size": SIZE, "iterations": 1, "stopwatch": True}
            walls["serial"].append(subject.ask("serial", deadline_seconds=60, **same)["round"]["wall_seconds"])
            walls["pool"].append(subject.ask("case", deadline_seconds=60, case=case, **same)["round"]["wall_seconds"])
    return walls
