"""Where the level of a series changes: PELT on winsorised values.

Optimal partitioning minimises, over all ways to cut a series into segments, the sum over the
segments of ``sum((x - mean)**2) / sigma**2`` plus a penalty for each cut; PELT (Killick, Fearnhead and
Eckley 2012, JASA 107:1590) finds the same minimum and drops candidates that can no longer be part of it.
Three things make it fit a series of benchmark results:

- ``sigma`` comes from differences of neighbours (their median absolute value), which a step does not
  inflate, and is never below what the points' own intervals say;
- a single bad run is no change: values are pulled to within three sigma of their running median (as
  the bounded losses of Fearnhead and Rigaill 2019, JASA 114:169, do exactly), and no segment is shorter
  than ``MIN_SEGMENT`` runs;
- a cut stays only if the levels beside it differ by Student's t with the residuals of all segments, at
  ``FALSE_ALARMS`` divided by the number of places where it could have been: the penalty alone (a
  multiple of the logarithm of the length, after Yao 1988) trusts sigma, which few runs do not allow.

``tests/test_history_change_points.py`` simulates what comes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corecurve.bench.estimator.student_t import t_probability

MIN_SEGMENT = 3
FEWEST_RUNS = 2 * MIN_SEGMENT
FALSE_ALARMS = 0.01
_PENALTY_PER_LOG = 3.0
_MEDIAN_OF = 7
_NORMAL_MAD = 0.6745

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ChangePoint:
    """A cut before ``index``: the mean over the segment before it, and over the one after."""

    index: int
    before: float
    after: float


def change_points(values: Sequence[float], standard_errors: Sequence[float] = ()) -> list[ChangePoint]:
    """The cuts of a series (of logarithms of speedups, say), in order; none below two segments' length.

    ``standard_errors`` are what the points' own intervals say of their noise.
    """
    series = np.asarray(values, dtype=np.float64)
    if len(series) < FEWEST_RUNS:
        return []
    sigma = max(noise_of(series), float(np.median(standard_errors)) if len(standard_errors) else 0.0)
    if sigma == 0.0:
        sigma = 1e-9 * max(1.0, float(np.max(np.abs(series))))
    calm = winsorised(series, 3 * sigma)
    cuts = _partition(calm / sigma, _PENALTY_PER_LOG * float(np.log(len(series))))
    cuts = _significant(calm, cuts, float(np.median(standard_errors)) if len(standard_errors) else 0.0)
    means = _levels(calm, cuts)
    return [ChangePoint(cut, means[number], means[number + 1]) for number, cut in enumerate(cuts)]


def noise_of(series: Floats) -> float:
    """The standard deviation about a level that may step: from the median absolute difference of neighbours."""
    return float(np.median(np.abs(np.diff(series)))) / (_NORMAL_MAD * 2**0.5)


def winsorised(series: Floats, reach: float) -> Floats:
    """Every value pulled to within ``reach`` of the median of the seven around it."""
    reach_back = _MEDIAN_OF // 2
    padded = np.concatenate([series[:reach_back][::-1], series, series[-reach_back:][::-1]])
    level = np.median(np.lib.stride_tricks.sliding_window_view(padded, _MEDIAN_OF), axis=1)
    return np.clip(series, level - reach, level + reach)


def _levels(series: Floats, cuts: Sequence[int]) -> list[float]:
    return [float(np.mean(segment)) for segment in np.split(series, list(cuts))]


def _significant(series: Floats, cuts: Sequence[int], least_sigma: float) -> list[int]:
    """The cuts that are left when the least certain one is dropped until all are certain."""
    kept = list(cuts)
    while kept:
        chances = _chances(series, kept, least_sigma)
        worst = max(range(len(kept)), key=chances.__getitem__)
        if chances[worst] <= FALSE_ALARMS / len(series):
            break
        del kept[worst]
    return kept


def _chances(series: Floats, cuts: Sequence[int], least_sigma: float) -> list[float]:
    """How likely a difference of levels as large as that at each cut is where there is none (two-sided t)."""
    segments = np.split(series, list(cuts))
    freedom = len(series) - len(segments)
    residual = sum(float(np.sum((segment - np.mean(segment)) ** 2)) for segment in segments)
    sigma = max((residual / freedom) ** 0.5, least_sigma, 1e-12)
    chances = []
    for before, after in pairwise(segments):
        error = sigma * (1 / len(before) + 1 / len(after)) ** 0.5
        distance = abs(float(np.mean(after)) - float(np.mean(before))) / error
        chances.append(2 * t_probability(-distance, freedom))
    return chances


def _partition(series: Floats, cut_penalty: float) -> list[int]:
    """The cuts of the cheapest partition of a series of unit variance, by PELT.

    A cut that has become dearer than a later one stays for another segment's length: until then the later one cannot
    be followed by a cut.
    """
    length = len(series)
    sums = np.concatenate([[0.0], np.cumsum(series)])
    squares = np.concatenate([[0.0], np.cumsum(series**2)])
    cheapest = np.full(length + 1, np.inf)
    cheapest[0] = -cut_penalty
    came_from = np.zeros(length + 1, dtype=np.int64)
    candidates, until = np.array([0]), np.array([np.inf])
    for end in range(MIN_SEGMENT, length + 1):
        spans = end - candidates
        within = squares[end] - squares[candidates] - (sums[end] - sums[candidates]) ** 2 / spans
        costs = cheapest[candidates] + within + cut_penalty
        best = int(np.argmin(costs))
        cheapest[end], came_from[end] = costs[best], candidates[best]
        until[(costs - cut_penalty > cheapest[end]) & np.isinf(until)] = end + MIN_SEGMENT
        candidates, until = np.append(candidates, end - MIN_SEGMENT + 1), np.append(until, np.inf)
        kept = np.isfinite(cheapest[candidates]) & (until > end + 1)
        candidates, until = candidates[kept], until[kept]
    cuts: list[int] = []
    end = length
    while (begin := int(came_from[end])) > 0:
        cuts.append(begin)
        end = begin
    return cuts[::-1]
