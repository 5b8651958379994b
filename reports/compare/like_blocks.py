"""Rounds that may be compared: the first of each block alone, where a report has no others.

A run gives fast cases several rounds a block once it has had its first eight blocks. The first round on fresh workers
takes half a millisecond to a millisecond longer than those after it (seen of pools of two: 1.2% of 80 ms, 2.9% of
27 ms), so a short report and a long one of the same code would differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corecurve.bench.report import CaseResult, Report, Round, by_place
from corecurve.reports.quantities import write_count


def with_like_blocks(reports: Sequence[Report]) -> list[Report]:
    """The reports, without the further rounds of blocks for those cases of which one report has none."""
    single = {
        case.id for report in reports for case in report.cases if case.rounds and len(_firsts(case)) == len(case.rounds)
    }
    return [replace(report, cases=[_with_firsts(case, single) for case in report.cases]) for report in reports]


def shortened_remarks(reports: Sequence[Report], alike: Sequence[Report]) -> list[str]:
    """That cases lost rounds between these, if any did: `corecurve report` shows them with all of theirs."""
    lost = {
        case.id
        for report, other in zip(reports, alike, strict=True)
        for case, kept in zip(report.cases, other.cases, strict=True)
        if len(kept.rounds) < len(case.rounds)
    }
    if not lost:
        return []
    cases = write_count(len(lost), "case")
    reason = "as one side has no others; with all their rounds (corecurve report) they are a little faster"
    return [f"Of {cases} only the first round of each block is compared, {reason}."]


def _with_firsts(case: CaseResult, single: set[str]) -> CaseResult:
    return replace(case, rounds=_firsts(case)) if case.id in single else case


def _firsts(case: CaseResult) -> list[Round]:
    return [first for first, *_ in by_place(case.rounds).values()]
