"""Rounds that may be compared: the first of each block alone, where a report has no others.

A run gives fast cases several rounds a block once it has had its first eight blocks. The first round on fresh workers
takes half a millisecond to a millisecond longer than those after it (seen of pools of two: 1.2% of 80 ms, 2.9% of
27 ms), so a short report and a long one of the same code would differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corecurve.bench.report import CaseResult, Report, Round, by_place


def with_like_blocks(reports: Sequence[Report]) -> list[Report]:
    """The reports, without the further rounds of blocks for those cases of which one report has none."""
    single = {
        case.id for report in reports for case in report.cases if case.rounds and len(_firsts(case)) == len(case.rounds)
    }
    return [replace(report, cases=[_with_firsts(case, single) for case in report.cases]) for report in reports]


def _with_firsts(case: CaseResult, single: set[str]) -> CaseResult:
    return replace(case, rounds=_firsts(case)) if case.id in single else case


def _firsts(case: CaseResult) -> list[Round]:
    return [first for first, *_ in by_place(case.rounds).values()]
