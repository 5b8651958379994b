"""How often the estimator's 95% interval holds the truth, in worlds whose truth is known."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

from made_rounds import Run, World, take_run

from corecurve.bench.estimator.estimate import Estimate, pooled_launch_variance, speedup

PRECISION = 0.02
LEAST_BLOCKS, LEAST_LAUNCHES = 5, 2
CASES_OF_A_RUN = 8


@dataclass(frozen=True)
class Outcome:
    """What one case ended with, and whether that holds the truth."""

    estimate: Estimate
    holds: bool


def coverage(outcomes: Iterable[Outcome]) -> float:
    """The share of intervals that hold the truth."""
    held = [one.holds for one in outcomes]
    return sum(held) / len(held)


def fixed_runs(world: World, *, blocks: int, launches: int, runs: int) -> Iterator[Outcome]:
    """Single cases of so many blocks, which know nothing but their own launches."""
    for seed in range(runs):
        run = take_run(world, f"fixed {seed}", blocks=blocks, launches=launches)
        yield from _outcome(speedup(run.serial, run.parallel), world)


def stopping_runs(
    world: World,
    *,
    blocks_per_launch: int,
    most_blocks: int,
    runs: int,
    least_launches: int = LEAST_LAUNCHES,
) -> Iterator[Outcome]:
    """Runs of eight cases of unequal noise, each of which stops at the first block at which it is precise."""
    for seed in range(runs):
        random = Random(f"stopping {seed}")
        cases = [
            Run(_like(world, random), Random(f"{seed} {case}"), blocks_per_launch, most_blocks, 100 * case)
            for case in range(CASES_OF_A_RUN)
        ]
        yield from _stop_when_precise(cases, most_blocks, least_launches)


def _like(world: World, random: Random) -> World:
    scale = math.exp(random.gauss(0, 0.5))
    return replace(
        world,
        work_deviation=world.work_deviation * scale,
        spread_deviation=world.spread_deviation * scale,
        launch_deviation=world.launch_deviation * scale,
    )


def _stop_when_precise(cases: list[Run], most_blocks: int, least_launches: int) -> Iterator[Outcome]:
    going = list(cases)
    for block in range(1, most_blocks + 1):
        for case in cases:
            case.take_block()
        launches = math.ceil(block / cases[0].blocks_per_launch)
        if block < LEAST_BLOCKS or launches < least_launches:
            continue
        variance = pooled_launch_variance((case.serial, case.parallel) for case in cases)
        for case in list(going):
            estimate = speedup(case.serial, case.parallel, launch_variance=variance)
            if block == most_blocks or (estimate is not None and estimate.half_width <= PRECISION):
                going.remove(case)
                yield from _outcome(estimate, case.world)
        if not going:
            return


def _outcome(estimate: Estimate | None, world: World) -> Iterator[Outcome]:
    """Nothing where the rounds are too few for an interval: nothing is claimed then."""
    if estimate is not None:
        yield Outcome(estimate, estimate.low <= world.speedup <= estimate.high)


def main() -> int:
    """Prints the tables of docs/estimator.md (some minutes)."""
    for blocks, launches in ((6, 2), (10, 2), (30, 2), (12, 4), (20, 4), (60, 4), (120, 4), (24, 8), (40, 8), (240, 8)):
        cells = [
            coverage(fixed_runs(world, blocks=blocks, launches=launches, runs=1000))
            for deviation in (0.0, 0.005, 0.03)
            for disturbed in (0.1, 0.4)
            for world in [World(launch_deviation=deviation, disturbed=disturbed)]
        ]
        print(f"| {blocks} in {launches} | " + " | ".join(f"{100 * cell:.1f}" for cell in cells) + " |", flush=True)
    for blocks, launches in ((10, 2), (20, 4), (60, 4), (40, 8)):
        cells = [
            coverage(fixed_runs(world, blocks=blocks, launches=launches, runs=400))
            for deviation in (0.0, 0.005, 0.03)
            for disturbed in (0.1, 0.4)
            for world in [World(launch_deviation=deviation, disturbed=disturbed, tasks=8)]
        ]
        row = " | ".join(f"{100 * cell:.1f}" for cell in cells)
        print(f"| {blocks} in {launches}, tasks timed | {row} |", flush=True)
    for per_launch, most, least in ((3, 24, 2), (5, 40, 2), (3, 24, 4), (5, 40, 4)):
        for acts_on in ("work", "spread"):
            cells = [
                coverage(
                    stopping_runs(
                        World(launch_deviation=deviation, disturbed=disturbed, launch_acts_on=acts_on),
                        blocks_per_launch=per_launch,
                        most_blocks=most,
                        least_launches=least,
                        runs=120,
                    )
                )
                for deviation in (0.0, 0.005, 0.03)
                for disturbed in (0.1, 0.4)
            ]
            row = " | ".join(f"{100 * cell:.1f}" for cell in cells)
            print(f"| {per_launch} a launch, at least {least} launches, {acts_on} | {row} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
