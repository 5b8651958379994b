"""Cores that others held from a report's first round to its last, and not so when its baseline was measured.

The estimator looks at the undisturbed rounds. A neighbour that holds a core all the time leaves none, and the loss is
his: the report is of another machine than its baseline, one with fewer cores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corecurve.bench.estimator.quantiles import quantile
from corecurve.bench.report import Round

HELD = 0.1
"""So much of a core, and as large a share of a round spent waiting for one, a quiet machine does not take."""

_CALM = 0.25


def held_cores(before: Sequence[Round], after: Sequence[Round]) -> float:
    """How many cores more others held after than before, also in the calm rounds of each.

    0 where the case waited for a core no longer than before (there were cores enough), and where the system does not
    tell; negative where it was the baseline that was measured beside a neighbour.
    """
    taken, waited = (_growth(before, after, of) for of in (_taken, _waited))
    if abs(taken) < HELD or abs(waited) < HELD or (taken > 0) != (waited > 0):
        return 0.0
    return taken


def _taken(one: Round) -> float | None:
    return None if one.foreign_cpu_seconds is None else one.foreign_cpu_seconds + (one.steal_seconds or 0.0)


def _waited(one: Round) -> float | None:
    return one.runqueue_seconds


def _growth(before: Sequence[Round], after: Sequence[Round], seconds: Callable[[Round], float | None]) -> float:
    calm = [_calm_share(rounds, seconds) for rounds in (before, after)]
    if calm[0] is None or calm[1] is None:
        return 0.0
    return calm[1] - calm[0]


def _calm_share(rounds: Sequence[Round], seconds: Callable[[Round], float | None]) -> float | None:
    shares = []
    for one in rounds:
        known = seconds(one)
        if known is None or one.wall_seconds <= 0:
            return None
        shares.append(known / one.wall_seconds)
    return quantile(sorted(shares), _CALM) if shares else None
