"""How sure a mean over blocks is whose blocks come from a few launches.

Rounds of one launch share its hash seed, its memory layout and its place on the machine: they are not independent of
each other. The one-way analysis of variance with launches as the random factor (Searle, Casella and McCulloch:
Variance Components, 1992, chapter 3) tells the two apart. From a few launches it cannot tell much: two of them alone
leave one degree of freedom, and an interval six times as wide as it need be. So what the launches of one run have
in common is pooled over its cases, as a ratio to the variance between blocks (cases whose blocks scatter more have
launches that scatter more), and weighed with what the case's own launches say, each by its degrees of freedom (the
moderated variance of Smyth, 2004).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, variance

from corecurve.bench.estimator.location import MAD_OF_NORMAL, Launches
from corecurve.bench.estimator.student_t import t_quantile

LAUNCH_FLOOR = 0.001
"""The least standard deviation between launches of the logarithm of a speedup: 0.1%."""

MOST_FREEDOM = 6
"""Launches of a run's cases are alike, not the same: the others' count as at most so many degrees of freedom."""

FEW_FREEDOM = 3
"""With fewer degrees of freedom, launches agree by chance too often to make an interval narrower than its blocks do."""

EVIDENT = 10.0
"""Mean squares between launches and within them have a ratio below this where launches are alike."""

FEWEST_FOR_MEDIAN = 5
"""Of fewer launches a median absolute deviation knows too little."""

LOOKS, LAUNCH_LOOKS = 0.5, 2.0
"""A run stops as soon as an interval is narrow, so it stops more often where chance has made it narrow.

Standard errors are taken larger by the first over their degrees of freedom, and what is pooled of launches by the
second over those of the case's own: what it takes for intervals to hold the truth as often as they say in runs that
stop so (docs/estimator.md has the simulation).
"""


class LaunchVariance(float):
    """The variance between launches over that between blocks of one launch, as a run's cases have it in common.

    ``freedom`` are its degrees of freedom, found from launches of so many ``blocks`` each.
    """

    freedom: int
    blocks: float

    def __new__(cls, ratio: float, freedom: int, blocks: float) -> LaunchVariance:
        """A ratio with what backs it."""
        self = super().__new__(cls, ratio)
        self.freedom, self.blocks = freedom, blocks
        return self


@dataclass(frozen=True)
class LogEstimate:
    """The logarithm of a quantity, its variance, and the degrees of freedom of that variance."""

    log: float
    variance: float
    freedom: float

    def margin(self, confidence: float) -> float:
        """Half the width of the interval on the logarithm, by Student's t."""
        return t_quantile((1 + confidence) / 2, self.freedom) * math.sqrt(self.variance)

    def minus(self, other: LogEstimate) -> LogEstimate:
        """The difference of two independent ones; degrees of freedom after Welch (1947)."""
        total = self.variance + other.variance
        spent = self.variance**2 / self.freedom + other.variance**2 / other.freedom
        return LogEstimate(self.log - other.log, total, total**2 / spent if spent else math.inf)


@dataclass(frozen=True)
class Scatter:
    """A mean over the blocks of some launches, and the sums of squares between launches and within them.

    ``blocks_per_launch`` is the expected-mean-square coefficient n0 of unequal launches;
    ``weight_of_launches`` is Σ n_i² / n, the same for launches of equal size.
    """

    mean: float
    between: float
    within: float
    blocks: int
    launches: int
    weight_of_launches: float

    @property
    def freedom_between(self) -> int:
        """Degrees of freedom of the sum of squares between launches."""
        return self.launches - 1

    @property
    def freedom_within(self) -> int:
        """Degrees of freedom of the sum of squares within launches."""
        return self.blocks - self.launches

    @property
    def blocks_per_launch(self) -> float:
        """The coefficient of the launches' variance in the expected mean square between them."""
        return (self.blocks - self.weight_of_launches) / self.freedom_between


def scatter(shares: Sequence[float], launches: Launches) -> Scatter:
    """The one-way analysis of variance of the blocks' shares."""
    mean, means = math.fsum(shares) / len(shares), _means(shares, launches)
    return Scatter(
        mean=mean,
        between=math.fsum(len(launch) * (own - mean) ** 2 for own, launch in zip(means, launches, strict=True)),
        within=math.fsum((shares[i] - own) ** 2 for own, launch in zip(means, launches, strict=True) for i in launch),
        blocks=len(shares),
        launches=len(launches),
        weight_of_launches=sum(len(launch) ** 2 for launch in launches) / len(shares),
    )


def difference_of_launches(shares: Sequence[float], launches: Launches, feet: Sequence[float] = ()) -> float:
    """How surely launches differ, from 0 to 1.

    It is 1 - (10 / F)², never below 0, of the mean squares' ratio F between launches and within them: means of groups
    are drawn together by such a factor (James and Stein, 1961), which here leaves nothing of what chance often does.
    From five launches on, the square between them is no more than their means' median absolute deviation tells: a
    launch or two that a neighbour slowed from first round to last do not make launches differ. Nor is it more than
    that of ``feet``, where these are given for each launch: how far even its quickest work lies off.
    """
    found = scatter(shares, launches)
    if found.freedom_between < 1 or found.freedom_within < 1:
        return 0.0
    between, least = found.between / found.freedom_between, EVIDENT * found.within / found.freedom_within
    if found.launches >= FEWEST_FOR_MEDIAN:
        means = _means(shares, launches)
        middle = median(means)
        deviation = median([abs(one - middle) for one in means]) / MAD_OF_NORMAL
        between = min(between, found.blocks_per_launch * deviation**2)
    if feet:
        between = min(between, found.blocks_per_launch * variance(feet))
    return 1 - (least / between) ** 2 if between > least else 0.0


def _means(shares: Sequence[float], launches: Launches) -> list[float]:
    return [math.fsum(shares[index] for index in launch) / len(launch) for launch in launches]


def estimate_mean(found: Scatter, launch_variance: float | None) -> LogEstimate | None:
    """The mean with its variance over blocks and launches; None where they are too few to tell.

    The widest of three: what the launches tell, what the blocks would tell if launches did not differ, and the floor.
    """
    pooled = _as_known(launch_variance)
    others = min(pooled.freedom - found.freedom_between, MOST_FREEDOM) if pooled is not None else 0
    if found.blocks < 2 or (found.launches < 2 and others < 1):
        return None
    if pooled is None or others < 1 or found.freedom_within == 0:
        square, freedom = _own_mean_square(found), float(found.freedom_between)
    else:
        square, freedom = _moderated(found, pooled, others)
    candidates = [(square / found.blocks, freedom), (LAUNCH_FLOOR**2 / found.launches, math.inf)]
    if found.freedom_within > 0 and found.freedom_between < FEW_FREEDOM:
        candidates.append((found.within / found.freedom_within / found.blocks, found.freedom_within))
    looked = [LogEstimate(found.mean, variance * (1 + LOOKS / left) ** 2, left) for variance, left in candidates]
    return max(looked, key=lambda one: one.margin(0.95))


def pooled_ratio(found: Iterable[Scatter]) -> tuple[float, float]:
    """The variance between launches over that between blocks, common to several cases; 0 where none shows.

    With it comes how many blocks a launch held that told it.

    Solves Σ (degrees of freedom) × (share of the standardised squares that lies between launches) = Σ (degrees of
    freedom between launches): the likelihood equation where every case has a scale of its own. Each case's term
    is bounded, so that no noisy case decides for all.
    """
    cases = [
        one for one in found if one.freedom_between > 0 and one.freedom_within > 0 and one.between + one.within > 0
    ]

    def surplus(ratio: float) -> float:
        return math.fsum(_surplus_between(one, ratio) for one in cases)

    blocks = math.fsum(one.blocks_per_launch for one in cases) / len(cases) if cases else 1.0
    if not cases or surplus(0.0) <= 0:
        return 0.0, blocks
    low, high = 0.0, 1.0
    while surplus(high) > 0 and high < 1e9:
        low, high = high, high * 8
    while high - low > 1e-3 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if surplus(middle) > 0 else (low, middle)
    return (low + high) / 2, blocks


def _surplus_between(one: Scatter, ratio: float) -> float:
    between = one.between / (1 + one.blocks_per_launch * ratio)
    freedom = one.freedom_between + one.freedom_within
    return freedom * between / (between + one.within) - one.freedom_between


def _own_mean_square(found: Scatter) -> float:
    """The variance of the mean times the number of blocks, from the case's own launches.

    For launches of equal size it is the mean square between them. Unequal ones weigh more in the mean's variance than
    in that square.
    """
    square = found.between / found.freedom_between
    if found.freedom_within == 0:
        return square
    within = found.within / found.freedom_within
    return max(square, within + found.weight_of_launches / found.blocks_per_launch * (square - within))


def _as_known(launch_variance: float | None) -> LaunchVariance | None:
    """A plain number is taken at its word."""
    if launch_variance is None or isinstance(launch_variance, LaunchVariance):
        return launch_variance
    return LaunchVariance(launch_variance, freedom=10**6, blocks=1.0)


def _moderated(found: Scatter, launches: LaunchVariance, others: int) -> tuple[float, float]:
    """The mean square from the pooled ratio and the case's own launches together, and its degrees of freedom.

    Degrees of freedom after Satterthwaite (1946). The pooled ratio's error counts for more where launches hold more
    blocks than those that told it.
    """
    within = found.within / found.freedom_within
    factor = 1 + found.weight_of_launches * launches * (1 + LAUNCH_LOOKS / max(1, found.freedom_between))
    stretch = found.weight_of_launches / launches.blocks * (1 + launches.blocks * launches) / factor
    pooled = within * factor
    weight = others / (others + found.freedom_between)
    spent = (weight * pooled) ** 2 * (1 / found.freedom_within + stretch**2 / launches.freedom)
    square = weight * pooled
    if found.launches > 1:
        own = _own_mean_square(found)
        square += (1 - weight) * own
        spent += ((1 - weight) * own) ** 2 / found.freedom_between
    return square, max(1.0, square**2 / spent) if spent > 0 else 1.0
