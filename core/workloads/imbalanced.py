"""Tasks of unequal cost, the longest last: whoever shares them out badly waits for one worker."""

from __future__ import annotations

from corecurve.core.workload import Workload
from corecurve.core.workloads.lehmer import STEPS_PER_SIZE, Walk, ends_are_right, take_steps

TASKS = 24
STEPS = STEPS_PER_SIZE // sum(range(1, TASKS + 1))
"""How many steps the first task takes at size 1; task k takes k times as many."""


def rising_walks(size: int) -> list[Walk]:
    """Task k costs k: of 300 parts of the work, the first half of the tasks is 78 and the second 222."""
    return [(number, number * STEPS * size) for number in range(1, TASKS + 1)]


imbalanced = Workload(
    "imbalanced",
    take_steps,
    rising_walks,
    check=ends_are_right,
    description="24 tasks, the k-th k times as long as the first: halves of 26% and 74% of the work",
)
