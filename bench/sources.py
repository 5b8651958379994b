"""Which workloads a person means: built-in names, ``path/to/file.py``, ``path/to/file.py:name``, ``module:name``."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from corecurve.bench.errors import SubjectError, UsageError
from corecurve.bench.measuring.plan import WorkloadPlan
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.bench.subjects.subject import Subject
from corecurve.core.workloads import BUILT_IN

_IMPORT_SECONDS = 60.0


def find_workloads(
    laboratory: Laboratory, references: Sequence[str], search: tuple[str, ...] = ()
) -> list[WorkloadPlan]:
    """The workloads of these references, each loaded once in a subject; the harness imports none of them.

    ``search`` are folders that go first on a subject's path; empty is: the current one, for modules.

    Raises UsageError where a reference names none, a module does not import, or two workloads share a name.
    """
    with closing(_Scout(laboratory, search)) as scout:
        found = [plan for reference in references for plan in _find(scout, reference, search)]
    unique = {(json.dumps(plan.source, sort_keys=True), plan.variable): plan for plan in found}
    names = [plan.name for plan in unique.values()]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two workloads are named {name!r}; give them different names")
    return list(unique.values())


def suggest(name: str, known: Iterable[str]) -> str:
    """A hint at the nearest known name, or at all of them where none is near."""
    candidates = list(known)
    near = difflib.get_close_matches(name, candidates, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(candidates)}"


class _Scout:
    """Asks subjects what sources hold: a fresh one each, but one for all our own: they do not disturb each other."""

    def __init__(self, laboratory: Laboratory, search: tuple[str, ...]) -> None:
        self._laboratory = laboratory
        self._search = search
        self._for_built_in: Subject | None = None

    def ask(self, reference: str, source: dict[str, Any]) -> dict[str, Any]:
        """The workloads of a source, described, by their variables' names. Raises UsageError."""
        if reference not in BUILT_IN:
            subject = self._laboratory.start_subject(self._search)
            try:
                return _ask(subject, reference, source)
            finally:
                self._laboratory.end_subject(subject)
        self._for_built_in = self._for_built_in or self._laboratory.start_subject(self._search)
        return _ask(self._for_built_in, reference, source)

    def close(self) -> None:
        """Ends what is left."""
        if self._for_built_in is not None:
            self._laboratory.end_subject(self._for_built_in)


def _ask(subject: Subject, reference: str, source: dict[str, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = subject.ask("find", deadline_seconds=_IMPORT_SECONDS, source=source)["workloads"]
    except SubjectError as error:
        raise UsageError(f"workload {reference!r} cannot be loaded: {error}") from None
    return found


def _find(scout: _Scout, reference: str, search: tuple[str, ...]) -> list[WorkloadPlan]:
    source, variable = _read(reference, search)
    found = scout.ask(reference, source)
    chosen = _choose(reference, variable, found)
    return [_plan(reference, source, name, found[name], search) for name in chosen]


def _read(reference: str, search: tuple[str, ...]) -> tuple[dict[str, Any], str | None]:
    """The source that a reference names, and the variable in it (None: all)."""
    if reference in BUILT_IN:
        module, _, name = BUILT_IN[reference].partition(":")
        return {"module": module}, name
    head, colon, tail = reference.rpartition(":")
    is_file_alone = not colon or tail.endswith(".py")
    place = reference if is_file_alone else head
    variable = None if is_file_alone else tail
    if place.endswith(".py") or os.sep in place:
        path = Path(place).expanduser()
        if not path.is_file():
            raise UsageError(f"workload {reference!r}: there is no file {place}")
        return {"path": str(path.absolute())}, variable
    if variable is not None:
        return {"module": place, "search": list(search) or [str(Path.cwd())]}, variable
    raise UsageError(f"unknown workload {reference!r}; {suggest(reference, BUILT_IN)}")


def _choose(reference: str, variable: str | None, found: dict[str, Any]) -> list[str]:
    if variable is None:
        if not found:
            raise UsageError(f"{reference} holds no Workload at its top level")
        return list(found)
    if variable in found:
        return [variable]
    named = [name for name, described in found.items() if described["name"] == variable]
    if named:
        return named[:1]
    hint = suggest(variable, found) if found else "it holds no Workload at all"
    raise UsageError(f"{reference}: there is no Workload {variable!r}; {hint}")


def _plan(
    reference: str, source: dict[str, Any], variable: str, described: dict[str, Any], search: tuple[str, ...]
) -> WorkloadPlan:
    return WorkloadPlan(
        name=described["name"],
        reference=reference,
        source=source,
        variable=variable,
        kind=described["kind"],
        description=described["description"],
        is_sized=described["is_sized"],
        has_finish=described["has_finish"],
        workers=tuple(described["workers"]),
        search=search,
    )
