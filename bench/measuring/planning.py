"""Planning: from what a person asked for to the subjects and cases of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corecurve.bench.errors import InterpreterError, SubjectError, UsageError
from corecurve.bench.measuring.plan import Skipped, SubjectPlan, WorkloadPlan
from corecurve.bench.sources import suggest
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.core.backends import BACKENDS, find_backend
from corecurve.core.case import Case

MOST_WORKERS = 1024
START_METHODS = ("fork", "forkserver", "spawn")
SCALINGS = ("strong", "weak")
CEILING = "ceiling"
_DESCRIBE_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a person may choose of the cases; empty is: the usual ones."""

    backends: tuple[str, ...] = ("threads", "processes", "pool")
    workers: tuple[int, ...] = ()
    start_methods: tuple[str | None, ...] = (None,)
    chunksizes: tuple[int | None, ...] = (None,)
    scalings: tuple[str, ...] = ("strong",)
    has_ceiling: bool = True


@dataclass(frozen=True)
class Abilities:
    """What an interpreter said of itself: the fields of ``Python``, and why it cannot run a backend."""

    python: dict[str, Any]
    why_unavailable: dict[str, str | None]


def ask_abilities(laboratory: Laboratory) -> Abilities:
    """Starts a subject and asks it. Raises InterpreterError where it does not start."""
    try:
        subject = laboratory.start_subject()
    except SubjectError as error:
        raise InterpreterError(f"{laboratory.interpreter.path}: {error}") from None
    try:
        answer = subject.ask("describe", deadline_seconds=_DESCRIBE_SECONDS)
    finally:
        laboratory.end_subject(subject)
    return Abilities(answer["python"], answer["backends"])


def check_choices(choices: Choices) -> None:
    """Raises UsageError where a choice names nothing that exists or a number out of range."""
    _check_words("backend", choices.backends, tuple(BACKENDS))
    _check_words("start method", [method for method in choices.start_methods if method is not None], START_METHODS)
    _check_words("scaling", choices.scalings, SCALINGS)
    for count in choices.workers:
        if not 1 <= count <= MOST_WORKERS:
            raise UsageError(f"--workers {count}: expected whole numbers from 1 to {MOST_WORKERS}")
    for chunksize in choices.chunksizes:
        if chunksize is not None and chunksize < 1:
            raise UsageError(f"--chunksize {chunksize}: expected whole numbers from 1, or default")


def _check_words(kind: str, words: Sequence[str], known: tuple[str, ...]) -> None:
    for word in words:
        if word not in known:
            raise UsageError(f"unknown {kind} {word!r}; {suggest(word, known)}")


def usual_workers(usable_cores: int) -> list[int]:
    """1, 2, 4 … up to the cores that may be used, and that number itself."""
    counts = [1]
    while counts[-1] * 2 <= usable_cores:
        counts.append(counts[-1] * 2)
    return sorted({*counts, max(1, usable_cores)})


def plan_subjects(
    workloads: Sequence[WorkloadPlan], choices: Choices, abilities: Abilities, usable_cores: int
) -> tuple[list[SubjectPlan], list[Skipped]]:
    """The subjects that measure these workloads, and the cases that this interpreter cannot run."""
    check_choices(choices)
    subjects: list[SubjectPlan] = []
    skipped: list[Skipped] = []
    for workload in workloads:
        usual = frozenset() if choices.workers else frozenset(usual_workers(usable_cores)) - set(workload.workers)
        counts = sorted(set(choices.workers) or {*usual, *workload.workers})
        for backend in choices.backends:
            if backend == "serial":
                continue
            for method in _start_methods(backend, choices):
                cases = _cases(workload, backend, method, counts, choices)
                reason = _why_not(backend, method, abilities)
                if reason is None:
                    subjects.append(SubjectPlan(workload, backend, method, tuple(cases), usual_workers=usual))
                else:
                    skipped.extend(Skipped(case, reason) for case in cases)
        if choices.has_ceiling:
            # One process alone is the serial loop: its ceiling is 1.
            several = tuple(count for count in counts if count > 1)
            if several:
                subjects.append(SubjectPlan(workload, CEILING, ceilings=several, usual_workers=usual))
    return subjects, skipped


def _cases(
    workload: WorkloadPlan, backend: str, method: str | None, counts: Sequence[int], choices: Choices
) -> list[Case]:
    chunksizes = choices.chunksizes if find_backend(backend).takes_chunksize else (None,)
    # On one worker weak scaling is strong scaling; fixed inputs cannot grow with the workers.
    return [
        Case(workload.name, backend, count, method, chunksize, scaling)
        for scaling in choices.scalings
        for chunksize in chunksizes
        for count in counts
        if scaling == "strong" or (workload.is_sized and (count > 1 or "strong" not in choices.scalings))
    ]


def _start_methods(backend: str, choices: Choices) -> tuple[str | None, ...]:
    return choices.start_methods if find_backend(backend).uses_processes else (None,)


def _why_not(backend: str, method: str | None, abilities: Abilities) -> str | None:
    reason = abilities.why_unavailable.get(backend)
    if reason is not None:
        return f"{backend}: {reason}"
    available = abilities.python.get("start_methods", START_METHODS)
    if method is not None and method not in available:
        return f"start method {method}: not on this system"
    return None
