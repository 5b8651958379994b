"""Rounds that stall: far slower than the case can be, and nobody else to blame.

The estimator looks at a low quantile of wall over CPU time, and a backend that stalls now and then would hide
behind it. So those rounds are counted on their own: what a round took beyond the undisturbed seconds of its work,
less what the run queue and the hypervisor took from it, above a fifth of those seconds. On recordings of a shared
machine, quiet and beside a bursty neighbour alike, that is one healthy round in a thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from statistics import median

from corecurve.bench.report import Round
from corecurve.reports.check.verdicts import StallChange

FAR_ABOVE = 0.2
_LOW_QUANTILE = 0.1


def stall_change(before: Sequence[Round], after: Sequence[Round]) -> StallChange | None:
    """How the share of stalled rounds moved; None where a side has no rounds."""
    if not before or not after:
        return None
    old, new = (stalled(before), len(before)), (stalled(after), len(after))
    return StallChange(before=old, after=new, chance=chance_of_growth(old, new))


def stalled(rounds: Sequence[Round]) -> int:
    """How many rounds of a case stalled without an explanation."""
    usual = _undisturbed_seconds(rounds)
    cpu = [one.cpu_seconds for one in rounds if one.cpu_seconds]
    usual_cpu = median(cpu) if len(cpu) == len(rounds) else None
    return sum(_stalled_seconds(one, usual, usual_cpu) > FAR_ABOVE * usual for one in rounds)


def _stalled_seconds(one: Round, usual: float, usual_cpu: float | None) -> float:
    """What a round took beyond what its work and the others explain.

    A round whose work took more CPU than usual (a slower clock, a neighbour on the same physical core) may last
    as much longer.
    """
    slower = max(1.0, (one.cpu_seconds or 0.0) / usual_cpu) if usual_cpu else 1.0
    return one.wall_seconds - usual * slower - _explained_seconds(one)


def chance_of_growth(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Fisher's exact test (1935), one-sided: the chance of so many stalls or more among the rounds after.

    Each pair is (stalled, rounds); under no change every split of the stalls over the rounds is alike.
    """
    stalls, rounds = before[0] + after[0], before[1] + after[1]
    most = min(stalls, after[1])
    ways = sum(comb(after[1], count) * comb(before[1], stalls - count) for count in range(after[0], most + 1))
    return ways / comb(rounds, stalls)


def _undisturbed_seconds(rounds: Sequence[Round]) -> float:
    """A low quantile of the wall seconds: what the case takes when it is let."""
    walls = sorted(one.wall_seconds for one in rounds)
    return walls[int(_LOW_QUANTILE * (len(walls) - 1))] if len(walls) > 2 else median(walls)


def _explained_seconds(one: Round) -> float:
    """What others took: waiting for a core where the system tells, else the CPU that other processes used."""
    waited = one.runqueue_seconds if one.runqueue_seconds is not None else one.foreign_cpu_seconds
    return (waited or 0.0) + (one.steal_seconds or 0.0)
