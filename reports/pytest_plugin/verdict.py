"""Whether a speedup is at least what a test asks for: a judgement of intervals, never of point estimates.

A test that fails accuses the code, so it must be sure of two things: that the speedup is below what was asked, and
that this machine could have given it.
"""

from __future__ import annotations

from enum import Enum

from corecurve.bench.estimator.estimate import Estimate
from corecurve.reports.telling import is_telling

_ERROR = 0.02


class Verdict(Enum):
    """What the data say so far."""

    REACHED = "reached"
    MISSED = "missed"
    OUT_OF_REACH = "out of reach"
    OPEN = "open"


def judge(asked: float, speedup: Estimate | None, ceiling: Estimate | None, *, has_ceiling: bool) -> Verdict:
    """The verdict on one case; ``has_ceiling`` is False where no ceiling was measured, as on one worker.

    A speedup may lie above the ceiling (caches), so what is reached is reached, whatever the ceiling says.
    """
    if speedup is not None and speedup.low >= asked:
        return Verdict.REACHED
    if ceiling is not None and ceiling.high < asked:
        return Verdict.OUT_OF_REACH
    machine_can = not has_ceiling or (ceiling is not None and ceiling.low >= asked)
    if speedup is not None and speedup.high < asked and machine_can:
        return Verdict.MISSED
    return Verdict.OPEN


def confidence_of_look(look: int) -> float:
    """The confidence of the intervals at the first, second … look at growing data: 99%, 99.5% and so on.

    Whoever looks again whenever he cannot tell finds something by chance in the end. The errors allowed at the looks
    sum to 2%, whatever their number (the union bound), half of it on either side: a code whose speedup is
    exactly what was asked fails at most once in a hundred runs, and a better one more rarely.
    """
    return 1.0 - _ERROR * 0.5**look


def describe(estimate: Estimate | None) -> str:
    """``1.62 (1.58 to 1.66)``; an interval too wide to say anything is not known."""
    if not is_telling(estimate) or estimate is None:
        return "not known"
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"
