"""Finding π by throwing darts: pure-Python computing with a random generator in every task."""

from __future__ import annotations

import math
import random

from corecurve.core.workload import Workload

TASKS = 24
DARTS = 350
"""How many darts a task throws at size 1."""

Throws = tuple[int, int]
"""The seed of a task's random numbers, and how many darts it throws."""


def throws(size: int) -> list[Throws]:
    """Equally many darts for every task, each from a seed of its own."""
    return [(seed, DARTS * size) for seed in range(TASKS)]


def count_hits(task: Throws) -> int:
    """How many darts, thrown at the unit square, land in the quarter circle."""
    seed, darts = task
    throw = random.Random(seed).random
    hits = 0
    for _ in range(darts):
        x = throw()
        y = throw()
        if x * x + y * y < 1.0:
            hits += 1
    return hits


def hits_are_right(inputs: list[Throws], hits: list[int]) -> bool:
    """Whether each task's share of hits, and that of all, is π/4 within six standard errors."""
    darts = [count for _, count in inputs]
    return len(hits) == len(inputs) and all(
        abs(found - thrown * math.pi / 4) <= 6 * math.sqrt(thrown * math.pi / 4 * (1 - math.pi / 4))
        for found, thrown in [*zip(hits, darts, strict=True), (sum(hits), sum(darts))]
    )


monte_carlo = Workload(
    "monte-carlo",
    count_hits,
    throws,
    check=hits_are_right,
    description="24 equal tasks throw random darts to find π",
)
