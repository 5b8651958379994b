"""The measuring of an A/A run: one computing workload on a pool, launch after launch."""

from __future__ import annotations

import random

from corecurve.bench.errors import CorecurveError
from corecurve.bench.interruption import interruptible
from corecurve.bench.machine import usable_core_count
from corecurve.bench.measuring.measurement import Measurement
from corecurve.bench.measuring.plan import Plan
from corecurve.bench.measuring.planning import Choices, ask_abilities, plan_subjects
from corecurve.bench.report import Report
from corecurve.bench.sources import find_workloads
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory

WORKLOAD, BACKEND = "primes", "pool"


def measure_noise(budget_seconds: float) -> Report:
    """Measures one case for so long. Raises CorecurveError, Interrupted."""
    choices = Choices(backends=(BACKEND,), workers=(usable_core_count(),), has_ceiling=False)
    with interruptible(), Laboratory(find_interpreter(None)) as laboratory:
        workloads = find_workloads(laboratory, [WORKLOAD])
        subjects, skipped = plan_subjects(workloads, choices, ask_abilities(laboratory), usable_core_count())
        if not subjects:
            raise CorecurveError(f"doctor --noise: {skipped[0].reason}")
        plan = Plan(
            subjects=tuple(subjects),
            budget_seconds=budget_seconds,
            precision=0.0,
            has_profile=False,
            seed=random.randrange(2**31),
        )
        measurement = Measurement(laboratory, plan)
        for _ in measurement:
            pass
        return measurement.report()
