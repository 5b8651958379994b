"""The duet itself: both trees measured in the same blocks, and judged until every case is decided.

revision ─▶ worktree ─▶ plan: every subject twice, once a side ─▶ block after block ─▶ look ─▶ conclusion
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from corecurve.bench.interruption import interruptible, raise_if_interrupted
from corecurve.bench.measuring.measurement import Block, Measurement
from corecurve.bench.measuring.plan import Plan
from corecurve.bench.measuring.planning import check_choices
from corecurve.bench.printable import printable
from corecurve.bench.report import Report
from corecurve.reports.check.verdicts import CaseChange, Conclusion, Verdict
from corecurve.reports.disturbances import disturbance_sentences
from corecurve.reports.duet.looks import Looks
from corecurve.reports.duet.preparation import Preparation, prepare
from corecurve.reports.duet.request import DuetRequest
from corecurve.reports.duet.side_changes import base_failures, side_changes
from corecurve.reports.duet.trees import Laboratories, both_trees, laboratories_for
from corecurve.reports.summary import SERIAL

FEWEST_LAUNCHES = 3
"""Before the end no look is taken at fewer: two launches know so little of launches that nothing could be decided."""

_MOST_NAMED = 6

Say = Callable[[str], None]


@dataclass(frozen=True)
class DuetOutcome:
    """What came of it: the conclusion, and everything that was measured, both sides in one report."""

    conclusion: Conclusion
    report: Report


def run_duet(request: DuetRequest, say: Say) -> DuetOutcome:
    """Measures this tree against a revision; ``say`` is told of every look.

    Raises CorecurveError where git, the call or a tree is wrong, Interrupted after a signal. The worktree is removed
    whatever happens.
    """
    check_choices(request.choices)
    with interruptible(), both_trees(request) as trees, laboratories_for(request, *trees) as laboratories:
        prepared = prepare(request, laboratories)
        verdicts, report = _measure(request, laboratories, prepared.plan, say)
    return DuetOutcome(_conclude(request, [tree.name for tree in trees], prepared, verdicts, report), report)


def _measure(
    request: DuetRequest, laboratories: Laboratories, plan: Plan, say: Say
) -> tuple[Sequence[Verdict], Report]:
    """Measures until every case is decided or the budget is spent; what is left of the error is spent at the end."""
    sides = {tree.side: laboratory for tree, laboratory in laboratories.items()}
    measurement = Measurement(next(iter(sides.values())), plan, sides=sides)
    looks = Looks(request.rules)
    with closing(_blocks(measurement)) as blocks:
        for block in blocks:
            share = 1 - measurement.remaining_seconds / request.budget_seconds
            if not (looks.is_due(share) and _has_enough(block.report)):
                continue
            changes = side_changes(block.report)
            if not changes and base_failures(block.report):
                return [], _completed(block.report)
            if not _all_told(changes):
                continue
            verdicts = looks.look(changes, share)
            say(_progress(verdicts, share * request.budget_seconds))
            if looks.is_over or share >= 1:
                return verdicts, _completed(block.report)
            measurement.retire(_decided_subjects(plan, looks.decided))
    raise_if_interrupted()
    report = measurement.report()
    return looks.look(side_changes(report), 1.0), report


def _completed(report: Report) -> Report:
    """The report of a measurement that was ended because all was known."""
    return replace(report, run=replace(report.run, is_complete=True))


def _blocks(measurement: Measurement) -> Generator[Block]:
    yield from measurement


def _has_enough(report: Report) -> bool:
    """Whether every case has enough launches for a look to be worth its error."""
    # The loop of a subject whose cases have failed takes no further part.
    cases = (one for one in report.cases if one.backend != SERIAL and one.status == "ok")
    return all(one.launches >= FEWEST_LAUNCHES for one in cases)


def _all_told(changes: Sequence[CaseChange]) -> bool:
    """Whether there is something to judge: every case has an interval, or never will."""
    return bool(changes) and all(one.is_unmeasured or one.speedup is not None for one in changes)


def _decided_subjects(plan: Plan, decided: frozenset[str]) -> list[str]:
    """The subjects of which no case is open, on either side."""
    return [one.name for one in plan.subjects if all(case.id in decided for case in one.cases)]


def _progress(verdicts: Sequence[Verdict], elapsed_seconds: float) -> str:
    told = ", ".join(f"{printable(one.case_id, 40)} {one.word}" for one in verdicts[:_MOST_NAMED])
    more = f" and {len(verdicts) - _MOST_NAMED} more" if len(verdicts) > _MOST_NAMED else ""
    return f"{elapsed_seconds:.0f} s: {told}{more}"


def _conclude(
    request: DuetRequest, names: Sequence[str], prepared: Preparation, verdicts: Sequence[Verdict], report: Report
) -> Conclusion:
    rounds = (one for case in report.cases for one in case.rounds)
    spent = f"{report.run.elapsed_seconds:.0f} of {request.budget_seconds:.0f} s"
    return Conclusion(
        title=" against ".join(names),
        verdicts=tuple(verdicts),
        left_out=(*prepared.left_out, *base_failures(report)),
        remarks=(*prepared.remarks, f"Measured in the same blocks, {spent}.", *disturbance_sentences(rounds)),
        false_alarms=request.rules.false_alarms,
        false_failures=request.rules.false_failures,
    )
