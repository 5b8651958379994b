"""How each case moved between the two sides of a duet's report."""

from __future__ import annotations

from corecurve.bench.report import Report
from corecurve.reports.check.case_change import measure_change
from corecurve.reports.check.shared_launches import variance_over, with_variance
from corecurve.reports.check.verdicts import CaseChange, Pairing
from corecurve.reports.compare.identity import Likeness
from corecurve.reports.duet.trees import BASE, THIS
from corecurve.reports.summary import SERIAL, CaseSummary, summarise

_SIDE = "side"


def side_changes(report: Report) -> list[CaseChange]:
    """The change of every case that both sides have and the base could measure, in the report's order.

    What launches differ by is pooled over both sides: it is one machine, one interpreter and one workload.
    """
    summary = summarise(report)
    cases = [one for one in summary.cases if one.case.backend != SERIAL]
    before, after = _of_side(cases, BASE), _of_side(cases, THIS)
    variance = variance_over([summary])
    pairings = [
        _pairing(before[case_id], one)
        for case_id, one in after.items()
        if case_id in before and before[case_id].case.status == "ok"
    ]
    return [measure_change(with_variance(one, variance)) for one in pairings]


def base_failures(report: Report) -> list[tuple[str, str]]:
    """The cases that the base could not measure, each with the reason: they cannot be compared."""
    return [
        (one.id, f"the base has it as {one.status}: {one.reason}")
        for one in report.cases
        if one.backend != SERIAL and one.options.get(_SIDE) == BASE and one.status != "ok"
    ]


def _of_side(cases: list[CaseSummary], side: str) -> dict[str, CaseSummary]:
    return {one.case.id: one for one in cases if one.case.options.get(_SIDE) == side}


def _pairing(before: CaseSummary, after: CaseSummary) -> Pairing:
    return Pairing(case_id=after.case.id, before=(before,), after=after, likeness=Likeness("same"))
