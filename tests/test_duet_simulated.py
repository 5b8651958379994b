"""Whole duets in made-up worlds: rounds, launches, neighbours, the estimator, the looks, the verdict."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from random import Random
from statistics import median

import pytest
from made_reports import MadePlan, make_report
from made_rounds import Run, World

from corecurve.bench.report import CaseResult, Report, Round
from corecurve.reports.check.judging import Rules
from corecurve.reports.check.tolerances import Tolerances
from corecurve.reports.duet.looks import Looks
from corecurve.reports.duet.side_changes import side_changes
from corecurve.reports.duet.trees import BASE, THIS

PAIRS, BLOCKS_PER_LAUNCH = 20, 3
WORLDS = {
    "calm": World(launch_deviation=0.005, disturbed=0.1),
    "disturbed": World(launch_deviation=0.005, disturbed=0.4),
    "restless launches": World(launch_deviation=0.01, disturbed=0.2),
}


@cache
def template() -> Report:
    plan = MadePlan(backends=("pool",), workers=(2,), launches=1, blocks=1, profile=False, ceilings=False)
    return make_report(plan)


def side(run: Run, name: str) -> list[CaseResult]:
    """The serial loop and the pool of one side."""

    def case(backend: str, rounds: list[Round]) -> CaseResult:
        usual = next(one for one in template().cases if one.backend == backend and one.workers in (1, 2))
        workers = 1 if backend == "serial" else 2
        launches = len({one.launch for one in rounds})
        return replace(
            usual,
            id=f"primes[{backend}-{workers}]",
            workers=workers,
            subject=f"primes@pool:{name}",
            options={"side": name},
            rounds=list(rounds),
            launches=launches,
        )

    return [case("serial", run.serial), case("pool", run.parallel)]


def duel(world: World, loss: float, seed: int, tolerance: float = 0.02) -> tuple[str, float]:
    """The verdict of one duet, and the share of the budget that it took."""
    dice = Random(f"{seed}{loss}")
    blocks = PAIRS * BLOCKS_PER_LAUNCH
    base = Run(world, Random(dice.random()), BLOCKS_PER_LAUNCH, blocks)
    this = Run(
        replace(world, speedup=world.speedup * (1 - loss)), Random(dice.random()), BLOCKS_PER_LAUNCH, blocks, 1000
    )
    looks = Looks(Rules(tolerances=Tolerances(tolerance)))
    word = "inconclusive"
    for pair in range(1, PAIRS + 1):
        for _ in range(BLOCKS_PER_LAUNCH):
            base.take_block()
            this.take_block()
        if pair < 3 or not looks.is_due(pair / PAIRS):
            continue
        report = replace(template(), cases=[*side(base, BASE), *side(this, THIS)])
        (verdict,) = looks.look(side_changes(report), pair / PAIRS)
        word = verdict.word
        if looks.is_over:
            return word, pair / PAIRS
    return word, 1.0


@pytest.mark.parametrize("world", WORLDS)
def test_a_loss_just_at_the_tolerance_fails_no_more_often_than_promised(world: str) -> None:
    runs = 60
    failures = sum(duel(WORLDS[world], 0.02, seed)[0] == "regression" for seed in range(runs))
    assert failures / runs <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / runs)


@pytest.mark.parametrize("world", WORLDS)
def test_a_loss_of_five_percent_is_found_at_a_tolerance_of_two(world: str) -> None:
    runs = 40
    assert sum(duel(WORLDS[world], 0.05, seed)[0] == "regression" for seed in range(runs)) / runs >= 0.95


@pytest.mark.parametrize("world", WORLDS)
def test_a_loss_of_twenty_percent_ends_it_within_a_quarter_of_the_budget(world: str) -> None:
    found = [duel(WORLDS[world], 0.2, seed) for seed in range(40)]
    assert all(word == "regression" for word, _ in found)
    assert median(share for _, share in found) <= 0.25


@pytest.mark.parametrize("world", WORLDS)
def test_an_unchanged_program_never_fails_and_mostly_passes_early(world: str) -> None:
    found = [duel(WORLDS[world], 0.0, seed) for seed in range(40)]
    assert not any(word == "regression" for word, _ in found)
    assert sum(word == "unchanged" for word, _ in found) / 40 >= 0.8
    assert median(share for _, share in found) < 1
