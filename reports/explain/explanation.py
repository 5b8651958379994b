"""Everything that can be said of why a case is as fast as it is, gathered; nothing here is rendered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from corecurve.bench.report import CaseResult
from corecurve.reports.explain.advice.advice import Advice
from corecurve.reports.explain.advice.advising import advise
from corecurve.reports.explain.evidence import Inquiry
from corecurve.reports.explain.headline import cannot_tell, headline, largest_loss
from corecurve.reports.explain.lanes import Lane, lanes
from corecurve.reports.explain.law_words import law_sentences
from corecurve.reports.explain.laws import NoFit
from corecurve.reports.explain.losses import Breakdown, NotExplainable, explain_case
from corecurve.reports.explain.replay.model import Model
from corecurve.reports.explain.replay.model_making import make_models
from corecurve.reports.explain.scaling_curve import ScalingCurve, scaling_curves
from corecurve.reports.explain.start_up import StartUp, start_up
from corecurve.reports.summary import CaseSummary, ReportSummary, WorkloadSummary


@dataclass(frozen=True, kw_only=True)
class CaseExplanation:
    """One case: its breakdown, what it means in words, and what its workers did.

    ``profile_cost`` is how much longer a profile round takes than a timing round (1.01: 1%), None where there are no
    timing rounds. ``lanes`` are means over the profile rounds; ``laws`` is what scaling laws say of its backend;
    ``advice`` has the largest gain first.
    """

    summary: CaseSummary
    breakdown: Breakdown
    headline: str
    largest_loss: str | None
    start_up: StartUp | None
    profile_cost: float | None
    lanes: list[Lane]
    laws: list[str]
    advice: list[Advice]


@dataclass(frozen=True, kw_only=True)
class WorkloadExplanation:
    """One workload: its explained cases, why the others are not, and what scaling laws say of each backend."""

    name: str
    cases: list[CaseExplanation]
    unexplained: list[tuple[str, str]]
    laws: list[tuple[str, list[str]]]


def need_explainable(cases: Sequence[CaseResult]) -> None:
    """Raises NotExplainable where none of these cases has profile rounds."""
    if not any(case.profile is not None and case.profile.rounds for case in cases):
        raise NotExplainable(
            "the report holds no profile rounds to explain: measure without --no-profile, or with a larger --budget"
        )


def explain_workload(
    report: ReportSummary, workload: WorkloadSummary, chosen: Collection[str] | None = None
) -> WorkloadExplanation:
    """Explains what can be explained of a workload; of these cases (ids) only, where they are given."""
    models = make_models(report, workload.name)
    cases, unexplained = [], []
    for summary in workload.cases:
        if chosen is not None and summary.case.id not in chosen:
            continue
        try:
            cases.append(explain(report, summary, models))
        except NotExplainable as error:
            unexplained.append((summary.case.id, str(error)))
    curves = [curve for curve in scaling_curves(report.report) if curve.workload == workload.name]
    told = {summary.case.id for summary in workload.cases if chosen is None or summary.case.id in chosen}
    laws = [(_label(curve), _sentences(report, curve)) for curve in curves if told.intersection(curve.case_ids)]
    return WorkloadExplanation(name=workload.name, cases=cases, unexplained=unexplained, laws=laws)


def explain(report: ReportSummary, summary: CaseSummary, models: list[Model] | None = None) -> CaseExplanation:
    """Explains one case. ``models`` are the report's own, where they have been made already.

    Raises NotExplainable, with the reason.
    """
    breakdown = explain_case(report.report, summary.case)
    inquiry = Inquiry(report.report, summary.case, breakdown)
    unknown = cannot_tell(summary)
    curves = scaling_curves(report.report)
    return CaseExplanation(
        summary=summary,
        breakdown=breakdown,
        headline=unknown or headline(inquiry),
        largest_loss=None if unknown else largest_loss(inquiry),
        start_up=start_up(summary),
        profile_cost=_profile_cost(summary.case),
        lanes=mean_lanes(summary.case),
        laws=[
            sentence for curve in curves if summary.case.id in curve.case_ids for sentence in _sentences(report, curve)
        ],
        advice=advise(
            report, summary, breakdown, make_models(report, summary.case.workload) if models is None else models
        ),
    )


def mean_lanes(case: CaseResult) -> list[Lane]:
    """What each worker did, averaged over the profile rounds; the nth worker of each."""
    rounds = case.profile.rounds if case.profile else []
    return [_mean_lane(own) for own in zip(*(lanes(one, case.workers) for one in rounds), strict=False)]


def _mean_lane(own: Sequence[Lane]) -> Lane:
    return Lane(
        worker=own[0].worker,
        tasks=round(fmean(lane.tasks for lane in own)),
        wait_seconds=fmean(lane.wait_seconds for lane in own),
        busy_seconds=fmean(lane.busy_seconds for lane in own),
        gap_seconds=fmean(lane.gap_seconds for lane in own),
        tail_seconds=fmean(lane.tail_seconds for lane in own),
        startup_seconds=_known_mean([lane.startup_seconds for lane in own]),
        exit_seconds=_known_mean([lane.exit_seconds for lane in own]),
    )


def _known_mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _profile_cost(case: CaseResult) -> float | None:
    if case.profile is None or not case.rounds:
        return None
    profiled = median(one.wall_seconds for one in case.profile.rounds)
    return profiled / median(one.wall_seconds for one in case.rounds)


def _sentences(report: ReportSummary, curve: ScalingCurve) -> list[str]:
    try:
        return law_sentences(curve, report.report.machine.usable_cores)
    except NoFit as error:
        return [f"No scaling law: {error}."]


def _label(curve: ScalingCurve) -> str:
    return f"{curve.backend}, weak scaling" if curve.is_weak else curve.backend
