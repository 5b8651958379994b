"""Whether corecurve reports the speedup that a hand-written script measures, and leaves the rounds alone."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from statistics import median, stdev
from typing import Any

import pytest
from command_line import ROOT
from plain_tasks import SIZE

from corecurve.bench.estimator.estimate import speedup
from corecurve.bench.measuring.measurement import Measurement
from corecurve.bench.measuring.plan import Plan, SubjectPlan
from corecurve.bench.report import Report
from corecurve.bench.sources import find_workloads
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.core.case import Case

HERE = Path(__file__).parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / ".links"), str(HERE)))}
BLOCKS = 60
BLOCKS_A_LAUNCH = 3
TURNS = 8
ROUNDS = 12


@pytest.mark.parametrize("name", ["counting", "digests"])
def test_faithful(name: str, show: Callable[[str], None]) -> None:
    """Of two tasks: how fast a loop in Python runs depends on where its process happens to keep its objects."""
    with closing(turns_by_hand(name)) as by_hand:
        report, hand = measured_in_turn(name, by_hand)
    serial, pool = (next(one.rounds for one in report.cases if one.backend == side) for side in ("serial", "pool"))
    found = speedup(serial, pool)
    assert found is not None
    walls = {side: median(one[side] for one in hand) for side in ("serial", "parallel")}
    simple = walls["serial"] / walls["parallel"]
    blocks = [
        math.log(slow.wall_seconds / fast.wall_seconds / (one["serial"] / one["parallel"]))
        for slow, fast, one in zip(serial, pool, hand, strict=True)
    ]
    error = stdev(blocks) / math.sqrt(len(blocks))
    show(f"faithful: Pool(2).map of {name}, {len(blocks)} blocks in turn: by hand {simple:.3f} (of medians)")
    show(f"          corecurve {found.value:.3f} ({found.low:.3f}–{found.high:.3f})")
    show(f"          corecurve / by hand {found.value / simple:.3f} (wanted: within 2%)")
    show(f"          block by block      {math.exp(median(blocks)):.3f} (median), standard error {error:.3f}")


def measured_in_turn(name: str, by_hand: Iterator[dict[str, float]]) -> tuple[Report, list[dict[str, float]]]:
    """The blocks of corecurve, with one round of either side by hand after each."""
    hand = []
    with Laboratory(find_interpreter(None)) as laboratory:
        (workload,) = find_workloads(laboratory, [f"{HERE / 'plain_tasks.py'}:{name}"])
        subject = SubjectPlan(workload, "pool", cases=(Case(workload.name, "pool", 2),))
        plan = Plan(subjects=(subject,), budget_seconds=600.0, precision=1e-6, has_profile=False)
        for block in Measurement(laboratory, plan):
            hand.append(next(by_hand))
            if block.number >= BLOCKS:
                return block.report, hand
    raise AssertionError("the budget ended first")


def turns_by_hand(name: str) -> Generator[dict[str, float]]:
    """What the hand-written script measures, turn by turn; started anew as often as a subject is."""
    while True:
        command = [sys.executable, str(HERE / "plain_pool.py"), name, "2"]
        with subprocess.Popen(
            command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as hand:
            assert hand.stdin is not None and hand.stdout is not None
            for _ in range(BLOCKS_A_LAUNCH):
                hand.stdin.write("go\n")
                hand.stdin.flush()
                yield json.loads(hand.stdout.readline())


def run_script(name: str, *arguments: object) -> dict[str, list[float]]:
    done = subprocess.run(
        [sys.executable, str(HERE / name), *map(str, arguments)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    answer: dict[str, list[float]] = json.loads(done.stdout)
    return answer


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
