"""Precision: how far each case is from knowing enough, and who needs the next block most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corecurve.bench.estimator.estimate import Comparison, Estimate, ceiling, compare, launch_variance_of
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


class Standings:
    """Where every case that has not failed stands, by subject; what has not changed since is not estimated anew."""

    def __init__(self, runs: Sequence[SubjectRun], precision: float) -> None:
        self._runs = runs
        self._precision = precision
        self._known: dict[tuple[str, str], tuple[int, Comparison | None]] = {}

    def now(self) -> dict[str, list[Standing]]:
        """The standings of all subjects."""
        found = {run.plan.name: [(case, self._compare(run, case)) for case in _measured(run)] for run in self._runs}
        variance = launch_variance_of(one for cases in found.values() for _, one in cases)
        return {run.plan.name: self._of_subject(run, found[run.plan.name], variance) for run in self._runs}

    def _compare(self, run: SubjectRun, case: CaseRecord) -> Comparison | None:
        """Rounds are only ever added: as many are the same ones."""
        key, rounds = (run.plan.name, case.id), len(case.rounds)
        known = self._known.get(key)
        if known is None or known[0] != rounds:
            known = self._known[key] = rounds, compare(run.serial[case.size].rounds, case.rounds)
        return known[1]

    def _of_subject(
        self, run: SubjectRun, compared: Sequence[tuple[CaseRecord, Comparison | None]], variance: LaunchVariance
    ) -> list[Standing]:
        cases = [
            _standing(case, one.speedup(variance) if one is not None else None, variance, self._precision)
            for case, one in compared
        ]
        ceilings = [
            _ceiling_standing(record, ceiling(record.result(), launch_variance=variance), variance, self._precision)
            for record in run.ceilings
            if record.rounds and not record.failure
        ]
        return cases + ceilings


def widest_first(runs: Iterable[SubjectRun], found: dict[str, list[Standing]]) -> list[SubjectRun]:
    """The subjects, that with the widest interval first; one without any interval before all others."""
    return sorted(runs, key=lambda run: _width(found.get(run.plan.name, [])), reverse=True)


def _measured(run: SubjectRun) -> list[CaseRecord]:
    return [case for case in run.cases if case.rounds and not case.is_failed]


def _standing(case: CaseRecord, estimate: Estimate | None, variance: LaunchVariance, precision: float) -> Standing:
    is_done = _is_done(estimate, variance, precision)
    return Standing(case.id, case.case.workload, estimate, len(case.rounds), is_done)


def _ceiling_standing(
    record: CeilingRecord, estimate: Estimate | None, variance: LaunchVariance, precision: float
) -> Standing:
    name = f"{record.workload}[ceiling-{record.workers}]"
    is_done = _is_done(estimate, variance, precision)
    return Standing(name, record.workload, estimate, len(record.rounds), is_done)


def _is_done(estimate: Estimate | None, variance: LaunchVariance, precision: float) -> bool:
    if estimate is None or estimate.blocks < LEAST_BLOCKS or estimate.launches < LEAST_LAUNCHES:
        return False
    of_others = variance.freedom - (estimate.launches - 1)
    is_backed = of_others >= ENOUGH_FREEDOM or estimate.launches >= LONE_LAUNCHES
    return is_backed and estimate.half_width <= precision


def _width(found: list[Standing]) -> float:
    open_ones = [standing for standing in found if not standing.is_done]
    widths = [standing.estimate.half_width if standing.estimate else float("inf") for standing in open_ones]
    return max(widths, default=0.0 if found else float("inf"))
