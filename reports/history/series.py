"""Histories: each case's speedup over the runs of one machine, and where it changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from corecurve.bench.report import Machine
from corecurve.reports.check.pairing import is_like_work
from corecurve.reports.compare.identity import Tier, identity_of
from corecurve.reports.history.change_points import change_points
from corecurve.reports.history.runs import Run, RunCase


@dataclass(frozen=True)
class Point:
    """A case in one run; ``number`` counts the runs of its machine from 0."""

    number: int
    run: Run
    case: RunCase


@dataclass(frozen=True)
class Change:
    """A change of level: the last run before it, the first after it, and the speedups that they are typical of."""

    last_before: Point
    first_after: Point
    before: float
    after: float

    @property
    def relative(self) -> float:
        """The relative change: -0.1 is a loss of 10%."""
        return self.after / self.before - 1

    @property
    def commits(self) -> tuple[str, str]:
        """The commits between which it happened: good after the first, there in the second."""
        return self.last_before.run.commit, self.first_after.run.commit


@dataclass(frozen=True)
class Stretch:
    """Neighbouring runs in which a case did a like amount of work."""

    points: tuple[Point, ...]

    @cached_property
    def changes(self) -> list[Change]:
        """Where the level of the speedup changed, in order."""
        logs = [math.log(point.case.speedup) for point in self.points]
        cuts = change_points(logs, [point.case.standard_error for point in self.points])
        return [
            Change(self.points[cut.index - 1], self.points[cut.index], math.exp(cut.before), math.exp(cut.after))
            for cut in cuts
        ]

    @property
    def levels(self) -> list[tuple[int, int, float]]:
        """Between the changes: the numbers of the first and last run, and their typical speedup."""
        if not self.changes:
            typical = math.exp(sum(math.log(point.case.speedup) for point in self.points) / len(self.points))
            return [(self.points[0].number, self.points[-1].number, typical)]
        starts = [self.points[0].number, *(change.first_after.number for change in self.changes)]
        ends = [*(change.last_before.number for change in self.changes), self.points[-1].number]
        typical_ones = [self.changes[0].before, *(change.after for change in self.changes)]
        return list(zip(starts, ends, typical_ones, strict=True))


@dataclass(frozen=True)
class CaseHistory:
    """One case over the runs of one machine, in their order."""

    case_id: str
    points: tuple[Point, ...]

    @property
    def case(self) -> RunCase:
        """The case in its latest run."""
        return self.points[-1].case

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Neighbouring runs of a like amount of work, in order: speedups of another amount mean something else."""
        found: list[list[Point]] = []
        for point in self.points:
            if not found or not is_like_work(found[-1][0].case.size, point.case.size):
                found.append([])
            found[-1].append(point)
        return [Stretch(tuple(points)) for points in found]

    @property
    def changes(self) -> list[Change]:
        """Where the level of the speedup changed, in order."""
        return [change for stretch in self.stretches for change in stretch.changes]

    @property
    def levels(self) -> list[tuple[int, int, float]]:
        """The steady stretches: the numbers of their first and last run, and their typical speedup."""
        return [level for stretch in self.stretches for level in stretch.levels]

    @property
    def relative(self) -> float | None:
        """All changes together; None where there is none."""
        return math.prod(1 + change.relative for change in self.changes) - 1 if self.changes else None

    @property
    def resized(self) -> list[Point]:
        """The runs from which on another amount of work was measured."""
        return [stretch.points[0] for stretch in self.stretches[1:]]


@dataclass(frozen=True)
class MachineHistory:
    """All runs of one machine, or of comparable ones, and the history of each case there."""

    machine: Machine
    runs: tuple[Run, ...]
    cases: tuple[CaseHistory, ...]

    @property
    def workloads(self) -> list[str]:
        """The names of the workloads, in their order."""
        return list(dict.fromkeys(one.case.workload for one in self.cases))

    @property
    def changes(self) -> list[tuple[CaseHistory, Change]]:
        """All changes of all cases, the latest first."""
        found = [(one, change) for one in self.cases for change in one.changes]
        return sorted(found, key=lambda pair: pair[1].first_after.number, reverse=True)


def histories(runs: Sequence[Run], tier: Tier = "same") -> list[MachineHistory]:
    """The histories of each machine, that with the latest run first; ``runs`` in the order of their start."""
    groups: dict[tuple[str, ...], list[Run]] = {}
    for run in runs:
        groups.setdefault(identity_of(run.machine, tier), []).append(run)
    ordered = sorted(groups.values(), key=lambda group: group[-1].started, reverse=True)
    return [_history(group) for group in ordered]


def _history(runs: Sequence[Run]) -> MachineHistory:
    points: dict[str, list[Point]] = {}
    for number, run in enumerate(runs):
        for case in run.cases:
            points.setdefault(case.case_id, []).append(Point(number, run, case))
    cases = tuple(CaseHistory(case_id, tuple(found)) for case_id, found in points.items())
    return MachineHistory(runs[-1].machine, tuple(runs), cases)
