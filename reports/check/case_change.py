"""How each case moved between its baselines and the report: figures with their errors, no opinion."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, variance

from corecurve.bench.estimator.stalls import stall_change
from corecurve.bench.printable import printable
from corecurve.reports.check.costs import cost_shifts
from corecurve.reports.check.held_cores import held_cores
from corecurve.reports.check.pairing import is_like_work
from corecurve.reports.check.unrest import unrest_growth
from corecurve.reports.check.verdicts import CaseChange, Pairing
from corecurve.reports.compare.shift import Shift, difference, mean
from corecurve.reports.compare.shifts import (
    ceiling_shift,
    of_a_run,
    seconds_shift,
    serial_shift,
    speedup_shift,
)
from corecurve.reports.explain.losses import NotExplainable, explain_case
from corecurve.reports.explain.moved import factor_that_moved
from corecurve.reports.summary import CaseSummary

FEWEST_FOR_PREDICTION = 3
_FELL = 0.05
"""A speedup whose interval, with so much above it, lies below no change has fallen: then it is asked why."""


def measure_change(pairing: Pairing) -> CaseChange:
    """The change of one case, as far as the machines and the rounds let it be told."""
    after, latest = pairing.after, pairing.latest
    if after.case.status != "ok":
        reason = f"{after.case.status} now: {printable(after.case.reason or 'no reason is given')}"
        return CaseChange(case_id=pairing.case_id, speedup=None, why_not=reason, is_unmeasured=True)
    why_not = _why_incomparable(pairing)
    known = [one for one in pairing.before if one.speedup is not None]
    if why_not or not known:
        return CaseChange(case_id=pairing.case_id, speedup=None, why_not=why_not or "the baseline has no interval")
    speedup, prediction = _against(known, after)
    may_time = pairing.likeness.times_compare and latest.case.size == after.case.size
    return CaseChange(
        case_id=pairing.case_id,
        speedup=speedup,
        before=fmean(one.speedup.value for one in known if one.speedup is not None),
        after=after.speedup.value if after.speedup is not None else None,
        prediction=prediction,
        serial=serial_shift(latest, after) if may_time else None,
        parallel=seconds_shift(latest, after) if may_time else None,
        ceiling=ceiling_shift(latest, after),
        stalls=stall_change(latest.case.rounds, after.case.rounds),
        costs=cost_shifts(latest, after) if pairing.likeness.times_compare else {},
        held=held_cores(latest.case.rounds, after.case.rounds),
        unrest=_unrest(latest, after),
        factor=_factor(pairing) if speedup is not None and speedup.high(_FELL) < 0 else None,
    )


def _unrest(latest: CaseSummary, after: CaseSummary) -> float:
    if latest.serial is None or after.serial is None:
        return 0.0
    return unrest_growth(latest.serial.rounds, after.serial.rounds)


def _factor(pairing: Pairing) -> str | None:
    """The factor that moved, in words, where both reports hold profile rounds that tell it."""
    if pairing.reports is None:
        return None
    before, after = pairing.reports
    try:
        move = factor_that_moved(explain_case(before, pairing.latest.case), explain_case(after, pairing.after.case))
    except NotExplainable:
        return None
    return move.sentence() if move is not None else None


def _why_incomparable(pairing: Pairing) -> str:
    if not pairing.likeness.speedups_compare:
        fields = "; ".join(printable(one, 200) for one in pairing.likeness.deciding)
        return f"the machines are different ({fields})"
    if pairing.after.speedup is None:
        return "too few rounds for an interval"
    if min(one.speedup.launches for one in (*pairing.before, pairing.after) if one.speedup is not None) < 2:
        return "measured in one launch only, whose own offset nobody knows"
    sizes = (pairing.latest.case.size, pairing.after.case.size)
    if not is_like_work(*sizes):
        remedy = "`corecurve run --sizes-of BASELINE` measures the same work"
        return f"measured at size {sizes[1]}, the baseline at {sizes[0]}: {remedy}"
    return ""


def _against(before: Sequence[CaseSummary], after: CaseSummary) -> tuple[Shift | None, Shift | None]:
    """The change against the mean of the baselines, and the same with the error of one further run among them."""
    if len(before) == 1:
        return speedup_shift(before[0], after), None
    new = of_a_run(after.speedup) if after.speedup is not None else None
    old = [of_a_run(one.speedup) for one in before if one.speedup is not None]
    if new is None:
        return None, None
    if len(old) < FEWEST_FOR_PREDICTION:
        return difference(new, mean(old)), None
    return difference(new, mean_of_runs(old)), prediction_shift(new, old)


def mean_of_runs(runs: Sequence[Shift]) -> Shift:
    """The mean of several runs; its error is that of the runs among each other, never less than their own."""
    spread = _run_variance(runs)
    return Shift(fmean(one.log for one in runs), math.sqrt(spread / len(runs)), len(runs) - 1)


def prediction_shift(new: Shift, runs: Sequence[Shift]) -> Shift:
    """How far a new run lies from the mean of others, with the error that one further run of them would have.

    The variance of a prediction is that of a run plus that of the mean (any textbook: s² (1 + 1/m)); a new run
    that is less sure of itself than those among each other counts with its own error.
    """
    spread = _run_variance(runs)
    total = max(spread, new.standard_error**2) + spread / len(runs)
    return Shift(new.log - fmean(one.log for one in runs), math.sqrt(total), len(runs) - 1)


def _run_variance(runs: Sequence[Shift]) -> float:
    return max(variance(one.log for one in runs), fmean(one.standard_error**2 for one in runs))
