"""Unrest: how much a machine slowed the serial loop's usual rounds, against the best of them.

Neighbours on the other threads of our cores, which no accounting shows, slow one core's work by a tenth to a half, and
two cores' work more. Where they come and go the estimator reads the rounds between; where they stay, it has none to
read. What the serial loop's own rounds differ by tells how much of this there was, and no change of the parallel code
touches it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median

from corecurve.bench.estimator.location import low_location
from corecurve.bench.estimator.sides import low_works, side_of
from corecurve.bench.report import Round


def unrest_growth(before: Sequence[Round], after: Sequence[Round]) -> float:
    """By what share of its best the median serial round was slowed after, less the same before.

    0 where either cannot be told: the serial loop waits, or its CPU time is not known.
    """
    slowed = [_unrest(rounds) for rounds in (before, after)]
    return 0.0 if slowed[0] is None or slowed[1] is None else slowed[1] - slowed[0]


def _unrest(rounds: Sequence[Round]) -> float | None:
    side = side_of([one for one in rounds if one.wall_seconds > 0])
    if not side.works or not side.computes:
        return None
    low = low_works(side)
    best = math.exp(fmean(low[0])) if low is not None else low_location(side.works)
    return median(side.works) / best - 1
