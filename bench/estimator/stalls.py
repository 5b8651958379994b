"""How often a case stalls: rounds far longer than their work asks for, with nobody else to blame.

A low end is blind to what happens now and then, and a backend that stalls now and then would hide there. So the share
of such rounds is an estimate of its own: rounds that took a tenth longer than their work takes on the undisturbed
machine, after what the run queue and the hypervisor took from them is taken off. On recordings of a healthy pool, 32%
of the rounds beside a bursty neighbour are so much longer, and none is with the neighbour's part taken off.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import NormalDist

from corecurve.bench.estimator.location import low_location
from corecurve.bench.estimator.quantiles import quantile
from corecurve.bench.estimator.sides import side_of
from corecurve.bench.report import Round

FAR_ABOVE = 0.1
FEWEST_ROUNDS = 5
USUAL_WAIT = 0.2


@dataclass(frozen=True)
class StallShare:
    """The share of rounds that stalled, with its interval, and the counts behind it."""

    value: float
    low: float
    high: float
    stalled: int
    rounds: int
    blocks: int

    @property
    def stalled_blocks(self) -> float:
        """The stalls as if each block had one round: what stops one of its rounds may stop the others, too."""
        return self.stalled * self.blocks / self.rounds


@dataclass(frozen=True, kw_only=True)
class StallChange:
    """Rounds that stalled, of all rounds, before and after.

    ``chance`` is how likely such a growth is where nothing has changed.
    """

    before: tuple[int, int]
    after: tuple[int, int]
    chance: float

    @property
    def shares(self) -> tuple[float, float]:
        """The share of stalled rounds before and after."""
        return self.before[0] / max(1, self.before[1]), self.after[0] / max(1, self.after[1])


def stall_share(rounds: Sequence[Round], *, confidence: float = 0.95) -> StallShare | None:
    """The share of stalled rounds of a case, serial or parallel, with Wilson's interval (1927).

    None from fewer than five rounds, and where the system tells nothing of what others took: a stall and a
    neighbour look alike then.
    """
    usable = [one for one in rounds if one.wall_seconds > 0]
    others = _seconds_of_others(usable)
    if len(usable) < FEWEST_ROUNDS or others is None:
        return None
    asked = _asked_seconds(usable)
    stalled = sum(
        one.wall_seconds - other > (1 + FAR_ABOVE) * expected
        for one, other, expected in zip(usable, others, asked, strict=True)
    )
    blocks = len({one.place for one in usable})
    low, high = wilson_interval(stalled * blocks / len(usable), blocks, confidence)
    return StallShare(stalled / len(usable), low, high, stalled, len(usable), blocks)


def stall_change(before: Sequence[Round], after: Sequence[Round]) -> StallChange | None:
    """How the share of stalled rounds moved; None where a side's rounds do not tell it."""
    old, new = stall_share(before), stall_share(after)
    if old is None or new is None:
        return None
    chance = chance_of_growth((math.ceil(old.stalled_blocks), old.blocks), (math.floor(new.stalled_blocks), new.blocks))
    return StallChange(before=(old.stalled, old.rounds), after=(new.stalled, new.rounds), chance=chance)


def chance_of_growth(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Fisher's exact test (1935), one-sided: the chance of so many stalls or more among the rounds after.

    Each pair is (stalled, rounds); under no change every split of the stalls over the rounds is alike.
    """
    stalls, rounds = before[0] + after[0], before[1] + after[1]
    most = min(stalls, after[1])
    ways = sum(comb(after[1], count) * comb(before[1], stalls - count) for count in range(after[0], most + 1))
    return ways / comb(rounds, stalls)


def wilson_interval(count: float, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of a share of which ``count`` of ``trials`` were seen (E. B. Wilson, 1927)."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, scale = count / trials, 1 + z * z / trials
    middle = share + z * z / (2 * trials)
    reach = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return 0.0 if count == 0 else (middle - reach) / scale, 1.0 if count == trials else (middle + reach) / scale


def _asked_seconds(rounds: Sequence[Round]) -> list[float]:
    """What each round would take on the undisturbed machine: its work at the low end of the spread."""
    side = side_of(rounds)
    works = side.works if side.works is not None and side.computes else [1.0] * len(rounds)
    low = low_location([math.log(wall / work) for wall, work in zip(side.walls, works, strict=True)])
    return [work * math.exp(low) for work in works]


def _seconds_of_others(rounds: Sequence[Round]) -> list[float] | None:
    """What others took of each round: waiting for a core beyond the case's usual, else foreign CPU; and steal.

    A case with more workers than cores waits for itself in every round.
    """
    waits = [one.runqueue_seconds for one in rounds if one.runqueue_seconds is not None]
    if rounds and len(waits) == len(rounds):
        usual = quantile(sorted(waits), USUAL_WAIT)
        taken = [max(0.0, wait - usual) for wait in waits]
    elif any(one.foreign_cpu_seconds is not None for one in rounds):
        taken = [one.foreign_cpu_seconds or 0.0 for one in rounds]
    else:
        return None
    return [seconds + (one.steal_seconds or 0.0) for seconds, one in zip(taken, rounds, strict=True)]
