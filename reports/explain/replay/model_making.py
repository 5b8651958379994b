"""Makes replay models from a report: durations, pace and costs of every workload and backend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean, median

from corecurve.bench.report import CaseResult, Machine, Round
from corecurve.reports.explain.dealing import dealing_of
from corecurve.reports.explain.factors import WAITING_SHARE
from corecurve.reports.explain.replay.costs import measure_costs
from corecurve.reports.explain.replay.model import Anchor, Model, Setting
from corecurve.reports.explain.replay.pace import MeasuredPace
from corecurve.reports.explain.scaling_curve import is_weak
from corecurve.reports.summary import CaseSummary, ReportSummary
from corecurve.reports.telling import is_telling

_UNDISTURBED = 0.1


def make_models(summary: ReportSummary, workload: str | None = None) -> list[Model]:
    """A model for each backend that was profiled, of one workload or of all, in the report's order."""
    groups: dict[tuple[object, ...], list[CaseSummary]] = {}
    for one in summary.cases:
        case = one.case
        if workload not in (None, case.workload):
            continue
        if case.backend != "serial" and not is_weak(case):
            groups.setdefault((case.workload, case.backend, case.subject, case.start_method), []).append(one)
    models = [_make_model(summary.report.machine, cases) for cases in groups.values()]
    return [model for model in models if model is not None]


def tells(one: CaseSummary) -> bool:
    """Whether enough is known of a case to predict from it."""
    return not one.is_too_wide and is_telling(one.seconds)


def _make_model(machine: Machine, cases: Sequence[CaseSummary]) -> Model | None:
    anchors = list(_anchors(cases))
    first = cases[0]
    if not anchors or first.serial is None or first.serial_seconds is None or not is_telling(first.serial_seconds):
        return None
    durations = _durations(first.serial)
    if not durations:
        return None
    # The traces give the tasks' proportions, the estimate how long the loop takes on the undisturbed machine.
    scale = first.serial_seconds.value / _serial_wall(first.serial)
    return Model(
        workload=first.case.workload,
        backend=first.case.backend,
        start_method=first.case.start_method,
        serial_seconds=first.serial_seconds.value,
        durations=[seconds * scale for seconds in durations],
        pace=_pace(machine, cases),
        anchors=anchors,
    ).corrected()


def _anchors(cases: Sequence[CaseSummary]) -> Iterator[Anchor]:
    for one in cases:
        costs = measure_costs(one.case) if one.case.status == "ok" else None
        if costs is not None and one.seconds is not None and tells(one):
            yield Anchor(
                setting=Setting(workers=one.case.workers, chunksize=one.case.chunksize),
                costs=costs,
                seconds=one.seconds.value,
                half_width=one.seconds.half_width,
            )


def _pace(machine: Machine, cases: Sequence[CaseSummary]) -> MeasuredPace:
    slowdowns: dict[int, list[float]] = {}
    for one in cases:
        if one.serial is not None and one.case.status == "ok":
            alone, together = _busy_seconds(one.serial), _busy_seconds(one.case)
            if alone and together:
                slowdowns.setdefault(one.case.workers, []).append(together / alone)
    serial = cases[0].serial
    cpu_share = _cpu_share(serial) if serial is not None else 1.0
    is_under_gil = _is_under_gil(machine, cases[0].case)
    cores = machine.usable_cores or (float(machine.logical_cores) if machine.logical_cores else None)
    return MeasuredPace(
        slowdowns={workers: max(1.0, median(found)) for workers, found in sorted(slowdowns.items())},
        cores=1.0 if is_under_gil else cores,
        cpu_share=cpu_share if cpu_share >= WAITING_SHARE else 0.0,
        is_under_gil=is_under_gil,
    )


def _is_under_gil(machine: Machine, case: CaseResult) -> bool:
    return dealing_of(case.backend).shares_gil and (machine.python is None or machine.python.gil_enabled)


def _durations(serial: CaseResult) -> list[float]:
    """Each task's usual seconds in the loop; tasks that share a disturbance are set right by the others."""
    rows = _task_rows(serial)
    totals = [sum(row) for row in rows]
    if not rows or min(totals) <= 0:
        return []
    typical = median(totals)
    return [
        median(row[index] / total for row, total in zip(rows, totals, strict=True)) * typical
        for index in range(len(rows[0]))
    ]


def _task_rows(case: CaseResult) -> list[list[float]]:
    """The tasks' wall seconds, round by round: of the timing rounds where they were taken, else of profile rounds."""
    timed = [one.task_wall_seconds for one in case.rounds if one.task_wall_seconds]
    if timed:
        return timed
    rounds = case.profile.rounds if case.profile else []
    return [
        [end - start for start, end in zip(one.tasks.start_seconds, one.tasks.end_seconds, strict=True)]
        for one in rounds
    ]


def _serial_wall(serial: CaseResult) -> float:
    """The wall seconds that belong to :func:`_durations`."""
    timed = [one.wall_seconds for one in serial.rounds if one.task_wall_seconds]
    profiled = [one.wall_seconds for one in serial.profile.rounds] if serial.profile else []
    return median(timed or profiled)


def _busy_seconds(case: CaseResult) -> float | None:
    """The tasks' wall seconds of a round that was hardly disturbed."""
    totals = sorted(sum(row) for row in _task_rows(case))
    return totals[int(_UNDISTURBED * (len(totals) - 1))] if totals else None


def _cpu_share(serial: CaseResult) -> float:
    rounds: Sequence[Round] = [one for one in serial.rounds if one.cpu_seconds is not None]
    if not rounds:
        return 1.0
    return min(1.0, fmean((one.cpu_seconds or 0.0) / one.wall_seconds for one in rounds))
