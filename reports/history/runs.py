"""The runs of a storage folder: of each report what its history needs, and no more."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from corecurve.bench.errors import FileError, PlainBenchmarkFileError
from corecurve.bench.machine import usable_core_count
from corecurve.bench.report import Machine
from corecurve.reports.case_labels import label_cases
from corecurve.reports.compare.one_version import load_one_version
from corecurve.reports.compare.shift import logarithm_of
from corecurve.reports.summary import SERIAL, ReportSummary, summarise

WORTH_A_POOL = 24
"""From so many files on, starting processes pays: a report's estimates take longer than its reading."""
_CHUNK = 8


@dataclass(frozen=True, kw_only=True)
class RunCase:
    """One case of one run: its speedup with the 95% interval; ``label`` is its backend with the settings that vary.

    ``standard_error`` is that of the logarithm of the speedup; ``size`` is how much work was measured.
    """

    case_id: str
    workload: str
    backend: str
    label: str
    workers: int
    size: int
    speedup: float
    low: float
    high: float
    standard_error: float


@dataclass(frozen=True, kw_only=True)
class Run:
    """One report of a history. ``started`` is an ISO time, ``commit`` a full id."""

    file: str
    started: str
    commit: str
    is_dirty: bool
    machine: Machine
    cases: tuple[RunCase, ...]


@dataclass(frozen=True)
class Unread:
    """A file that is no run: pytest-benchmark's own (``is_plain``), or one that cannot be read, with the reason."""

    file: str
    reason: str
    is_plain: bool


def read_runs(paths: Sequence[Path]) -> tuple[list[Run], list[Unread]]:
    """All runs, in the order of their start, and what could not be read. Many files are read on all usable cores."""
    found = list(_read_all(paths))
    runs = sorted((one for one in found if isinstance(one, Run)), key=lambda run: (run.started, run.file))
    return runs, [one for one in found if isinstance(one, Unread)]


def read_run(path: Path) -> Run | Unread:
    """One file."""
    try:
        return _run_of(str(path), summarise(load_one_version(path)))
    except PlainBenchmarkFileError as error:
        return Unread(str(path), str(error), is_plain=True)
    except FileError as error:
        return Unread(str(path), str(error), is_plain=False)


def _read_all(paths: Sequence[Path]) -> Iterator[Run | Unread]:
    workers = min(usable_core_count(), len(paths) // _CHUNK)
    if len(paths) < WORTH_A_POOL or workers < 2 or not hasattr(os, "fork"):
        return map(read_run, paths)
    return _read_in_pool(paths, workers)


def _read_in_pool(paths: Sequence[Path], workers: int) -> Iterator[Run | Unread]:
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(read_run, paths, chunksize=_CHUNK)


def _run_of(file: str, summary: ReportSummary) -> Run:
    report = summary.report
    cases = []
    for workload in summary.workloads:
        measured = [one for one in workload.cases if one.case.backend != SERIAL]
        for one, label in zip(measured, label_cases([one.case for one in measured]), strict=True):
            if one.speedup is not None:
                cases.append(
                    RunCase(
                        case_id=one.case.id,
                        workload=one.case.workload,
                        backend=one.case.backend,
                        label=label,
                        workers=one.case.workers,
                        size=one.case.size,
                        speedup=one.speedup.value,
                        low=one.speedup.low,
                        high=one.speedup.high,
                        standard_error=logarithm_of(one.speedup).standard_error,
                    )
                )
    return Run(
        file=file,
        started=report.run.started,
        commit=report.run.commit.id,
        is_dirty=report.run.commit.dirty,
        machine=report.machine,
        cases=tuple(cases),
    )
