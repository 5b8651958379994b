"""Checks that the parts of a report fit together: columns of one length, indices within them, no case twice.

What a single value can be, its type already says (:mod:`corecurve.bench.report`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from corecurve.bench.report import CaseResult, Ceiling, ProcessSamples, Profile, Report, Round, Samples, TaskTrace


class Flaw(NamedTuple):
    """One place (a JSON path within the report) and what was expected there."""

    place: str
    text: str


def find_flaw(report: Report) -> Flaw | None:
    """The first place where the parts of a report do not fit; None where all do."""
    cases = (flaw for index, case in enumerate(report.cases) for flaw in _case_flaws(f"cases[{index}]", case))
    ceilings = (flaw for index, one in enumerate(report.ceilings) for flaw in _ceiling_flaws(f"ceilings[{index}]", one))
    return next(chain(_run_flaws(report), _name_flaws(report), cases, ceilings), None)


def _run_flaws(report: Report) -> Iterator[Flaw]:
    try:
        has_zone = datetime.fromisoformat(report.run.started).tzinfo is not None
    except ValueError:
        has_zone = False
    if not has_zone:
        yield Flaw("run.started", f"expected a date and time with its offset from UTC, got {report.run.started!r}")


def _name_flaws(report: Report) -> Iterator[Flaw]:
    """Names that are there twice, or are referred to and not there."""
    yield from _repeated("workloads", ((workload.name,) for workload in report.workloads), "workload {0!r}")
    yield from _repeated("cases", ((case.id, case.subject) for case in report.cases), "case {0!r} of subject {1!r}")
    ceilings = ((ceiling.workload, ceiling.workers) for ceiling in report.ceilings)
    yield from _repeated("ceilings", ceilings, "the ceiling of {0!r} at {1} workers")
    known = {workload.name for workload in report.workloads}
    for index, case in enumerate(report.cases):
        if case.rounds and case.workload not in known:
            yield Flaw(f"cases[{index}].workload", f"expected a name out of `workloads`, got {case.workload!r}")


def _case_flaws(place: str, case: CaseResult) -> Iterator[Flaw]:
    if case.status != "ok" and not case.reason:
        yield Flaw(f"{place}.reason", f"expected why the case is {case.status}, got nothing")
    yield from _task_flaws(f"{place}.rounds", case.rounds)
    if case.profile is not None:
        yield from _profile_flaws(f"{place}.profile", case.profile)


def _task_flaws(place: str, rounds: Sequence[Round]) -> Iterator[Flaw]:
    """Where both were taken, every task has its wall seconds and its CPU seconds."""
    for index, one in enumerate(rounds):
        wall, cpu = one.task_wall_seconds, one.task_cpu_seconds
        if wall is not None and cpu is not None and len(wall) != len(cpu):
            yield _length_flaw(f"{place}[{index}].task_cpu_seconds", cpu, "task_wall_seconds", wall)


def _profile_flaws(place: str, profile: Profile) -> Iterator[Flaw]:
    for index, one in enumerate(profile.rounds):
        here = f"{place}.rounds[{index}].tasks"
        yield from _column_flaws(here, one.tasks, "worker")
        yield from _index_flaws(f"{here}.worker", one.tasks.worker, "workers", one.workers)
    for index, samples in enumerate(profile.samples):
        yield from _sample_flaws(f"{place}.samples[{index}]", samples, profile)


def _sample_flaws(place: str, samples: Samples, profile: Profile) -> Iterator[Flaw]:
    if len(samples.round_index) != len(samples.time_seconds):
        yield _length_flaw(f"{place}.round_index", samples.round_index, "time_seconds", samples.time_seconds)
    yield from _index_flaws(f"{place}.round_index", samples.round_index, "rounds", profile.rounds)
    for index, process in enumerate(samples.processes):
        here = f"{place}.processes[{index}]"
        yield from _column_flaws(here, process, "sample")
        yield from _index_flaws(f"{here}.sample", process.sample, "time_seconds", samples.time_seconds)


def _ceiling_flaws(place: str, ceiling: Ceiling) -> Iterator[Flaw]:
    for index, one in enumerate(ceiling.rounds):
        here = f"{place}.rounds[{index}]"
        if len(one.wall_seconds) != ceiling.workers:
            yield Flaw(f"{here}.wall_seconds", f"expected {ceiling.workers} values, got {len(one.wall_seconds)}")
        if len(one.cpu_seconds) != len(one.wall_seconds):
            yield _length_flaw(f"{here}.cpu_seconds", one.cpu_seconds, "wall_seconds", one.wall_seconds)


def _column_flaws(place: str, table: TaskTrace | ProcessSamples, leading: str) -> Iterator[Flaw]:
    """Columns of a table that are not as long as its leading one."""
    lead: Sequence[object] = getattr(table, leading)
    for field in fields(table):
        column = getattr(table, field.name)
        if isinstance(column, list) and len(column) != len(lead):
            yield _length_flaw(f"{place}.{field.name}", column, leading, lead)


def _length_flaw(place: str, column: Sequence[object], other_name: str, other: Sequence[object]) -> Flaw:
    return Flaw(place, f"expected {len(other)} values, as many as in `{other_name}`, got {len(column)}")


def _index_flaws(place: str, column: Sequence[int], table_name: str, table: Sequence[object]) -> Iterator[Flaw]:
    if column and max(column) >= len(table):
        yield Flaw(place, f"expected indices into the {len(table)} `{table_name}`, got {max(column)}")


def _repeated(place: str, keys: Iterable[tuple[Hashable, ...]], description: str) -> Iterator[Flaw]:
    seen: set[tuple[Hashable, ...]] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield Flaw(f"{place}[{index}]", f"{description.format(*key)} is there twice")
        seen.add(key)
