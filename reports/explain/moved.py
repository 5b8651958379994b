"""Which factor moved between two reports of one case."""

from __future__ import annotations

import math
from dataclasses import dataclass

from corecurve.reports.explain.factors import FactorName
from corecurve.reports.explain.headline import PHRASES
from corecurve.reports.explain.losses import Breakdown, Loss

_LARGE_SHARE = 0.5


@dataclass(frozen=True)
class Move:
    """A factor before and after; ``share`` is how much of the change of the speedup it explains."""

    factor: FactorName
    before: float
    after: float
    share: float

    def sentence(self) -> str:
        """``dispatch: its multiplier went from 0.97 to 0.86 (92% of the change)``."""
        part = f"{min(1.0, self.share):.0%} of the change"
        return f"{PHRASES[self.factor]}: its multiplier went from {self.before:.2f} to {self.after:.2f} ({part})"


def factor_that_moved(before: Breakdown, after: Breakdown) -> Move | None:
    """The factor whose change explains most of the speedup's.

    None where none explains half of it, where its two intervals touch, or where the two have different factors.
    """
    change = math.log(after.speedup.value / before.speedup.value)
    earlier = {loss.factor: loss for loss in before.factors}
    if change == 0 or earlier.keys() != {loss.factor for loss in after.factors}:
        return None
    moves = [(_log_change(earlier[loss.factor], loss) / change, loss) for loss in after.factors]
    share, largest = max(moves, key=lambda move: move[0])
    first = earlier[largest.factor].multiplier
    if share < _LARGE_SHARE or max(first.low, largest.multiplier.low) <= min(first.high, largest.multiplier.high):
        return None
    return Move(largest.factor, first.value, largest.multiplier.value, share)


def _log_change(before: Loss, after: Loss) -> float:
    return math.log(after.multiplier.value / before.multiplier.value)
