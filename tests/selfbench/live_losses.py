"""What ``live_study.py`` measures: sixteen tasks on a pool of two that lose a tenth of their speedup in six ways.

The way is in the environment (``LIVE_LOSS``), so that the workload keeps its name. All but one act on the pool alone,
neither on the serial loop nor on the processes that tell what the machine can give, and most cost no CPU time. PART is
what the parallel round must take longer for a loss of a tenth.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from multiprocessing import current_process, parent_process

from corecurve.core import Workload

VARIABLE = "LIVE_LOSS"
LOSS = 0.1
PART = LOSS / (1 - LOSS)
TASKS, WORKERS, CHUNK = 16, 2, 2
STEPS = 200_000
WAYS = ("work", "sleep", "serial-section", "idle-worker", "imbalance", "dispatch")
WAY = os.environ.get(VARIABLE, "")


@dataclass(frozen=True)
class Job:
    """So many steps of a task, and what goes wrong with it."""

    steps: int
    number: int

    def __reduce__(self) -> tuple[type[Job], tuple[int, int]]:
        if WAY == "dispatch" and self.number == 0 and parent_process() is None:
            time.sleep(PART * parallel_seconds())  # the first chunk leaves later
        return Job, (self.steps, self.number)


def compute(job: Job) -> int:
    """A sum that only pure Python can be slow at."""
    steps = job.steps
    if "PoolWorker" in current_process().name:
        if WAY == "work":
            steps = round(steps * (1 + PART))
        elif WAY == "sleep":
            time.sleep(PART * WORKERS / TASKS * parallel_seconds())
        elif WAY == "idle-worker" and job.number == 0:
            time.sleep(WORKERS * PART * parallel_seconds())  # the other worker takes half of what this one leaves
    return burn(steps)


def burn(steps: int) -> int:
    total = 0
    for number in range(steps):
        total += number * number % 7
    return 0 * total


def parallel_seconds() -> float:
    """What the parallel round takes without any loss, by this process's own speed: taken once."""
    global _parallel_seconds  # noqa: PLW0603 - measured where it is first needed, which is in a warm-up
    if _parallel_seconds is None:
        tries = []
        for _ in range(5):
            start = time.perf_counter()
            burn(STEPS // 10)
            tries.append(time.perf_counter() - start)
        _parallel_seconds = min(tries) * 10 * TASKS / WORKERS
    return _parallel_seconds


_parallel_seconds: float | None = None


def inputs() -> list[Job]:
    """Equal tasks; or as many steps in all, but a last chunk so large that one worker waits for the other."""
    if WAY != "imbalance":
        return [Job(STEPS, number) for number in range(TASKS)]
    total, end = STEPS * TASKS, (1 + PART) / WORKERS
    # With seven small chunks and a large one: one worker takes four small ones, the other three and the large one.
    small = (1 - end) / 4 / CHUNK
    large = (1 - 14 * small) / CHUNK
    return [Job(round(total * (large if number >= TASKS - CHUNK else small)), number) for number in range(TASKS)]


def stay_serial(results: list[int]) -> None:
    """A section that only one core works on, in both the loop and the pool."""
    # (W + s) / (W / 2 + s) is a tenth below 2 where s is W / 8.
    burn(STEPS * TASKS // 8)


computing = Workload("computing", compute, inputs, finish=stay_serial if WAY == "serial-section" else None)
