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
from corecurve.reports.explain.activity import Activity, Turn, profile_turns
from corecurve.reports.explain.factors import FactorName, Form, factors, form_of
from corecurve.reports.explain.interval import Interval
from corecurve.reports.explain.paired_rounds import TooFewRounds, TurnLogs, ratio_interval


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
    factors: list[Loss]
    turns: list[Turn]

    @property
    def parallel(self) -> list[Activity]:
        """All profile rounds of the case."""
        return [one for turn in self.turns for one in turn.parallel]

    @property
    def serial(self) -> list[Activity]:
        """All profile rounds of its serial loop."""
        return [one for turn in self.turns for one in turn.serial]

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
    turns = profile_turns(case, serial, has_finish=has_finish)
    try:
        return break_down(turns)
    except TooFewRounds as error:
        raise NotExplainable(f"{case.id}: {error}: measure it with a larger --budget") from None


def break_down(turns: Sequence[Turn]) -> Breakdown:
    """Averages the factors of a case's profile rounds and counts them in cores. Raises TooFewRounds."""
    if not turns:
        raise TooFewRounds("no profile round of it lies beside one of its serial loop")
    form = form_of(turns)
    speedup = ratio_interval([_speedup_logs(turn) for turn in turns])
    workers = turns[0].parallel[0].workers
    lost_per_log = logarithmic_mean(workers, speedup.value)
    logs = [_factor_logs(turn, form) for turn in turns]
    return Breakdown(
        workers=workers,
        speedup=speedup,
        factors=[_loss(name, ratio_interval([turn[name] for turn in logs]), lost_per_log) for name in logs[0]],
        turns=list(turns),
    )


def logarithmic_mean(a: float, b: float) -> float:
    """(a - b) / ln(a / b), and a where both are equal."""
    ratio = a / b
    if abs(ratio - 1) < 1e-6:
        return (a + b) / 2
    return (a - b) / math.log(ratio)


def _speedup_logs(turn: Turn) -> TurnLogs:
    return TurnLogs(
        own=[-math.log(one.wall_seconds) for one in turn.parallel],
        other=[math.log(one.wall_seconds) for one in turn.serial],
        own_rounds=turn.parallel_rounds,
        other_rounds=turn.serial_rounds,
    )


def _factor_logs(turn: Turn, form: Form) -> dict[FactorName, TurnLogs]:
    """Each factor's logarithms. They are a term of the parallel round and one of the serial round, added up.

    So one serial round serves all parallel ones, and one parallel round tells what the other serial ones change.
    """
    first = factors(turn.parallel[0], turn.serial[0], form)
    own = [factors(one, turn.serial[0], form) for one in turn.parallel]
    other = [factors(turn.parallel[0], one, form) for one in turn.serial]
    return {
        name: TurnLogs(
            own=[_log(one[name]) for one in own],
            other=[_log(one[name]) - _log(first[name]) for one in other],
            own_rounds=turn.parallel_rounds,
            other_rounds=turn.serial_rounds,
        )
        for name in first
    }


def _log(multiplier: float) -> float:
    if not multiplier > 0:
        raise NotExplainable("its profile rounds hold times that exclude each other")
    return math.log(multiplier)


def _loss(name: FactorName, multiplier: Interval, lost_per_log: float) -> Loss:
    cores = [-lost_per_log * math.log(value) for value in (multiplier.value, multiplier.high, multiplier.low)]
    return Loss(factor=name, multiplier=multiplier, cores=Interval(*cores))
