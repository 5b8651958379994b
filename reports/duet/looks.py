"""Looks: judging a duet again and again while it is measured, without erring more often for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corecurve.reports.check.judging import Rules, judge
from corecurve.reports.check.verdicts import CaseChange, Verdict
from corecurve.reports.duet.error_spending import ErrorSpending

DECIDED = ("regression", "unchanged", "improvement")


class Looks:
    """The verdicts so far. One that is decided stays: later looks spend no more errors on it.

    Each look judges the cases that are open at its own level (:mod:`~corecurve.reports.duet.error_spending`), for
    false alarms and for false passes alike.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._alarms = ErrorSpending(rules.false_alarms)
        self._failures = ErrorSpending(rules.false_failures)
        self._passes = ErrorSpending(rules.false_passes)
        self._decided: dict[str, Verdict] = {}
        self._open: dict[str, Verdict] = {}

    def is_due(self, share: float) -> bool:
        """Whether there is enough more to look at; ``share`` is the part of the budget that has been used."""
        return self._alarms.is_worth_a_look(share)

    def look(self, changes: Sequence[CaseChange], share: float) -> list[Verdict]:
        """Judges the open cases anew; returns the verdicts on all, in the order of ``changes``."""
        rules = replace(
            self._rules,
            false_alarms=self._alarms.spend(share),
            false_failures=self._failures.spend(share),
            false_passes=self._passes.spend(share),
        )
        open_ones = [one for one in changes if one.case_id not in self._decided]
        self._open = {}
        for verdict in judge(open_ones, rules):
            is_decided = verdict.word in DECIDED or verdict.change.is_unmeasured
            (self._decided if is_decided else self._open)[verdict.case_id] = verdict
        return [self._verdict(one.case_id) for one in changes]

    @property
    def is_over(self) -> bool:
        """Whether every case that was looked at has been decided."""
        return bool(self._decided) and not self._open

    @property
    def decided(self) -> frozenset[str]:
        """The ids of the cases that have been decided."""
        return frozenset(self._decided)

    def _verdict(self, case_id: str) -> Verdict:
        return self._decided.get(case_id) or self._open[case_id]
