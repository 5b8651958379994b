"""Precision: how far each case is from knowing enough, and who needs the next block most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corecurve.bench.estimator.estimate import Estimate, ceiling, pooled_launch_variance, speedup
from corecurve.bench.estimator.launches import LaunchVariance
from corecurve.bench.measuring.events import Standing
from corecurve.bench.measuring.records import CaseRecord, CeilingRecord
from corecurve.bench.measuring.subject_run import SubjectRun

LEAST_BLOCKS = 5
LEAST_LAUNCHES = 2
LONE_LAUNCHES = 4
"""Two launches that agree by chance look precise. What other subjects' launches show guards against that; a subject
that has too few of them beside it (a run of one or two subjects) is not done before its fourth launch."""
ENOUGH_FREEDOM = 6


def standings(runs: Sequence[SubjectRun], precision: float) -> dict[str, list[Standing]]:
    """Where every case that has not failed stands, by subject."""
    variance = pooled_launch_variance(
        (run.serial[case.size].rounds, case.rounds) for run in runs for case in _measured(run)
    )
    return {run.plan.name: _of_subject(run, variance, precision) for run in runs}


def widest_first(runs: Iterable[SubjectRun], found: dict[str, list[Standing]]) -> list[SubjectRun]:
    """The subjects, that with the widest interval first; one without any interval before all others."""
    return sorted(runs, key=lambda run: _width(found.get(run.plan.name, [])), reverse=True)


def _of_subject(run: SubjectRun, variance: LaunchVariance, precision: float) -> list[Standing]:
    cases = [
        _standing(
            case, speedup(run.serial[case.size].rounds, case.rounds, launch_variance=variance), variance, precision
        )
        for case in _measured(run)
    ]
    ceilings = [
        _ceiling_standing(record, ceiling(record.result(), launch_variance=variance), variance, precision)
        for record in run.ceilings
        if record.rounds and not record.failure
    ]
    return cases + ceilings


def _measured(run: SubjectRun) -> list[CaseRecord]:
    return [case for case in run.cases if case.rounds and not case.is_failed]


def _standing(case: CaseRecord, estimate: Estimate | None, variance: LaunchVariance, precision: float) -> Standing:
    return Standing(
        case.id, case.case.workload, estimate, len(case.rounds), _is_done(case.rounds, estimate, variance, precision)
    )


def _ceiling_standing(
    record: CeilingRecord, estimate: Estimate | None, variance: LaunchVariance, precision: float
) -> Standing:
    name = f"{record.workload}[ceiling-{record.workers}]"
    return Standing(
        name, record.workload, estimate, len(record.rounds), _is_done(record.rounds, estimate, variance, precision)
    )


def _is_done(rounds: Sequence[object], estimate: Estimate | None, variance: LaunchVariance, precision: float) -> bool:
    if estimate is None or len(rounds) < LEAST_BLOCKS or estimate.launches < LEAST_LAUNCHES:
        return False
    of_others = variance.freedom - (estimate.launches - 1)
    is_backed = of_others >= ENOUGH_FREEDOM or estimate.launches >= LONE_LAUNCHES
    return is_backed and estimate.half_width <= precision


def _width(found: list[Standing]) -> float:
    open_ones = [standing for standing in found if not standing.is_done]
    widths = [standing.estimate.half_width if standing.estimate else float("inf") for standing in open_ones]
    return max(widths, default=0.0 if found else float("inf"))
