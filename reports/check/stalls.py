"""How the share of stalled rounds moved: the low end of the rounds, which the estimator looks at, is blind to it."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

from corecurve.bench.estimator.stalls import stall_share
from corecurve.bench.report import Round
from corecurve.reports.check.verdicts import StallChange


def stall_change(before: Sequence[Round], after: Sequence[Round]) -> StallChange | None:
    """How the share of stalled rounds moved; None where a side's rounds do not tell it."""
    old, new = stall_share(before), stall_share(after)
    if old is None or new is None:
        return None
    counts = (old.stalled, old.rounds), (new.stalled, new.rounds)
    return StallChange(before=counts[0], after=counts[1], chance=chance_of_growth(*counts))


def chance_of_growth(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Fisher's exact test (1935), one-sided: the chance of so many stalls or more among the rounds after.

    Each pair is (stalled, rounds); under no change every split of the stalls over the rounds is alike.
    """
    stalls, rounds = before[0] + after[0], before[1] + after[1]
    most = min(stalls, after[1])
    ways = sum(comb(after[1], count) * comb(before[1], stalls - count) for count in range(after[0], most + 1))
    return ways / comb(rounds, stalls)
