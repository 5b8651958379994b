"""What explains a report, gathered once for all sections: losses of every case, the best one in full, scaling laws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.reports.explain.evidence import Inquiry
from corecurve.reports.explain.explanation import CaseExplanation, explain
from corecurve.reports.explain.headline import cannot_tell, headline
from corecurve.reports.explain.law_words import law_sentences
from corecurve.reports.explain.laws import NoFit
from corecurve.reports.explain.losses import Breakdown, NotExplainable, explain_case
from corecurve.reports.explain.replay.model import Model
from corecurve.reports.explain.replay.model_making import make_models
from corecurve.reports.explain.scaling_curve import ScalingCurve, scaling_curves
from corecurve.reports.page.spotlight import spotlight
from corecurve.reports.summary import CaseSummary, ReportSummary, WorkloadSummary


@dataclass(frozen=True)
class ExplainedCase:
    """One case: where its cores went, and the same in words."""

    summary: CaseSummary
    breakdown: Breakdown
    headline: str


@dataclass(frozen=True, kw_only=True)
class ExplainedWorkload:
    """One workload: every case that can be explained, its best case in full, and what laws say of each backend."""

    workload: WorkloadSummary
    cases: list[ExplainedCase]
    best: CaseExplanation | None
    laws: list[tuple[str, list[str]]]


def explain_report(summary: ReportSummary) -> list[ExplainedWorkload]:
    """Every workload of a report, in its order."""
    curves, models = scaling_curves(summary.report), make_models(summary)
    return [
        ExplainedWorkload(
            workload=workload,
            cases=[one for case in workload.cases if (one := _explained(summary, case)) is not None],
            best=_best(summary, workload, models),
            laws=_laws(summary, [curve for curve in curves if curve.workload == workload.name]),
        )
        for workload in summary.workloads
    ]


def _explained(summary: ReportSummary, one: CaseSummary) -> ExplainedCase | None:
    try:
        breakdown = explain_case(summary.report, one.case)
    except NotExplainable:
        return None
    return ExplainedCase(one, breakdown, cannot_tell(one) or headline(Inquiry(summary.report, one.case, breakdown)))


def _best(summary: ReportSummary, workload: WorkloadSummary, models: list[Model]) -> CaseExplanation | None:
    close = spotlight(workload)
    try:
        return explain(summary, close, models) if close is not None else None
    except NotExplainable:
        return None


def _laws(summary: ReportSummary, curves: Sequence[ScalingCurve]) -> list[tuple[str, list[str]]]:
    """The sentences about every curve to which a law can be fitted."""
    found = []
    for curve in curves:
        label = f"{curve.backend}, weak scaling" if curve.is_weak else curve.backend
        try:
            found.append((label, law_sentences(curve, summary.report.machine.usable_cores)))
        except NoFit:
            continue
    return found
