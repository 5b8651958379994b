"""Waiting, as for a network or a disk: n workers are n times as fast, however few the cores."""

from __future__ import annotations

import time

from corecurve.core.workload import Workload

TASKS = 24
"""Divisible by 1, 2, 3, 4, 6, 8 and 12: so many workers get equally many waits."""
SECONDS = 0.0001
"""How long a task waits at size 1."""


def waits(size: int) -> list[float]:
    """Equal waits, in seconds."""
    return [SECONDS * size] * TASKS


def wait(seconds: float) -> float:
    """Sleeps, and returns for how long."""
    time.sleep(seconds)
    return seconds


def all_waited(inputs: list[float], results: list[float]) -> bool:
    """Whether every wait was done."""
    return results == inputs


waiting = Workload(
    "waiting",
    wait,
    waits,
    check=all_waited,
    kind="wait",
    description="24 equal tasks sleep: the speedup on n workers is n by construction",
)
