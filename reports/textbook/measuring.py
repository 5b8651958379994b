"""Measures what the statements need: experiments in fresh subjects, then paired rounds for the rest of the budget."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints

import msgspec

from corecurve.bench.errors import SubjectError
from corecurve.bench.machine import describe_machine, usable_core_count
from corecurve.bench.measuring.events import Watch, ignore
from corecurve.bench.measuring.measurement import Measurement
from corecurve.bench.measuring.plan import Plan, SubjectPlan
from corecurve.bench.measuring.planning import Abilities, ask_abilities, usual_workers
from corecurve.bench.report import Machine, Python, Report
from corecurve.bench.sources import find_workloads
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.bench.version import VERSION
from corecurve.core.case import Case
from corecurve.reports.textbook.record import FORMAT, TextbookRecord
from corecurve.reports.textbook.statements import Statement
from corecurve.reports.textbook.trials import Trials

LEAST_TRIALS, MOST_TRIALS = 3, 8
WAITING_WORKERS = 4
_EXPERIMENTS_SHARE = 0.5
_PATIENCE_SECONDS = 60.0
_MOST_COMPUTING = 8  # workers of an experiment: two make the point, and 64 would not be quick

_TRIAL_TYPES = {name: get_args(hint)[0] for name, hint in get_type_hints(Trials).items()}

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a person asked for; see ``corecurve textbook --help``."""

    statements: tuple[Statement, ...]
    python: str | None = None
    budget_seconds: float = 60.0
    seed: int = 0


def measure_textbook(request: Request, say: Say, watch: Watch = ignore) -> TextbookRecord:
    """Measures all that the statements need. ``say`` is told what goes on, ``watch`` what happens in the rounds.

    Raises InterpreterError where the interpreter cannot be used.
    """
    began, started = time.monotonic(), datetime.now(UTC)
    with Laboratory(find_interpreter(request.python)) as laboratory:
        abilities = ask_abilities(laboratory)
        backends = _distinct(one.backends for one in request.statements)
        budget_seconds = request.budget_seconds * (_EXPERIMENTS_SHARE if backends else 1.0)
        experiments = _distinct(one.experiments for one in request.statements)
        trials, failures = _Experiments(laboratory, experiments, say).repeat(began + budget_seconds)
        report = None
        if backends:
            say("speedups, in paired rounds")
            left_seconds = max(1.0, request.budget_seconds - (time.monotonic() - began))
            report = _measure_rounds(laboratory, backends, abilities, left_seconds, request.seed, watch)
    return TextbookRecord(
        format=FORMAT,
        version=VERSION,
        started=started.isoformat(timespec="seconds"),
        elapsed_seconds=time.monotonic() - began,
        only=[one.number for one in request.statements],
        usable_cores=usable_core_count(),
        machine=_machine(abilities),
        trials=trials,
        report=report,
        failures=failures,
    )


def settings_of(experiment: str) -> dict[str, Any]:
    """How an experiment is run here."""
    workers = min(_MOST_COMPUTING, max(2, usable_core_count()))
    settings: dict[str, dict[str, Any]] = {
        "overlap": {"workers": workers, "seconds": 0.3},
        "mutation": {"repeats": 3},
        "memory": {"workers": 4},
        "messages": {"sizes": [64, 4096, 65_536, 1024**2]},
        "updates": {"workers": workers, "updates": 20_000},
        "calls": {"workers": workers, "tasks": 200, "wait_seconds": 0.01},
        "examples": {"wait_seconds": 0.01},
    }
    return settings[experiment]


class _Experiments:
    """Runs experiments again and again, each time all of them in turn, each in a subject of its own."""

    def __init__(self, laboratory: Laboratory, names: Sequence[str], say: Say) -> None:
        self._laboratory = laboratory
        self._names = list(names)
        self._say = say
        self._found: dict[str, list[Any]] = {name: [] for name in names}
        self._failures: dict[str, str] = {}

    def repeat(self, deadline: float) -> tuple[Trials, dict[str, str]]:
        """Until the deadline (of ``time.monotonic``), at least ``LEAST_TRIALS`` times and ``MOST_TRIALS`` at most."""
        for number in range(MOST_TRIALS if self._names else 0):
            begin = time.monotonic()
            self._say(f"experiments: trial {number + 1}")
            for name in [one for one in self._names if one not in self._failures]:
                self._try(name)
            again_seconds = time.monotonic() - begin
            if number + 1 >= LEAST_TRIALS and time.monotonic() + again_seconds > deadline:
                break
        return Trials(**self._found), self._failures

    def _try(self, name: str) -> None:
        subject = self._laboratory.start_subject()
        is_broken = True
        try:
            answer = subject.ask("experiment", deadline_seconds=_PATIENCE_SECONDS, name=name, **settings_of(name))
            self._found[name].append(msgspec.convert(answer, _TRIAL_TYPES[name]))
            is_broken = False
        except SubjectError as error:
            self._failures[name] = str(error)
        finally:
            self._laboratory.end_subject(subject, is_broken=is_broken)


def _measure_rounds(
    laboratory: Laboratory,
    backends: Sequence[str],
    abilities: Abilities,
    budget_seconds: float,
    seed: int,
    watch: Watch,
) -> Report:
    plan = Plan(
        subjects=tuple(_plan_subject(laboratory, name) for name in backends),
        budget_seconds=budget_seconds,
        has_profile=False,
        seed=seed,
        python=abilities.python,
    )
    measurement = Measurement(laboratory, plan, watch)
    for _ in measurement:
        pass
    return measurement.report()


def _plan_subject(laboratory: Laboratory, name: str) -> SubjectPlan:
    workload_name, _, backend = name.partition("@")
    (workload,) = find_workloads(laboratory, [workload_name])
    counts = workers_of(name, usable_core_count())
    return SubjectPlan(workload, backend, cases=tuple(Case(workload_name, backend, count) for count in counts))


def workers_of(name: str, usable_cores: int) -> list[int]:
    """The numbers of workers that ``workload@backend`` is measured with: every step for the pool, else the most."""
    if name == "waiting@threads":
        return [WAITING_WORKERS]
    counts = usual_workers(usable_cores) if usable_cores > 1 else [1, 2]
    return counts if name == "primes@pool" else counts[-1:]


def _distinct(groups: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _machine(abilities: Abilities) -> Machine:
    known = {field.name for field in fields(Python)}
    python = Python(**{name: value for name, value in abilities.python.items() if name in known})
    return replace(describe_machine(), python=python)
