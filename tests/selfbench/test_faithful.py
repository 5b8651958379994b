"""Whether corecurve reports the speedup that a hand-written script measures, and leaves the rounds alone."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import fmean, median, stdev
from typing import Any

import pytest
from command_line import ROOT, corecurve
from plain_tasks import SIZE

from corecurve.bench.estimator.estimate import speedup
from corecurve.bench.report import Round
from corecurve.bench.report_file.reading import load_report
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.core.case import Case

HERE = Path(__file__).parent
TURNS = 8
ROUNDS = 12


def run_script(name: str, *arguments: object) -> dict[str, list[float]]:
    done = subprocess.run(
        [sys.executable, str(HERE / name), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / ".links"), str(HERE)))},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    answer: dict[str, list[float]] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize("name", ["counting", "digests"])
def test_faithful(name: str, tmp_path: Path, show: Callable[[str], None]) -> None:
    """Of two tasks: how fast a loop in Python runs depends on where its process happens to keep its objects."""
    ours, raw, theirs, simple = [], [], [], []
    for turn in range(TURNS):
        walls = run_script("plain_pool.py", name, ROUNDS, 2)
        theirs.append(median(walls["serial"]) / median(walls["parallel"]))
        simple.append(min(walls["serial"]) / min(walls["parallel"]))
        target = tmp_path / f"{turn}.json"
        done = corecurve(
            tmp_path, "run", f"{HERE / 'plain_tasks.py'}:{name}", "--backend", "pool", "--workers", "2",
            "--budget", "8s", "--no-profile", "--quiet", "--output", str(target),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        report = load_report(target)
        case = next(case for case in report.cases if case.backend == "pool")
        serial = report.serial_of(case)
        assert serial is not None
        found = speedup(serial.rounds, case.rounds)
        assert found is not None
        ours.append(found.value)
        raw.append(median_wall(serial.rounds) / median_wall(case.rounds))
    show(f"faithful: Pool(2).map of {name}, {TURNS} turns: corecurve {median(ours):.3f}, by hand {median(theirs):.3f}")
    show(f"          corecurve / medians by hand {ratio(ours, theirs)} (wanted: within 2%)")
    show(f"          corecurve / minima by hand  {ratio(ours, simple)}")
    show(f"          medians / medians by hand   {ratio(raw, theirs)}")


def median_wall(rounds: Sequence[Round]) -> float:
    return median(one.wall_seconds for one in rounds)


def ratio(ones: list[float], others: list[float]) -> str:
    """The mean ratio of the turns, with its standard error."""
    logarithms = [math.log(one / other) for one, other in zip(ones, others, strict=True)]
    error = stdev(logarithms) / math.sqrt(len(logarithms))
    return f"{math.exp(fmean(logarithms)):.4f} +-{error:.4f}"


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
