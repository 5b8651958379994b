"""Whether corecurve reports the speedup that a hand-written script measures, and leaves the rounds alone."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median, stdev
from typing import Any

import pytest
from command_line import ROOT
from plain_tasks import SIZE

from corecurve.bench.estimator.estimate import speedup
from corecurve.bench.measuring.measurement import Measurement
from corecurve.bench.measuring.plan import Plan, SubjectPlan
from corecurve.bench.report import Report, Round
from corecurve.bench.sources import find_workloads
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.core.case import Case

HERE = Path(__file__).parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / ".links"), str(HERE)))}
BLOCKS = 60
BLOCKS_A_LAUNCH = 3
TURNS = 24
ROUNDS = 5


@pytest.mark.parametrize("name", ["counting", "digests"])
def test_faithful(name: str, show: Callable[[str], None]) -> None:
    """Of two tasks, one that computes in Python and one in C.

    corecurve tells the speedup of the undisturbed machine, which is what the best rounds of a launch of the script come
    near to, as with ``timeit``. Where the machine is disturbed even these are slower than that. What both measured,
    whatever is made of it, is compared by one statistic of the rounds of both.
    """
    with closing(turns_by_hand(name)) as by_hand:
        report, hand = measured_in_turn(name, by_hand)
    serial, pool = (next(one.rounds for one in report.cases if one.backend == side) for side in ("serial", "pool"))
    found = speedup(serial, pool)
    assert found is not None
    ours = Launches([walls_of_launches(serial), walls_of_launches(pool)])
    theirs = Launches([hand_walls(hand, side) for side in ("serial", "parallel")])
    best, interval = theirs.middle_of(min), f"{found.low:.3f}–{found.high:.3f}"
    show(f"faithful: Pool(2).map of {name}, {len(hand)} blocks in turn")
    show(f"          corecurve {found.value:.3f} ({interval}), by hand {best:.3f} of a launch's best rounds")
    show(f"          corecurve / by hand {found.value / best:.3f} (wanted: within 2%)")
    mean, their_mean = ours.mean_of(median), theirs.mean_of(median)
    error = math.hypot(ours.error_of(median), theirs.error_of(median))
    same = f"corecurve's {math.exp(mean):.3f}, by hand {math.exp(their_mean):.3f}"
    ratio = f"{math.exp(mean - their_mean):.3f}, standard error {error:.3f}"
    show(f"          the rounds themselves, medians of launches: {same}, ratio {ratio}")


@dataclass(frozen=True)
class Launches:
    """Wall seconds of the serial and of the parallel rounds, launch by launch."""

    walls: Sequence[Sequence[Sequence[float]]]

    def speedups(self, of: Callable[[Sequence[float]], float]) -> list[float]:
        """The logarithm of each launch's speedup, by a statistic of its rounds."""
        return [math.log(of(slow) / of(fast)) for slow, fast in zip(*self.walls, strict=True)]

    def middle_of(self, of: Callable[[Sequence[float]], float]) -> float:
        return math.exp(median(self.speedups(of)))

    def mean_of(self, of: Callable[[Sequence[float]], float]) -> float:
        return fmean(self.speedups(of))

    def error_of(self, of: Callable[[Sequence[float]], float]) -> float:
        found = self.speedups(of)
        return stdev(found) / math.sqrt(len(found))


def walls_of_launches(rounds: Sequence[Round]) -> list[list[float]]:
    launches: dict[int, list[float]] = {}
    for one in rounds:
        launches.setdefault(one.launch, []).append(one.wall_seconds)
    return list(launches.values())


def hand_walls(turns: Sequence[dict[str, list[float]]], side: str) -> list[list[float]]:
    launches = [turns[first : first + BLOCKS_A_LAUNCH] for first in range(0, len(turns), BLOCKS_A_LAUNCH)]
    return [[wall for turn in launch for wall in turn[side]] for launch in launches]


def measured_in_turn(
    name: str, by_hand: Iterator[dict[str, list[float]]]
) -> tuple[Report, list[dict[str, list[float]]]]:
    """The blocks of corecurve, with a turn of the script after each."""
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


def turns_by_hand(name: str) -> Generator[dict[str, list[float]]]:
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
    """In turns that are short, as the machine drifts; of many launches, as these differ; the first changes."""
    ratios: dict[str, list[float]] = {"serial": [], "pool": []}
    for turn in range(TURNS):
        walls = {}
        for has_harness in (False, True) if turn % 2 else (True, False):
            walls[has_harness] = rounds_in_a_subject() if has_harness else run_script("bare_rounds.py", SIZE, ROUNDS)
        for side, found in ratios.items():
            found.append(median(walls[True][side]) / median(walls[False][side]))
    for side, found in ratios.items():
        error = 1.2533 * stdev(found) / math.sqrt(TURNS)  # a median's
        text = f"{median(found):.4f}, standard error {error:.4f}"
        show(f"undisturbed: {side} rounds with the harness / in a bare script: {text} (wanted: within 1%)")


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
            walls["pool"].append(
                subject.ask("case", deadline_seconds=60, case=case, **same)["rounds"][0]["wall_seconds"]
            )
    return walls
