"""What is measured in a duet: every subject twice, once a side, each with its own tree's code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corecurve.bench.errors import UsageError
from corecurve.bench.machine import usable_core_count
from corecurve.bench.measuring.plan import Plan, Skipped, SubjectPlan, WorkloadPlan
from corecurve.bench.measuring.planning import ask_abilities, plan_subjects
from corecurve.bench.sources import find_workloads
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.core.workloads import BUILT_IN, DEFAULT_SUITE
from corecurve.reports.duet.own_modules import Modules, require_own_modules
from corecurve.reports.duet.references import references_in
from corecurve.reports.duet.request import DuetRequest
from corecurve.reports.duet.trees import Laboratories, Tree

_LOAD_SECONDS = 60.0
_SMALLEST_WORK_SECONDS = 600.0


@dataclass(frozen=True)
class Preparation:
    """The plan of both sides; what a reader must know; what only one side has or this interpreter cannot run."""

    plan: Plan
    remarks: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def prepare(request: DuetRequest, laboratories: Laboratories) -> Preparation:
    """Finds the workloads in both trees, and plans. Raises CorecurveError where a side would run code not its own."""
    this, _ = laboratories
    asked = request.workloads or _usual_workloads(this)
    found, remarks = _find(asked, laboratories)
    names = [name for name in found[this] if all(name in workloads for workloads in found.values())]
    left_out = [(name, f"only {tree.name} has it") for tree in found for name in found[tree] if name not in names]
    if not names:
        raise UsageError(f"no workload is on both sides: {'; '.join(f'{name}: {why}' for name, why in left_out)}")
    subjects, skipped = _plan_both_sides(request, laboratories, found, names)
    request.rules.tolerances.require_fitting(case.id for one in subjects for case in one.cases)
    if this.own_core is None or any(name not in BUILT_IN for name in asked):
        _require_own_code(laboratories, subjects)
    plan = Plan(
        subjects=tuple(subjects),
        budget_seconds=request.budget_seconds,
        precision=0.0,
        round_seconds=request.round_seconds,
        has_profile=False,
        seed=request.seed,
    )
    missing = [(one.case.id, one.reason) for one in skipped]
    return Preparation(plan, tuple(remarks), (*left_out, *missing))


def _usual_workloads(this: Tree) -> tuple[str, ...]:
    if this.own_core is None:
        raise UsageError(
            "duet needs a workload of this repository: path/to/file.py, path/to/file.py:name or module:name"
        )
    return DEFAULT_SUITE


def _find(asked: Sequence[str], laboratories: Laboratories) -> tuple[dict[Tree, dict[str, WorkloadPlan]], list[str]]:
    """The workloads of each tree by name, and what a reader must know of them."""
    this, _ = laboratories
    remarks = ["This tree has uncommitted changes: they are measured as part of it."] if this.is_dirty else []
    found = {}
    for tree, laboratory in laboratories.items():
        references, notes = references_in(asked, this, tree)
        remarks += notes
        found[tree] = {one.name: one for one in find_workloads(laboratory, references, tree.search)}
    return found, remarks


def _plan_both_sides(
    request: DuetRequest,
    laboratories: Laboratories,
    found: Mapping[Tree, Mapping[str, WorkloadPlan]],
    names: Sequence[str],
) -> tuple[list[SubjectPlan], list[Skipped]]:
    this, _ = laboratories
    choices = replace(request.choices, has_ceiling=False)
    abilities = ask_abilities(laboratories[this])
    subjects, skipped = plan_subjects([found[this][name] for name in names], choices, abilities, usable_core_count())
    if not subjects:
        reason = skipped[0].reason if skipped else "no backend besides serial was asked for"
        raise UsageError(f"nothing can be measured: {reason}")
    sided = [
        replace(one, workload=found[tree][one.workload.name], side=tree.side)
        for one in subjects
        for tree in laboratories
    ]
    return sided, skipped


def _require_own_code(laboratories: Laboratories, subjects: Sequence[SubjectPlan]) -> None:
    """Has every workload do its smallest work on each side, and looks at where its modules came from."""
    trees = {tree.side: tree for tree in laboratories}
    loaded: dict[str, dict[Tree, Modules]] = {}
    for one in {(one.workload.name, one.side): one for one in subjects}.values():
        tree = trees[one.side]
        loaded.setdefault(one.workload.name, {})[tree] = _modules_of(laboratories[tree], one.workload)
    for by_tree in loaded.values():
        require_own_modules(by_tree)


def _modules_of(laboratory: Laboratory, workload: WorkloadPlan) -> Modules:
    """The modules that a subject holds after the workload has run once, without the agent's own."""
    subject = laboratory.start_subject(workload.search)
    try:
        subject.ask("load", source=workload.source, workload=workload.variable, deadline_seconds=_LOAD_SECONDS)
        subject.ask("calibrate", size=1, deadline_seconds=_SMALLEST_WORK_SECONDS)
        modules: Modules = subject.ask("modules", deadline_seconds=_LOAD_SECONDS)["modules"]
    finally:
        laboratory.end_subject(subject)
    agents = Path(modules["__main__"]).parent
    return {name: file for name, file in modules.items() if not Path(file).is_relative_to(agents)}
