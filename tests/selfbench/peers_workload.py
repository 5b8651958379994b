"""What all gates of ``peers.py`` measure: a pool of two that computes, slower by a made-up share where it is asked.

The share is in the environment (``PEERS_EXTRA``) and acts in a pool's workers alone: the serial loop stays as it is,
and so do the processes that tell what the machine can give.
"""

from __future__ import annotations

import os
from multiprocessing import current_process

from corecurve.core import Workload

TASKS = 16
STEPS = 60_000
EXTRA = "PEERS_EXTRA"


def compute(steps: int) -> int:
    """A sum that only pure Python can be slow at."""
    if "PoolWorker" in current_process().name:
        steps = round(steps * (1 + float(os.environ.get(EXTRA, "0"))))
    total = 0
    for number in range(steps):
        total += number * number % 7
    return 0 * total


def inputs() -> list[int]:
    """Equal tasks."""
    return [STEPS] * TASKS


computing = Workload("computing", compute, inputs)
