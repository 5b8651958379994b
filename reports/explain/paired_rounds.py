"""The mean of a ratio between two kinds of rounds that were taken turn by turn, with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from corecurve.bench.errors import CorecurveError
from corecurve.bench.estimator.student_t import t_quantile
from corecurve.reports.explain.interval import Interval, mean_interval

_ENOUGH_TURNS = 3


class TooFewRounds(CorecurveError):
    """Too few rounds for an interval; the text says how many there are."""


@dataclass(frozen=True)
class TurnLogs:
    """One turn's logarithms of a ratio: a term for each round of the one kind, and one for each of the other.

    The ratio of round i of the one kind to round j of the other is ``exp(own[i] + other[j])``. Where these rounds are
    the quickest of more, ``own_rounds`` and ``other_rounds`` say of how many (0: they are all).
    """

    own: list[float]
    other: list[float]
    own_rounds: int = 0
    other_rounds: int = 0

    @property
    def mean(self) -> float:
        """The mean logarithm over all comparisons of the turn."""
        return fmean(self.own) + fmean(self.other)


def ratio_interval(turns: Sequence[TurnLogs]) -> Interval:
    """The geometric mean of a ratio over turns, each counting once, with its 95% interval.

    From three turns on the interval is over turns, since rounds of one turn share its launch and its neighbours;
    below that, over the rounds within them, each side having its own variance (Welch's t-test), if there are any to
    spare. Raises TooFewRounds where there is but one round of each kind.
    """
    has_repetitions = any(len(side) > 1 for turn in turns for side in (turn.own, turn.other))
    if not has_repetitions and len(turns) < 2:
        raise TooFewRounds("one profile round beside its serial loop is too few for an interval")
    if len(turns) >= _ENOUGH_TURNS or not has_repetitions:
        logs = mean_interval([turn.mean for turn in turns])
        return Interval(math.exp(logs.value), math.exp(logs.low), math.exp(logs.high))
    value = fmean(turn.mean for turn in turns)
    half = _half_width(
        [_Side(turn.own, turn.own_rounds) for turn in turns], [_Side(turn.other, turn.other_rounds) for turn in turns]
    )
    return Interval(math.exp(value), math.exp(value - half), math.exp(value + half))


@dataclass(frozen=True)
class _Side:
    """One kind of rounds in one turn."""

    values: list[float]
    rounds: int

    @property
    def variance_factor(self) -> float:
        """The variance of the mean, in variances of a value.

        The mean of the quicker half of normal values varies as much as if there were about half as many of them (its
        trimmed mean's standard error is 1.37 times that of a plain sample: Tukey and McLaughlin, 1963).
        """
        return max(1.0, self.rounds / len(self.values)) / len(self.values)


def _half_width(own: list[_Side], other: list[_Side]) -> float:
    sides = [_pooled_variance([side.values for side in own]), _pooled_variance([side.values for side in other])]
    # A side with one round a turn is taken to scatter as the other does.
    known = [side if side[1] else sides[1 - index] for index, side in enumerate(sides)]
    parts = [
        variance * sum(side.variance_factor for side in turns) / len(turns) ** 2
        for (variance, _), turns in zip(known, (own, other), strict=True)
    ]
    total = sum(parts)
    if total == 0:
        return 0.0
    if known != sides:
        return t_quantile(0.975, known[0][1]) * math.sqrt(total)
    freedom = total**2 / sum(part**2 / side[1] for part, side in zip(parts, known, strict=True))
    return t_quantile(0.975, freedom) * math.sqrt(total)


def _pooled_variance(turns: list[list[float]]) -> tuple[float, int]:
    """The variance within turns, with its degrees of freedom."""
    freedom = sum(len(turn) - 1 for turn in turns)
    squares = sum((value - fmean(turn)) ** 2 for turn in turns for value in turn)
    return (squares / freedom if freedom else 0.0), freedom
