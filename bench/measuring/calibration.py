"""Calibration: the size at which a workload's serial round lasts about as long as a round should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_CLOSE_ENOUGH = 0.7
_WORTH_EXTRAPOLATING = 0.25
_LARGEST_STEP = 16
_MOST_STEPS = 16
_LARGEST_SIZE = 2**36
"""Work that is still short at this size, of less than a nanosecond for each one, does not grow with it."""


@dataclass(frozen=True)
class Calibration:
    """A size, how many tasks it has, and about how long its serial round takes."""

    size: int
    tasks: int
    seconds: float


UNCALIBRATED = Calibration(1, 0, 0.0)
"""That of a workload which could not be run even once."""


def calibrate(
    run: Callable[[int], tuple[float, int]], count: Callable[[int], int], target_seconds: float, *, is_sized: bool
) -> Calibration:
    """Finds the size whose serial round takes about ``target_seconds``.

    ``run(size)`` executes once and returns its seconds and its number of tasks; ``count(size)`` executes nothing, and
    returns how many there are. The size grows from 1; once a run is long enough to be trusted, the rest is taken as
    proportional. Work that does not grow with its size is measured at size 1.
    """
    size = 1
    seconds, tasks = run(size)
    if not is_sized:
        return Calibration(size, tasks, seconds)
    for _ in range(_MOST_STEPS):
        if seconds >= _CLOSE_ENOUGH * target_seconds:
            break
        factor = target_seconds / max(seconds, 1e-9)
        previous, size = size, max(size + 1, round(size * min(factor, _LARGEST_STEP)))
        if seconds >= _WORTH_EXTRAPOLATING * target_seconds:
            return Calibration(size, count(size), seconds * size / previous)
        if size > _LARGEST_SIZE:
            return Calibration(1, count(1), seconds)
        seconds, tasks = run(size)
    if seconds > target_seconds / _CLOSE_ENOUGH and size > 1:
        smaller = max(1, round(size * target_seconds / seconds))
        return Calibration(smaller, count(smaller), seconds * smaller / size)
    return Calibration(size, tasks, seconds)
