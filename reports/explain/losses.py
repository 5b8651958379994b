"""What each factor took of the speedup, in cores, with its interval over profile rounds.

The factors multiply, so their logarithms add. Of the P - S cores that are lost, a factor f took
(P - S) ln f / ln(S / P) = -L ln f, where L is the logarithmic mean of P and S: the logarithmic mean Divisia
decomposition (B. W. Ang, The LMDI approach to decomposition analysis, Energy Policy 33, 2005), which leaves no
remainder, and in which L stays finite where S reaches P.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.bench.errors import CorecurveError
from corecurve.bench.report import CaseResult, Report
from corecurve.reports.explain.activity import ActivityPair, pair_profiles
from corecurve.reports.explain.factors import FactorName, factors, form_of
from corecurve.reports.explain.interval import Interval, geometric_mean_interval


class NotExplainable(CorecurveError):
    """The report does not hold what an explanation of this case needs; the text says what."""


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What one factor took: its multiplier, and the cores that it cost (below 0: gained)."""

    factor: FactorName
    multiplier: Interval
    cores: Interval


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """Where the cores of one case went: P, the profile rounds' speedup S, and each factor's part of P - S.

    The multipliers are geometric means over the rounds, so that they still make ``speedup`` exactly.
    """

    workers: int
    speedup: Interval
    rounds: int
    launches: int
    factors: list[Loss]
    pairs: list[ActivityPair]

    @property
    def lost_cores(self) -> float:
        """P - S; below 0 where the case gained more than its workers (superlinear)."""
        return self.workers - self.speedup.value

    @property
    def losses(self) -> list[Loss]:
        """The factors that cost speedup, the worst first."""
        return sorted((loss for loss in self.factors if loss.cores.value > 0), key=lambda loss: -loss.cores.value)

    @property
    def gains(self) -> list[Loss]:
        """The factors above 1, the largest gain first."""
        return sorted((loss for loss in self.factors if loss.cores.value < 0), key=lambda loss: loss.cores.value)

    @property
    def largest(self) -> Loss | None:
        """The largest loss; None where nothing was lost."""
        return self.losses[0] if self.losses else None


def explain_case(report: Report, case: CaseResult) -> Breakdown:
    """The breakdown of one case of a report. Raises NotExplainable, with the reason."""
    if case.status != "ok":
        raise NotExplainable(f"{case.id} {case.status}: {case.reason}")
    serial = report.serial_of(case)
    if case.profile is None or not case.profile.rounds or serial is None or serial.profile is None:
        raise NotExplainable(f"{case.id} has no profile rounds in this report: measure it with a larger --budget")
    has_finish = any(record.name == case.workload and record.has_finish for record in report.workloads)
    pairs = pair_profiles(case, serial, has_finish=has_finish)
    if len(pairs) < 2:
        raise NotExplainable(
            f"{case.id} has {len(pairs)} profile rounds beside a serial one, and an interval needs 2: "
            "measure it with a larger --budget"
        )
    return break_down(pairs)


def break_down(pairs: Sequence[ActivityPair]) -> Breakdown:
    """Averages the factors of two or more pairs of one case, and counts them in cores."""
    form = form_of(pairs)
    rows = [factors(pair, form) for pair in pairs]
    workers = pairs[0].workers
    speedup = geometric_mean_interval([pair.speedup for pair in pairs])
    lost_per_log = logarithmic_mean(workers, speedup.value)
    return Breakdown(
        workers=workers,
        speedup=speedup,
        rounds=len(pairs),
        launches=len({pair.launch for pair in pairs}),
        factors=[_loss(name, [row[name] for row in rows], lost_per_log) for name in rows[0]],
        pairs=list(pairs),
    )


def logarithmic_mean(a: float, b: float) -> float:
    """(a - b) / ln(a / b), and a where both are equal."""
    ratio = a / b
    if abs(ratio - 1) < 1e-6:
        return (a + b) / 2
    return (a - b) / math.log(ratio)


def _loss(name: FactorName, multipliers: list[float], lost_per_log: float) -> Loss:
    mean = geometric_mean_interval(multipliers)
    cores = [-lost_per_log * math.log(value) for value in (mean.value, mean.high, mean.low)]
    return Loss(factor=name, multiplier=mean, cores=Interval(*cores))
