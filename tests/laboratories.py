"""Laboratories and subjects for tests: real ones, with short deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.bench.subjects.subject import Subject
from corecurve.core.case import Case

WORKLOAD_FILES = Path(__file__).parent / "workload_files"
CONTRACT = str(WORKLOAD_FILES / "contract.py")
PATIENCE_SECONDS = 60.0


@contextmanager
def subject_with(
    laboratory: Laboratory, variable: str, path: str = CONTRACT, *, is_broken: bool = False
) -> Iterator[Subject]:
    """A subject in which this workload of a file has been loaded; a broken one is ended without a farewell."""
    subject = laboratory.start_subject()
    try:
        subject.ask("load", deadline_seconds=PATIENCE_SECONDS, source={"path": path}, workload=variable)
        yield subject
    finally:
        laboratory.end_subject(subject, is_broken=is_broken)


def run_serial(subject: Subject, *, size: int = 1, stopwatch: bool = True) -> dict[str, Any]:
    """One serial round."""
    return subject.ask("serial", deadline_seconds=PATIENCE_SECONDS, size=size, iterations=1, stopwatch=stopwatch)


def run_case(
    subject: Subject,
    backend: str,
    method: str | None,
    workers: int,
    *,
    size: int = 1,
    stopwatch: bool = True,
    rounds: int = 1,
    deadline_seconds: float = PATIENCE_SECONDS,
) -> dict[str, Any]:
    """Rounds of a case, one unless more are asked for."""
    case = asdict(Case("test", backend, workers, method))
    how: dict[str, Any] = {"size": size, "iterations": 1, "stopwatch": stopwatch, "rounds": rounds}
    return subject.ask("case", deadline_seconds=deadline_seconds, case=case, **how)


def workers_of(subject: Subject) -> list[psutil.Process]:
    """The live processes that a subject has started, but multiprocessing's own two servants."""
    children = psutil.Process(subject.pid).children(recursive=True)
    servants = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")
    found = []
    for child in children:
        try:
            is_servant = any(name in word for name in servants for word in child.cmdline())
            if child.status() != psutil.STATUS_ZOMBIE and not is_servant:
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found
