"""The account of a sweep: for each backend the cost per task, and the work, from which it beats the loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.report import Report
from corecurve.reports.breakeven.crossing import Crossing, Point, find_crossing
from corecurve.reports.summary import CaseSummary, ReportSummary, WorkloadSummary, summarise


@dataclass(frozen=True, kw_only=True)
class BreakEven:
    """One backend. ``per_task`` is for a pool that is kept, ``total`` for one that is started and stopped for the work.

    ``best`` is the speedup with the most work; ``largest_task_seconds`` and ``largest_work_seconds`` say how far was
    measured; ``curve`` is the speedup of a kept pool at each cost per task, the cheapest first.
    """

    backend: str
    workers: int
    tasks: int
    per_task: Crossing
    total: Crossing
    best: Estimate
    smallest_task_seconds: float
    largest_task_seconds: float
    largest_work_seconds: float
    curve: list[Point]


@dataclass(frozen=True)
class Side:
    """On which side of each backend's break-even a workload is: ``above``, ``below``, ``near``; None: cannot tell."""

    workload: str
    task_seconds: float
    tasks: int
    sides: dict[str, str | None]


def account_for(report: Report) -> list[BreakEven]:
    """The break-even of every backend of a sweep that was measured with intervals, in the report's order."""
    summary = summarise(report)
    backends = dict.fromkeys(one.case.backend for one in summary.cases if one.speedup is not None)
    return [found for backend in backends if (found := _break_even(summary, backend)) is not None]


def side_of(workload: WorkloadSummary, found: list[BreakEven]) -> Side | None:
    """On which side of each break-even a report's workload is.

    None where its serial seconds are not known, or its tasks wait: the sweep's tasks compute.
    """
    if workload.serial_seconds is None or workload.record.tasks == 0 or workload.record.kind == "wait":
        return None
    task_seconds = workload.serial_seconds.value / workload.record.tasks
    sides = {one.backend: _side(task_seconds, one.per_task) for one in found}
    return Side(workload.name, task_seconds, workload.record.tasks, sides)


def _side(task_seconds: float, crossing: Crossing) -> str | None:
    if crossing.side != "crosses":
        return {"never": "below", "always": "above"}.get(crossing.side)
    if crossing.high is not None and task_seconds > crossing.high:
        return "above"
    if crossing.low is not None and task_seconds < crossing.low:
        return "below"
    return "near"


def _break_even(summary: ReportSummary, backend: str) -> BreakEven | None:
    cases = [one for one in summary.cases if one.case.backend == backend]
    warm = _points(cases, lambda one: one.speedup)
    cold = _points(cases, lambda one: one.cold_speedup)
    if len(warm) < 2:
        return None
    tasks = cases[0].case.size
    per_task = sorted((Point(point.seconds / tasks, point.speedup) for point in warm), key=lambda point: point.seconds)
    return BreakEven(
        backend=backend,
        workers=cases[0].case.workers,
        tasks=tasks,
        per_task=find_crossing(per_task),
        total=find_crossing(cold),
        best=max(warm, key=lambda point: point.seconds).speedup,
        smallest_task_seconds=min(point.seconds for point in per_task),
        largest_task_seconds=max(point.seconds for point in per_task),
        largest_work_seconds=max(point.seconds for point in warm),
        curve=per_task,
    )


def _points(cases: list[CaseSummary], speedup_of: Callable[[CaseSummary], Estimate | None]) -> list[Point]:
    found = []
    for one in cases:
        speedup = speedup_of(one)
        if speedup is not None and one.serial_seconds is not None:
            found.append(Point(one.serial_seconds.value, speedup))
    return found
