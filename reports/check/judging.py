"""From changes to verdicts: what is proven, at a level that holds for all cases together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from corecurve.reports.check.costs import CostLimits
from corecurve.reports.check.holm import holm_levels
from corecurve.reports.check.movers import is_within_unrest, machine_drift, mover_of
from corecurve.reports.check.tolerances import Tolerances
from corecurve.reports.check.verdicts import CaseChange, Mover, Verdict, Word
from corecurve.reports.compare.change_text import write_bounds, write_change, write_tolerance
from corecurve.reports.compare.shift import Shift
from corecurve.reports.quantities import write_share

FALSE_ALARMS = 0.01
FALSE_FAILURES = 0.05
FALSE_PASSES = 0.05
POWER = 0.95
LEAST_STALL_GROWTH = 0.05
_STALLS_SHARE = 0.2


@dataclass(frozen=True)
class Levels:
    """The levels at which a case is tested: for a loss beyond its tolerance, and for any loss at all.

    As they stand, those of a case alone; of several, Holm's are lower.
    """

    beyond: float = FALSE_FAILURES
    at_all: float = FALSE_ALARMS * (1 - _STALLS_SHARE)

    def smallest_loss(self, shift: Shift, tolerance: float) -> float:
        """The true loss that such a measurement calls a regression with a probability of 95%."""
        beyond = shift.smallest_loss(tolerance, self.beyond, POWER)
        return max(beyond, shift.smallest_loss(0.0, self.at_all, POWER))


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a check asks for.

    ``false_alarms`` bounds the probability that any case of an unchanged program is called a
    regression: four fifths of it for the speedups, one fifth for the stalls. Of cases whose loss is just at their
    tolerance, ``false_failures`` bounds the probability that any is called a regression, and ``false_passes`` that of
    each to be called unchanged: the two one-sided tests of Schuirmann (1987, Journal of Pharmacokinetics and
    Biopharmaceutics 15:657), turned round. ``is_strict`` makes a serial loop that got faster a regression too.
    """

    tolerances: Tolerances = field(default_factory=Tolerances)
    limits: CostLimits = field(default_factory=CostLimits)
    false_alarms: float = FALSE_ALARMS
    false_failures: float = FALSE_FAILURES
    false_passes: float = FALSE_PASSES
    is_strict: bool = False


def judge(changes: Sequence[CaseChange], rules: Rules) -> list[Verdict]:
    """The verdict on each case, in the order given."""
    verdicts = _judge_speedups(changes, rules)
    verdicts = _judge_stalls(verdicts, rules.false_alarms * _STALLS_SHARE)
    return _judge_costs(verdicts, rules)


def _judge_speedups(changes: Sequence[CaseChange], rules: Rules) -> list[Verdict]:
    told = [(one, one.speedup) for one in changes if one.speedup is not None]
    tolerances = {one.case_id: rules.tolerances.of(one.case_id) for one in changes}
    beyond = holm_levels([shift.chance_below(-tolerances[one.case_id]) for one, shift in told], rules.false_failures)
    at_all = holm_levels([shift.chance_below(0.0) for _, shift in told], rules.false_alarms * (1 - _STALLS_SHARE))
    levels = {one.case_id: Levels(*both) for (one, _), *both in zip(told, beyond, at_all, strict=True)}
    return [
        _untold(one, tolerances[one.case_id])
        if one.speedup is None
        else _verdict(one, one.speedup, tolerances[one.case_id], levels[one.case_id], rules, changes)
        for one in changes
    ]


def _untold(change: CaseChange, tolerance: float) -> Verdict:
    return Verdict(
        case_id=change.case_id, word="inconclusive", tolerance=tolerance, change=change, reasons=(change.why_not,)
    )


def _verdict(
    change: CaseChange,
    shift: Shift,
    tolerance: float,
    levels: Levels,
    rules: Rules,
    changes: Sequence[CaseChange],
) -> Verdict:
    low, high = shift.low(rules.false_passes), shift.high(levels.beyond)
    word, reasons = _word(change, low, high, tolerance)
    if word == "regression":
        word, reasons = _unless_chance(change, shift, levels, rules.false_alarms)
    mover: Mover | None = None
    if word == "regression":
        mover = mover_of(change, tolerance, _drift(changes, change))
        word, reasons = _by_mover(mover, change, rules.is_strict)
        reasons += (change.factor,) if change.factor is not None else ()
    return Verdict(
        case_id=change.case_id,
        word=word,
        tolerance=tolerance,
        change=change,
        estimate=shift.change,
        low=low,
        high=high,
        smallest_loss=levels.smallest_loss(shift, tolerance),
        mover=mover,
        reasons=reasons,
    )


def _word(change: CaseChange, low: float, high: float, tolerance: float) -> tuple[Word, tuple[str, ...]]:
    """What the interval says; the upper bound is Holm's, the lower one is this case's own."""
    if high < -tolerance:
        return "regression", ()
    if low > tolerance:
        return _unless_baseline_disturbed(change, tolerance)
    if low > -tolerance:
        return "unchanged", ()
    return "inconclusive", (f"a loss of {write_tolerance(tolerance)} is neither proven nor ruled out",)


def _unless_baseline_disturbed(change: CaseChange, tolerance: float) -> tuple[Word, tuple[str, ...]]:
    """Whether what looks like a gain is the baseline's neighbour."""
    assert change.speedup is not None
    if change.held < 0:
        reason = f"others held {-change.held:.1f} cores while the baseline was measured: measure it again"
        return "inconclusive", (reason,)
    if is_within_unrest(change.speedup.change, -change.unrest, tolerance):
        slowed = write_share(-change.unrest)
        reason = (
            f"while the baseline was measured, the machine slowed its usual serial rounds by {slowed} more than now"
        )
        return "inconclusive", (f"{reason}: measure it again",)
    return "improvement", ()


def _unless_chance(
    change: CaseChange, shift: Shift, levels: Levels, false_alarms: float
) -> tuple[Word, tuple[str, ...]]:
    """Whether an unchanged program might show such a loss: so measured, or as runs of the baseline differ."""
    if shift.high(levels.at_all) >= 0:
        return "inconclusive", ("measured so briefly, a program that has not changed might show as much",)
    if change.prediction is not None and change.prediction.high(false_alarms) >= 0:
        usual = write_bounds(change.prediction.low(false_alarms), change.prediction.high(false_alarms))
        return "inconclusive", (f"runs of the baseline differ among each other as much ({usual})",)
    return "regression", ()


def _by_mover(mover: Mover, change: CaseChange, is_strict: bool) -> tuple[Word, tuple[str, ...]]:
    open_question = _open_question(mover, change)
    if open_question is not None:
        return "inconclusive", (open_question,)
    if mover == "serial faster":
        assert change.serial is not None
        reason = f"the serial loop got faster ({_told(change.serial)}), the parallel code did not get slower"
        return ("regression" if is_strict else "unchanged"), (reason,)
    if mover in ("parallel slower", "both sides"):
        assert change.parallel is not None and change.serial is not None
        slower = f"the parallel code got slower ({_told(change.parallel)})"
        both = f"{slower}, and the serial loop faster ({_told(change.serial)})"
        return "regression", (both if mover == "both sides" else slower,)
    return "regression", ()


def _open_question(mover: Mover, change: CaseChange) -> str | None:
    """What besides the code may have made the loss; None where nothing is known that has."""
    if mover == "cores held":
        return f"others held {change.held:.1f} cores more than before, in every round: measure again"
    if mover == "machine unrest":
        slowed = write_share(change.unrest)
        return f"the machine slowed its usual serial rounds by {slowed} more than before: measure again"
    if mover == "ceiling fell":
        assert change.ceiling is not None
        fell = f"the machine's ceiling fell ({_told(change.ceiling)})"
        return f"{fell}: it gives less now, or the tasks cost more side by side; `corecurve duet` tells which"
    if mover == "perhaps serial":
        assert change.serial is not None and change.parallel is not None
        faster = f"the serial loop seems to have got faster ({_told(change.serial)})"
        return f"{faster}, and whether the parallel code got slower ({_told(change.parallel)}) is open"
    return None


def _told(shift: Shift) -> str:
    return f"{write_change(shift.change)}, {write_bounds(shift.low(0.025), shift.high(0.025))}"


def _drift(changes: Sequence[CaseChange], change: CaseChange) -> float | None:
    logs = [(_workload(one), one.serial.log) for one in changes if one.serial is not None]
    return machine_drift(logs, _workload(change))


def _workload(change: CaseChange) -> str:
    return change.case_id.rpartition("[")[0]


def _judge_stalls(verdicts: Sequence[Verdict], level: float) -> list[Verdict]:
    told = [(number, one.change.stalls) for number, one in enumerate(verdicts) if one.change.stalls is not None]
    levels = holm_levels([stalls.chance for _, stalls in told], level)
    judged = list(verdicts)
    for (number, stalls), own in zip(told, levels, strict=True):
        before, after = stalls.shares
        if stalls.chance <= own and after - before >= LEAST_STALL_GROWTH:
            reason = f"{write_share(after)} of the rounds stall (before: {write_share(before)})"
            judged[number] = _worsened(judged[number], "stalls", reason)
    return judged


def _judge_costs(verdicts: Sequence[Verdict], rules: Rules) -> list[Verdict]:
    judged = list(verdicts)
    for name, limit in rules.limits.growth.items():
        told = [(number, one.change.costs[name]) for number, one in enumerate(judged) if name in one.change.costs]
        levels = holm_levels([(-shift).chance_below(1 / (1 + limit) - 1) for _, shift in told], rules.false_alarms)
        for (number, shift), level in zip(told, levels, strict=True):
            if shift.low(level) > limit:
                reason = f"{name} grew by {write_share(shift.change)} (allowed: {write_tolerance(limit)})"
                judged[number] = _worsened(judged[number], "cost grew", reason)
    return judged


def cost_remarks(changes: Sequence[CaseChange], growth: Mapping[str, float]) -> list[str]:
    """Of how many cases each cost with a tolerance was judged, and how much it grew in the worst of them."""
    remarks = []
    for name, limit in growth.items():
        told = [(one.costs[name].change, one.case_id) for one in changes if name in one.costs]
        allowed = f"{name} may grow by {write_tolerance(limit)}"
        if told:
            most, case_id = max(told)
            remarks.append(
                f"{allowed}: judged in {len(told)} of {len(changes)} cases; most {write_change(most)} ({case_id})."
            )
        else:
            remarks.append(f"{allowed}: not judged, as no case has it on both sides.")
    return remarks


def _worsened(verdict: Verdict, mover: Mover, reason: str) -> Verdict:
    mover = verdict.mover if verdict.word == "regression" and verdict.mover is not None else mover
    return replace(verdict, word="regression", mover=mover, reasons=(*verdict.reasons, reason))
