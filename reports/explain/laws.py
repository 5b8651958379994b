"""Scaling laws: which of linear scaling, Amdahl's law and Gunther's universal scalability law fits, and how surely.

All three are one model, linear in its coefficients (Amdahl 1967; Gunther, A General Theory of Computational
Scalability Based on Rational Functions, 2008):

    T(n) = g/n + g alpha (n-1)/n + g beta (n-1)

Each block of rounds is fitted on its own by least squares weighted by 1/T(n), so that drift between blocks changes g
alone; the means over blocks have Student's t-intervals. Coefficients cannot be negative: that is imposed on the
means and their intervals, and by dropping a term whose mean is negative. Imposed in each block it would push the
mean of a coefficient that is truly 0 above 0 (simulated at 2-3% noise: such an interval holds the truth in 57-74% of
runs).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corecurve.bench.errors import CorecurveError
from corecurve.bench.estimator.student_t import t_quantile
from corecurve.reports.explain.interval import Interval, mean_interval
from corecurve.reports.explain.scaling_curve import ScalingCurve
from corecurve.reports.quantities import write_count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEAST_COUNTS = 3
LEAST_BLOCKS = 3
LARGEST_MISFIT = 0.05
PEAK_WITHIN = 2.0

LawName = Literal["linear", "Amdahl", "USL"]
Terms = tuple[int, ...]
_LINEAR: Terms = (0,)
_AMDAHL: Terms = (0, 1)
_COHERENCE: Terms = (0, 2)
_USL: Terms = (0, 1, 2)


class NoFit(CorecurveError):
    """Too few worker counts or blocks for a law; the text says how many there are."""


@dataclass(frozen=True, kw_only=True)
class LawFit:
    """The simplest law that the curve asks for, with what the curve says of the terms of all.

    ``alpha`` is the share of the work that is serial (contention), ``beta`` the cost of each pair of workers keeping
    in step (coherence), both as shares of g, the time on one worker. They are those of the whole model also where a
    simpler law was chosen: an interval that believed in the choice would be too narrow (simulated: a law chosen and
    then fitted holds the truth in as few as 26% of runs). ``line`` are g, g alpha and g beta of the chosen law.
    ``misfit`` is the largest relative difference between the curve and the law that chance does not explain, at
    ``misfit_workers`` (None: there is none). ``peak`` is the number of workers beyond which it gets slower, where one
    is identified.
    """

    law: LawName
    line: tuple[float, float, float]
    alpha: Interval
    beta: Interval
    peak: Interval | None
    misfit: float
    misfit_workers: int | None
    superlinear: list[int]
    blocks: int
    workers: list[int]

    @property
    def fits(self) -> bool:
        """Whether the law describes the curve at all."""
        return self.misfit <= LARGEST_MISFIT

    def seconds_at(self, workers: float) -> float:
        """T(n) of the chosen law."""
        g, g_alpha, g_beta = self.line
        return (g + g_alpha * (workers - 1)) / workers + g_beta * (workers - 1)


def fit_law(curve: ScalingCurve) -> LawFit:
    """Fits the laws to a strong-scaling curve and chooses one. Raises NoFit where there is too little to fit."""
    import numpy as np

    check_enough(curve)
    workers = np.array(curve.workers, dtype=float)
    seconds = np.array(curve.seconds, dtype=float)
    whole = _fit_blocks(workers, seconds, _USL)
    alpha, beta = _shares(whole)
    terms = _choose(workers, seconds, alpha, beta)
    chosen = _fit_blocks(workers, seconds, terms)
    misfit, misfit_workers = _misfit(workers, seconds, chosen)
    g, g_alpha, g_beta = (float(value) for value in chosen.mean(axis=0))
    return LawFit(
        law="USL" if 2 in terms else "Amdahl" if 1 in terms else "linear",
        line=(g, g_alpha, g_beta),
        alpha=alpha.clipped(0.0),
        beta=beta.clipped(0.0),
        peak=_peak(chosen, max(curve.workers)) if beta.low > 0 else None,
        misfit=misfit,
        misfit_workers=misfit_workers,
        superlinear=superlinear_counts(curve),
        blocks=len(curve.seconds),
        workers=curve.workers,
    )


def check_enough(curve: ScalingCurve) -> None:
    """Raises NoFit where a curve has too few worker counts or blocks."""
    if len(curve.workers) < LEAST_COUNTS:
        raise NoFit(f"{write_count(len(curve.workers), 'worker count')} where 3 are needed")
    if len(curve.seconds) < LEAST_BLOCKS:
        raise NoFit(f"{write_count(len(curve.seconds), 'block')} where 3 are needed")


def superlinear_counts(curve: ScalingCurve) -> list[int]:
    """The numbers of workers whose speedup over one worker is surely above their number (where one was measured)."""
    if curve.workers[0] != 1 or len(curve.seconds) < LEAST_BLOCKS:
        return []
    found = []
    for index, workers in enumerate(curve.workers[1:], start=1):
        gain = mean_interval([math.log(row[0] / row[index]) for row in curve.seconds])
        if gain.low > math.log(workers):
            found.append(workers)
    return found


def _choose(workers: Array, seconds: Array, alpha: Interval, beta: Interval) -> Terms:
    """The fewest terms whose coefficients are surely above 0; beside beta, alpha stays unless its mean is below 0."""
    if beta.low > 0:
        return _USL if alpha.value > 0 else _COHERENCE
    alone, _ = _shares(_fit_blocks(workers, seconds, _AMDAHL))
    return _AMDAHL if alone.low > 0 else _LINEAR


def _fit_blocks(workers: Array, seconds: Array, terms: Terms) -> Array:
    """The coefficients (g, g alpha, g beta) of each block, shape (blocks, 3); those not in ``terms`` are 0.

    Weighted by 1/T(n), the target is 1 everywhere: residuals are relative.
    """
    import numpy as np

    design = np.stack([1 / workers, (workers - 1) / workers, workers - 1], axis=1)[:, list(terms)]
    found = np.zeros((len(seconds), 3))
    for block, row in enumerate(seconds):
        found[block, list(terms)] = np.linalg.lstsq(design / row[:, None], np.ones(len(row)), rcond=None)[0]
    return found


def _shares(coefficients: Array) -> tuple[Interval, Interval]:
    """The coefficients alpha and beta, over blocks."""
    return (
        mean_interval(list(coefficients[:, 1] / coefficients[:, 0])),
        mean_interval(list(coefficients[:, 2] / coefficients[:, 0])),
    )


def _misfit(workers: Array, seconds: Array, coefficients: Array) -> tuple[float, int | None]:
    """The largest mean relative residual that its scatter over blocks does not explain, and where it is."""
    import numpy as np

    design = np.stack([1 / workers, (workers - 1) / workers, workers - 1], axis=1)
    residuals = seconds / (coefficients @ design.T) - 1
    mean = residuals.mean(axis=0)
    error = residuals.std(axis=0, ddof=1) / math.sqrt(len(residuals))
    # One of many counts may stray by chance: Bonferroni.
    critical = t_quantile(1 - 0.025 / len(workers), len(residuals) - 1)
    surely = np.where(np.abs(mean) > critical * error, np.abs(mean), 0.0)
    worst = int(surely.argmax())
    return (float(surely[worst]), int(workers[worst])) if surely[worst] > 0 else (0.0, None)


def _peak(coefficients: Array, most_workers: int) -> Interval | None:
    """sqrt((1 - alpha) / beta), where beta is surely above 0 and the peak is not far from what was measured.

    The t-interval is that of beta / (1 - alpha), which is near to normal, turned into workers.
    """
    at_full_contention = coefficients[:, 0] <= coefficients[:, 1]
    if at_full_contention.any():
        return None
    curvature = mean_interval(list(coefficients[:, 2] / (coefficients[:, 0] - coefficients[:, 1])))
    if curvature.low <= 0:
        return None
    peak = Interval(curvature.value**-0.5, curvature.high**-0.5, curvature.low**-0.5)
    return peak if peak.value <= PEAK_WITHIN * most_workers else None
