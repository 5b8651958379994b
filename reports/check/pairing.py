"""Which baselines serve, and which case is held against which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.bench.report import Report
from corecurve.reports.check.verdicts import Pairing
from corecurve.reports.compare.identity import TIERS, Likeness, likeness
from corecurve.reports.summary import SERIAL, CaseSummary, ReportSummary

MOST_BASELINES = 10
"""Of many baselines the latest ten serve: enough for the variation from run to run, recent enough to be true."""


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


def _cases(summary: ReportSummary) -> dict[str, CaseSummary]:
    return {one.case.id: one for one in summary.cases if one.case.backend != SERIAL}
