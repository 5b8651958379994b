"""Measures the sweep over grain: equal tasks from tiny to large, serially and on every backend, in the same blocks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corecurve.bench.errors import UsageError
from corecurve.bench.machine import usable_core_count
from corecurve.bench.measuring.events import Watch, ignore
from corecurve.bench.measuring.measurement import Measurement
from corecurve.bench.measuring.plan import Plan
from corecurve.bench.measuring.planning import Choices, ask_abilities, check_choices, plan_subjects
from corecurve.bench.report import Report
from corecurve.bench.sources import find_workloads
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.core.workloads.grain import GRAINS

_MODULE = "corecurve.core.workloads.grain"
_LEAST_TASKS = 32
_TASKS_PER_WORKER = 4
_PRECISION = 0.02


@dataclass(frozen=True, kw_only=True)
class SweepRequest:
    """What a person asked for; see ``corecurve breakeven --help``."""

    backends: tuple[str, ...]
    workers: int | None
    budget_seconds: float
    python: str | None = None
    start_method: str | None = None
    grains: tuple[int, ...] = GRAINS
    seed: int = 0


def measure_sweep(request: SweepRequest, watch: Watch = ignore) -> Report:
    """A report of the sweep; its workloads are named ``grain-4`` … after their iterations.

    Raises UsageError where a backend cannot be run, InterpreterError where the interpreter cannot be used.
    """
    workers = request.workers or max(2, usable_core_count())
    choices = Choices(
        backends=request.backends,
        workers=(workers,),
        start_methods=(request.start_method,),
        has_ceiling=False,
    )
    check_choices(choices)
    with Laboratory(find_interpreter(request.python)) as laboratory:
        abilities = ask_abilities(laboratory)
        workloads = find_workloads(laboratory, [f"{_MODULE}:grain_{grain}" for grain in request.grains])
        subjects, skipped = plan_subjects(workloads, choices, abilities, usable_core_count())
        if not subjects:
            raise UsageError(f"nothing can be measured: {skipped[0].reason if skipped else 'no backend was asked for'}")
        tasks = max(_LEAST_TASKS, _TASKS_PER_WORKER * workers)
        plan = Plan(
            subjects=tuple(subjects),
            skipped=tuple(skipped),
            budget_seconds=request.budget_seconds,
            precision=_PRECISION,
            has_profile=False,
            sizes={workload.name: tasks for workload in workloads},
            seed=request.seed,
            python=abilities.python,
        )
        measurement = Measurement(laboratory, plan, watch)
        for _ in measurement:
            pass
        return measurement.report()


def reasons(report: Report, backends: Sequence[str], told: Collection[str]) -> dict[str, str]:
    """Why nothing can be said of a backend, of those that are not among the ``told``."""
    found: dict[str, str] = {}
    for backend in backends:
        cases = [case for case in report.cases if case.backend == backend]
        if cases and all(case.status != "ok" for case in cases):
            found[backend] = cases[0].reason or "not measured"
        elif backend not in told:
            found[backend] = "too few rounds for a speedup with an interval; give a longer --budget"
    return found
