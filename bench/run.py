"""A whole run: plan, measure, save after every block, and say how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from corecurve.bench.errors import FileError, Interrupted, UsageError
from corecurve.bench.interruption import interruptible
from corecurve.bench.machine import usable_core_count
from corecurve.bench.measuring.measurement import Measurement
from corecurve.bench.measuring.plan import Plan
from corecurve.bench.measuring.planning import Abilities, Choices, ask_abilities, check_choices, plan_subjects
from corecurve.bench.progress import choose_progress
from corecurve.bench.report import Report
from corecurve.bench.report_file.folder_probe import probe_folder
from corecurve.bench.report_file.storage import prepare_storage, release
from corecurve.bench.report_file.writing import write_report
from corecurve.bench.sources import find_workloads
from corecurve.bench.spending_note import spending_notes
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory

NOT_MEASURED = 4
_SAVE_EVERY_SECONDS, _MOST_SAVING = 3.0, 0.02


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a person asked for; see ``corecurve run --help``.

    ``may_skip``: backends that this interpreter lacks were not asked for by name; a run without them is no failure.
    """

    workloads: tuple[str, ...]
    choices: Choices
    budget_seconds: float
    precision: float
    round_seconds: float
    timeout_seconds: float | None
    has_profile: bool
    python: str | None
    sizes: Mapping[str, int] = field(default_factory=dict)
    seed: int
    storage: Path
    output: Path | None
    command: tuple[str, ...]
    may_skip: bool = False


def _tell_nothing(report: Report) -> None:
    pass


def measure_and_save(
    request: Request, *, is_quiet: bool, tell: Callable[[Report], None] = _tell_nothing
) -> tuple[Path, int]:
    """Measures and saves; prints what ``tell`` prints of the report, then where it is. Returns its path and exit code.

    Whatever can be wrong with the call or the place to save is found before anything is measured.
    """
    check_choices(request.choices)
    with interruptible(), Laboratory(find_interpreter(request.python)) as laboratory:
        plan = _make_plan(request, laboratory, ask_abilities(laboratory))
        with choose_progress(is_quiet=is_quiet) as progress:
            measurement = Measurement(laboratory, plan, progress)
            path = _prepare_place(request, measurement.report())
            try:
                report = _measure(measurement, path)
            finally:
                release(path)
    _say_what_was_missed(report)
    tell(report)
    click.echo(f"report: {path}")
    if report.run.interrupted:
        raise Interrupted(report.run.interrupted, path)
    forgiven = {one.case.id for one in plan.skipped} if request.may_skip else set()
    is_missed = any(case.status != "ok" and case.id not in forgiven for case in report.cases)
    return path, NOT_MEASURED if is_missed else 0


def _make_plan(request: Request, laboratory: Laboratory, abilities: Abilities) -> Plan:
    workloads = find_workloads(laboratory, request.workloads)
    subjects, skipped = plan_subjects(workloads, request.choices, abilities, usable_core_count())
    if not any(subject.cases for subject in subjects):
        reason = skipped[0].reason if skipped else "no backend besides serial was asked for"
        raise UsageError(f"nothing can be measured: {reason}")
    return Plan(
        subjects=tuple(subjects),
        skipped=tuple(skipped),
        budget_seconds=request.budget_seconds,
        precision=request.precision,
        round_seconds=request.round_seconds,
        timeout_seconds=request.timeout_seconds,
        has_profile=request.has_profile,
        sizes=request.sizes,
        seed=request.seed,
        command=request.command,
        python=abilities.python,
    )


def _prepare_place(request: Request, first: Report) -> Path:
    """Where the report goes; FileError where it cannot be written there."""
    if request.output is None:
        return prepare_storage(request.storage, first.machine, first.run.commit, first.run.started)
    if request.output.is_dir():
        raise FileError(f"--output {request.output}: is a folder; name a file, or use --storage")
    probe_folder(request.output.parent)
    return request.output


def _measure(measurement: Measurement, path: Path) -> Report:
    """Measures block after block; saves after every block or every few seconds, whichever is later.

    A large report is saved less often: saving takes no more than a fiftieth of the time.
    """
    due = time.monotonic() + _SAVE_EVERY_SECONDS
    ended_by = None
    try:
        for block in measurement:
            began = time.monotonic()
            if began >= due:
                write_report(block.report, path)
                ended = time.monotonic()
                due = ended + max(_SAVE_EVERY_SECONDS, (ended - began) / _MOST_SAVING)
    except Interrupted as error:
        ended_by = error.signal_name
    report = measurement.report(interrupted=ended_by)
    report = replace(report, run=replace(report.run, warnings=spending_notes(report.run)))
    write_report(report, path)
    return report


def _say_what_was_missed(report: Report) -> None:
    for warning in report.run.warnings:
        click.echo(f"note: {warning}", err=True)
    seen: dict[str, list[str]] = {}
    for case in report.cases:
        if case.status != "ok":
            seen.setdefault(case.reason or "", []).append(case.id)
    for reason, cases in seen.items():
        more = f" and {len(cases) - 1} more" if len(cases) > 1 else ""
        click.echo(f"not measured: {cases[0]}{more}: {reason}", err=True)
