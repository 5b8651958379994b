"""Live runs of workloads with one made-up cause each, which should be named as the largest loss, with its true size.

How many runs of each: the environment variable ``CORECURVE_RUNS``, by default 20.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from corecurve.bench.machine import usable_core_count
from corecurve.bench.measuring.measurement import Measurement
from corecurve.bench.measuring.plan import Plan, SubjectPlan
from corecurve.bench.report import CaseResult, Report
from corecurve.bench.sources import find_workloads
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.core.case import Case
from corecurve.reports.explain.explanation import CaseExplanation, explain
from corecurve.reports.summary import summarise

CAUSES = Path(__file__).with_name("causes.py")
RUNS = int(os.environ.get("CORECURVE_RUNS", "20"))
LEAST_BLOCKS = 4  # two launches, so that everything has an interval


@dataclass(frozen=True)
class Cause:
    """A made-up cause: the case that has it, the loss that it should be named as, and the cores that it takes.

    ``factor`` None: nothing is lost. ``within`` is how far the size may be from the truth.
    """

    workload: str
    backend: str
    workers: int
    factor: str | None
    cores: float | None
    within: float = 0.05


CORES = usable_core_count()
CAUSES_OF_LOSS = [
    Cause("imbalance", "processes", 4, "load balance", 4 - 0.25 / 0.1),
    Cause("serial-section", "pool", 4, "serial section", 4 - 1.0 / 0.4),
    Cause("gil-held", "threads", 4, "task inflation", 3.0),
    Cause("gil-released", "threads", 4, None, None),
    # Of twice as many busy workers as cores, half always wait.
    Cause("oversubscribed", "processes", 2 * CORES, "waiting for a core", float(CORES), within=0.1),
    # The parent pickles four shares of 60 ms one after the other; the last worker then waits for its 60 ms.
    Cause("payload", "processes", 4, "dispatch", 4 - 0.24 / 0.3),
    Cause("slow-start", "processes", 4, "start-up", 4 - 0.24 / 0.36),
]


@pytest.mark.parametrize("cause", CAUSES_OF_LOSS, ids=lambda cause: cause.workload)
def test_known_causes(cause: Cause, show: Callable[[str], None]) -> None:
    outcomes = [outcome(cause) for _ in range(RUNS)]
    named = sum(is_named for is_named, _ in outcomes)
    sized = sum(is_named and is_sized for is_named, is_sized in outcomes)
    wanted = cause.factor or "next to nothing lost"
    show(f"known cause: {cause.workload:<16} {wanted:<20} named in {named} of {RUNS}, sized in {sized} (wanted: 95%)")


def outcome(cause: Cause) -> tuple[bool, bool]:
    """Whether the cause is the largest loss, and whether its size is the truth."""
    found = explained(cause)
    if cause.factor is None:
        is_nothing = found.largest_loss is None
        return is_nothing, is_nothing
    if cause.factor == "start-up":
        assert found.start_up is not None
        return found.start_up.is_largest_loss(found.breakdown), is_near(
            found.start_up.lost_cores, cause.cores, cause.within
        )
    largest = found.breakdown.largest
    if largest is None:
        return False, False
    return largest.factor == cause.factor, is_near(largest.cores.value, cause.cores, cause.within)


def is_near(cores: float, truth: float | None, within: float) -> bool:
    assert truth is not None
    return abs(cores / truth - 1) <= within


def explained(cause: Cause) -> CaseExplanation:
    summary = summarise(measured(cause))
    (one,) = [one for one in summary.cases if one.case.backend == cause.backend]
    return explain(summary, one, [])


def measured(cause: Cause) -> Report:
    """Blocks until the case has been profiled, and a few at least."""
    with Laboratory(find_interpreter(None)) as laboratory:
        variable = cause.workload.replace("-", "_")
        (workload,) = find_workloads(laboratory, [f"{CAUSES}:{variable}"])
        case = Case(workload.name, cause.backend, cause.workers)
        plan = Plan(subjects=(SubjectPlan(workload, cause.backend, cases=(case,)),), budget_seconds=60.0)
        for block in Measurement(laboratory, plan):
            if block.number >= LEAST_BLOCKS and all(has_profile(one) for one in block.report.cases):
                return block.report
    raise AssertionError(f"{cause.workload} was not profiled")


def has_profile(case: CaseResult) -> bool:
    assert case.status == "ok", case.reason
    return case.profile is not None
