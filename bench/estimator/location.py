"""Where a column of rounds lies: the centre of what scatters to both sides, the low end of what scatters up.

Both answers come as one number a round, its *share*: the mean of the shares is the estimate, and their
scatter is the scatter of that mean (the estimate plus the round's empirical influence on it: Hampel, 1974).
So shares of several columns can be added round by round, and whatever two columns of a round have in
common, the drift of the machine or the noise of a clock that both of them read, cancels as it should.

Rounds come with their launches, as lists of the rounds' indices. A launch may lie off the others as a whole,
by more than its rounds scatter; locating everything together would then take the fastest launches for the machine.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import chain
from statistics import median, stdev

from corecurve.bench.estimator.least import expected_least, least_shares
from corecurve.bench.estimator.quantiles import mean_between, quantile

LEAST_OF = 5
"""The low end is the least that so many undisturbed values are expected to hold."""

LEVEL_END = (0.05, 0.35)
SCATTER_ENDS, LEAST_SCATTERED = (0.025, 0.5), 3
FOOT, STEP = (0.0, 0.1), (0.3, 0.4)
FAR = 3.5
MOST_DISTURBED, MOST_SLOWED = 0.5, 0.8
QUICKEST = 0.25
CHANCE = 0.025
CONFIRMED = 6
USUAL_HEIGHT = 0.3
OUTLIER = 2.5
MAD_OF_NORMAL = 0.6745

Launches = Sequence[Sequence[int]]


def centre(values: Sequence[float], launches: Launches) -> list[float]:
    """Shares of the centre: values, with outliers pulled in to 2.5 standard deviations from their launch's median.

    The standard deviation is that of the median absolute deviation; winsorised so, the mean of normal values loses
    a few percent of its precision, and the mean of heavy-tailed ones keeps it (Huber, 1964). Launches of fewer than
    three rounds have no median of their own: theirs is that of all rounds.
    """
    overall = median(values)
    middles = [overall] * len(values)
    for launch in launches:
        if len(launch) > 2:
            own = median([values[index] for index in launch])
            for index in launch:
                middles[index] = own
    deviations = [value - middle for value, middle in zip(values, middles, strict=True)]
    reach = OUTLIER * median([abs(one) for one in deviations]) / MAD_OF_NORMAL
    return [middle + min(max(one, -reach), reach) for middle, one in zip(middles, deviations, strict=True)]


def low_end(values: Sequence[float], launches: Launches) -> list[float]:
    """Shares of the low end: the least that five undisturbed rounds are expected to hold.

    Disturbances only ever lengthen a round, so the disturbed ones are the far end of the column: how many they are is
    estimated first (:func:`disturbed_share`), and so many rounds are asked for their least that five of them are
    undisturbed. As far as launches lie apart (:func:`distance_of_launches`), they are put level first.
    """
    together = least_shares(values, LEAST_OF / (1 - disturbed_share(sorted(values))))
    apart = distance_of_launches(values, launches)
    if not apart:
        return together
    level = low_end_of_launches(values, launches)
    return [apart * one + (1 - apart) * other for one, other in zip(level, together, strict=True)]


def low_end_of_launches(values: Sequence[float], launches: Launches) -> list[float]:
    """Shares of the low end of launches that were put level first (:func:`launch_offsets`).

    It is read up to the 35% quantile: what is left of the offsets' own errors would decide a lower end.
    """
    offsets = launch_offsets(values, launches)
    level = [value - offset for value, offset in zip(values, offsets, strict=True)]
    ordered = sorted(level)
    calm = 1 - disturbed_share(ordered)
    location = mean_between(ordered, LEVEL_END[0] * calm, LEVEL_END[1] * calm)
    return [
        offset + share for offset, share in zip(offsets, _shares_around(location, level, ordered, calm), strict=True)
    ]


def low_end_of_parts(parts: Sequence[Sequence[float]], ordered: Sequence[Sequence[float]], calm: float) -> list[float]:
    """Shares of the logarithm of a sum, each part of which is at its low end; parts are columns of rounds.

    ``ordered`` are the same columns, each in ascending order; ``calm`` is the share of their values that is undisturbed
    (:func:`calm_share`). A neighbour that slows some tasks of a round spoils only these. Launches are not put level:
    what the low end of the serial side and that of the parallel one make of them is alike. But it is one or two of them
    that decide it, and do not know by how much they differ from the others; so the scatter is that of more values.
    """
    columns = [
        _shares_around(expected_least(column, LEAST_OF / calm), part, column, calm)
        for part, column in zip(parts, ordered, strict=True)
    ]
    sums = [math.fsum(row) for row in zip(*columns, strict=True)]
    whole = math.fsum(sums) / len(sums)
    if whole <= 0:
        return [-math.inf] * len(sums)
    return [math.log(whole) + (one - whole) / whole for one in sums]


def _shares_around(location: float, values: Sequence[float], ordered: Sequence[float], calm: float) -> list[float]:
    """Shares of a location with the scatter of the undisturbed values up to their median, of three values at least."""
    first, upto = (share * calm for share in SCATTER_ENDS)
    upto = max(upto, min(1.0, LEAST_SCATTERED / len(ordered)))
    lowest, highest = quantile(ordered, first), quantile(ordered, upto)
    kept = [min(max(value, lowest), highest) for value in values]
    middle = math.fsum(kept) / len(kept)
    return [location + (one - middle) / (upto - first) for one in kept]


def low_location(values: Sequence[float]) -> float:
    """The low end of values of which nothing else is known: see :func:`low_end`."""
    ordered = sorted(values)
    return expected_least(ordered, LEAST_OF / (1 - disturbed_share(ordered)))


def disturbed_share(ordered: Sequence[float]) -> float:
    """The share of values that lie far above the low end, at most a half.

    Far is 3.5 times as far above the lowest tenth as the values around the 35% quantile are: 2.8 standard
    deviations above the mean of a normal distribution, 4 where 40% of the rounds are disturbed.
    """
    foot = mean_between(ordered, *FOOT)
    step = mean_between(ordered, *STEP) - foot
    return min(MOST_DISTURBED, 1 - bisect_right(ordered, foot + FAR * step) / len(ordered))


def calm_share(sides: Sequence[Sequence[Sequence[float]]]) -> float:
    """The share of undisturbed values among the parts of one or several sides, of the side that has fewest of them.

    Each part is a column in ascending order.

    Far (see :func:`disturbed_share`) is measured by the side that scatters least: of parallel tasks a neighbour slows
    so many that they alone do not tell what is usual. All sides are then read alike.
    """
    heights = [sorted(chain.from_iterable(map(_heights, parts))) for parts in sides]
    step = min(mean_between(some, *STEP) for some in heights)
    slowed = max(1 - bisect_right(some, FAR * step) / len(some) for some in heights)
    return 1 - min(MOST_SLOWED, slowed)


def feet_of_launches(parts: Sequence[Sequence[float]], launches: Launches) -> list[float]:
    """How far each launch's quickest parts lie above the lowest fifth of all: the 25% quantile of their logarithms.

    A neighbour that slows one core of two from a launch's first round to its last does not slow these.
    """
    lowest = [math.log(foot) if (foot := _foot(part)) > 0 else math.inf for part in parts]
    return [
        quantile(
            sorted(
                math.log(least) - low
                for part, low in zip(parts, lowest, strict=True)
                if low < math.inf and (least := min(part[index] for index in launch)) > 0
            )
            or [0.0],
            QUICKEST,
        )
        for launch in launches
    ]


def _heights(ordered: Sequence[float]) -> list[float]:
    """How far values lie above their lowest tenth, as shares of that."""
    foot = mean_between(ordered, *FOOT)
    return [value / foot - 1 for value in ordered] if foot > 0 else [0.0] * len(ordered)


def launch_offsets(values: Sequence[float], launches: Launches) -> list[float]:
    """How far each round's launch lies off the others as a whole, where disturbances do not explain it.

    The rounds of a launch may all have been disturbed. So its offset counts in full only where it is large against
    what so many rounds, drawn from all launches' rounds together, reach by chance in one of forty cases, or against
    the distance of its two lowest rounds, which disturbances do not lengthen alike. Where it is not, it shrinks
    towards zero (as d³ / (d² + h²) for an offset d and a doubt h).
    """
    offsets = [0.0] * len(values)
    if len(launches) < 2:
        return offsets
    base = _foot(values)
    feet = [_foot([values[index] for index in launch]) for launch in launches]
    heights = sorted(values[index] - foot for foot, launch in zip(feet, launches, strict=True) for index in launch)
    for foot, launch in zip(feet, launches, strict=True):
        distance = foot - base
        doubt = quantile(heights, 1 - CHANCE ** (1 / len(launch)))
        if len(launch) > 1:
            lowest, second = sorted(values[index] for index in launch)[:2]
            doubt = min(doubt, CONFIRMED * (second - lowest))
        odds = doubt / distance if distance else math.inf
        offset = distance / (1 + odds * odds)
        for index in launch:
            offsets[index] = offset
    return offsets


def distance_of_launches(values: Sequence[float], launches: Launches) -> float:
    """How far launches lie apart at their low ends, against what their own rounds differ by: from 0 to 1.

    It is 1 - (w / b)⁴, never below 0, for the standard deviation b of the low ends and a low quantile w of the heights
    of other rounds above the lowest of their launch; of these, a neighbour lengthens many.
    """
    heights: list[float] = []
    feet = []
    for launch in launches:
        own = [values[index] for index in launch]
        foot = _foot(own)
        feet.append(foot)
        heights += sorted(value - foot for value in own)[1:]
    between = stdev(feet) if len(feet) > 1 else 0.0
    within = quantile(sorted(heights), USUAL_HEIGHT) if heights else math.inf
    return 1 - (within / between) ** 4 if between > max(0.0, within) else 0.0


def _foot(values: Sequence[float]) -> float:
    return mean_between(sorted(values), 0.0, 0.2)
