"""Which baselines serve, and which case is held against which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.bench.report import Report
from corecurve.reports.check.verdicts import Pairing
from corecurve.reports.compare.identity import TIERS, Likeness, likeness
from corecurve.reports.summary import SERIAL, CaseSummary, ReportSummary

MOST_BASELINES = 10
"""Of many baselines the latest ten serve: enough for the variation from run to run, recent enough to be true."""

MOST_SIZE_DRIFT = 1.25
"""Calibration finds nearly the same size again; beyond this factor the overheads weigh differently."""


@dataclass(frozen=True)
class Baseline:
    """A report that serves as a baseline, with the name of its file and how alike its machine is."""

    file: str
    summary: ReportSummary
    likeness: Likeness


def choose_baselines(report: Report, others: Sequence[tuple[str, Report]]) -> list[tuple[str, Report]]:
    """The baselines that serve: those of the best tier that there is, the latest ten of them, the latest last."""
    tiers = [TIERS.index(likeness(report.machine, other.machine).tier) for _, other in others]
    serving = [one for one, tier in zip(others, tiers, strict=True) if tier == min(tiers)]
    return sorted(serving, key=lambda one: one[1].run.started)[-MOST_BASELINES:]


def pair_cases(report: ReportSummary, baselines: Sequence[Baseline]) -> tuple[list[Pairing], list[tuple[str, str]]]:
    """Every case of the report beside the baselines that have it, and the cases that have no partner, with why."""
    before = [_cases(one.summary) for one in baselines]
    after = _cases(report)
    pairings, left_out = [], []
    for case_id, case in after.items():
        held = [
            (one.summary.report, found[case_id])
            for one, found in zip(baselines, before, strict=True)
            if case_id in found
        ]
        usable = [(source, one) for source, one in held if one.case.status == "ok"]
        usable = [pair for pair in usable if is_like_work(pair[1].case.size, case.case.size)] or usable
        if usable:
            pairings.append(
                Pairing(
                    case_id=case_id,
                    before=tuple(one for _, one in usable),
                    after=case,
                    likeness=baselines[-1].likeness,
                    reports=(usable[-1][0], report.report),
                )
            )
        elif held:
            last = held[-1][1].case
            left_out.append((case_id, f"the baseline has it as {last.status}: {last.reason}"))
        else:
            left_out.append((case_id, "the baseline does not have it"))
    gone = dict.fromkeys(case_id for found in before for case_id in found if case_id not in after)
    return pairings, left_out + [(case_id, "only the baseline has it") for case_id in gone]


def is_like_work(size: int, other: int) -> bool:
    """Whether two sizes are near enough for their speedups to mean the same."""
    return max(size, other) <= MOST_SIZE_DRIFT * min(size, other)


def of_other_work(report: ReportSummary, baselines: Sequence[Baseline]) -> dict[str, int]:
    """How many of the baselines have measured a case at a size too far from the report's: case id → count, if any."""
    after = _cases(report)
    held = [(case_id, one.case.size) for base in baselines for case_id, one in _cases(base.summary).items()]
    return Counter(
        case_id for case_id, size in held if case_id in after and not is_like_work(size, after[case_id].case.size)
    )


def _cases(summary: ReportSummary) -> dict[str, CaseSummary]:
    return {one.case.id: one for one in summary.cases if one.case.backend != SERIAL}
