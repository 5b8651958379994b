"""Measuring: block after block, until everything is precise or the budget is spent."""

from __future__ import annotations

import itertools
import random
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corecurve.bench.errors import SubjectError
from corecurve.bench.interruption import raise_if_interrupted
from corecurve.bench.machine import describe_commit, describe_machine
from corecurve.bench.measuring.calibration import UNCALIBRATED, Calibration, calibrate
from corecurve.bench.measuring.events import BlockEnded, Calibrated, Standing, Watch, ignore
from corecurve.bench.measuring.plan import Plan, WorkloadPlan
from corecurve.bench.measuring.precision import Standings, widest_first
from corecurve.bench.measuring.spending import Spending
from corecurve.bench.measuring.subject_run import SubjectRun
from corecurve.bench.report import FORMAT, CaseResult, Python, Report, RunRecord, WorkloadRecord
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.bench.version import VERSION

_MOST_PROFILE_SPREAD = 4
_PROFILE_AGAIN = 16
_STOPWATCH_SHARE = 0.002
_CEILING_EVERY, _CEILING_LATER = 2, 8
_FIRST_BLOCKS = 8
"""Short runs want many blocks, so these have one round of each case; later, time goes to where it tells most."""


@dataclass(frozen=True)
class Block:
    """A block has ended: its number, where every case stands, and what the report would say now."""

    number: int
    standings: tuple[Standing, ...]
    report: Report


class Measurement:
    """A plan being measured. Iterating yields block after block; one may stop at any of them.

    ``report()`` tells at any time what has been measured, also after an interruption in the
    middle of a block. Subjects live in ``laboratory``, or in their side's own out of ``sides``.
    """

    def __init__(
        self, laboratory: Laboratory, plan: Plan, watch: Watch = ignore, sides: Mapping[str, Laboratory] | None = None
    ) -> None:
        self.plan = plan
        self._watch = watch
        self._chance = random.Random(plan.seed)
        self._machine = describe_machine()
        self._commit = describe_commit(Path.cwd())
        self._started = datetime.now(UTC)
        self._began = time.monotonic()
        self._spending = Spending()
        self._sizes: dict[str, Calibration] = {}
        self._blocks = 0
        self._is_complete = False
        self._profile_spread = 1
        launches = itertools.count(1)
        self._runs = [
            SubjectRun(
                subject,
                (sides or {}).get(subject.side, laboratory),
                lambda: next(launches),
                plan.timeout_seconds,
                self._spending,
                watch,
            )
            for subject in plan.subjects
        ]

    def __iter__(self) -> Iterator[Block]:
        """Measures; each block ends with a ``Block``. The last one's report is complete."""
        try:
            for name in dict.fromkeys(run.plan.workload.name for run in self._runs):
                self._calibrate([run for run in self._runs if run.plan.workload.name == name])
            standings = Standings(self._runs, self.plan.precision)
            found = standings.now()
            while chosen := self._choose(found):
                self._measure_block(chosen)
                found = standings.now()
                for run in chosen:
                    self._retire(run, found[run.plan.name])
                self._blocks += 1
                self._spread_profiles()
                self._is_complete = not self._choose(found)
                yield self._end_block(tuple(itertools.chain.from_iterable(found.values())))
            self._is_complete = True
        finally:
            for run in self._runs:
                run.end_launch()

    def report(self, interrupted: str | None = None) -> Report:
        """What has been measured so far; ``interrupted`` says what ended the run early."""
        return Report(
            format=FORMAT,
            version=VERSION,
            run=self._describe_run(interrupted),
            machine=replace(self._machine, python=self._describe_python()),
            workloads=self._describe_workloads(),
            cases=self._results(),
            ceilings=[record.result() for run in self._runs for record in run.ceilings],
        )

    def retire(self, subjects: Collection[str]) -> None:
        """Takes these subjects, by their names, out of the blocks that follow: enough is known of them."""
        for run in self._runs:
            if run.plan.name in subjects:
                run.is_done = True
                run.end_launch()

    @property
    def remaining_seconds(self) -> float:
        """What is left of the budget."""
        return self.plan.budget_seconds - (time.monotonic() - self._began)

    def _calibrate(self, runs: list[SubjectRun]) -> None:
        """Finds one workload's size in its first subject; all its subjects use the same."""
        first, workload = runs[0], runs[0].plan.workload
        try:
            with self._spending.on("calibration"):
                found = self._find_size(first, workload)
        except SubjectError as error:
            first.end_launch(is_broken=True)
            for run in runs:
                run.prepare(UNCALIBRATED, has_stopwatch=False, start_method=None)
                run.fail(str(error))
            return
        self._sizes[workload.name] = found
        cost = first.stopwatch_seconds * found.tasks
        has_stopwatch = cost <= _STOPWATCH_SHARE * found.seconds
        self._watch(Calibrated(workload.name, found.size, found.tasks, found.seconds))
        for run in runs:
            own_method = first.python["start_method"] if run.plan.uses_processes else None
            run.prepare(found, has_stopwatch=has_stopwatch, start_method=own_method)

    def _find_size(self, first: SubjectRun, workload: WorkloadPlan) -> Calibration:
        """The planned size where there is one, else one that makes a round last as long as it should."""
        size = self.plan.sizes.get(workload.name)
        if size is None:
            target_seconds, is_sized = self.plan.round_seconds, workload.is_sized
            return calibrate(first.measure_size, first.count_tasks, target_seconds, is_sized=is_sized)
        seconds, tasks = first.measure_size(size)
        return Calibration(size, tasks, seconds)

    def _choose(self, found: dict[str, list[Standing]]) -> list[SubjectRun]:
        """The live subjects that the budget still has room for: all of them, else the widest intervals."""
        remaining = self.remaining_seconds
        chosen = []
        for run in widest_first((run for run in self._runs if run.is_live and not self._rests(run)), found):
            if run.turn_seconds <= remaining:
                chosen.append(run)
                remaining -= run.turn_seconds
        return chosen

    def _rests(self, run: SubjectRun) -> bool:
        """A ceiling takes part in few blocks while its workload's cases are being measured: they need the time more.

        It costs as much as a serial round more than the cases themselves do, and scatters less: every second block at
        first, every eighth later.
        """
        is_ceiling, workload = bool(run.plan.ceilings), run.plan.workload.name
        has_company = any(one.is_live and one.cases and one.plan.workload.name == workload for one in self._runs)
        every = _CEILING_EVERY if self._blocks < _FIRST_BLOCKS else _CEILING_LATER
        return is_ceiling and has_company and self._blocks % every != 0

    def _measure_block(self, chosen: list[SubjectRun]) -> None:
        self._chance.shuffle(chosen)
        for run in chosen:
            raise_if_interrupted()
            if self.remaining_seconds < run.turn_seconds:
                continue
            if run.launch_has_lasted:
                run.end_launch()
            run.take_turn(self._blocks, self._chance, has_more=self._blocks >= _FIRST_BLOCKS)
            if self._is_profile_due(run):
                run.take_profile(self._blocks, self._chance)

    def _spread_profiles(self) -> None:
        """Spreads the profiles over the next blocks, over fewer where the budget ends sooner."""
        if self._blocks == 1:
            block_seconds = sum(run.turn_seconds for run in self._runs if run.is_live)
            to_come = int(self.remaining_seconds / (2 * block_seconds)) if block_seconds else 1
            self._profile_spread = min(_MOST_PROFILE_SPREAD, max(1, to_come))

    def _is_profile_due(self, run: SubjectRun) -> bool:
        """Some of the subjects a block, from the second on, so that all have had theirs in time; again much later."""
        if not (self.plan.has_profile and run.cases and run.is_live) or self._blocks == 0:
            return False
        if not run.has_profile:
            return self._blocks >= 1 + self._runs.index(run) % self._profile_spread
        return self._blocks % _PROFILE_AGAIN == self._runs.index(run) % _PROFILE_AGAIN

    def _retire(self, run: SubjectRun, found: list[Standing]) -> None:
        has_all = not self.plan.has_profile or run.has_profile
        run.is_done = bool(found) and all(standing.is_done for standing in found) and has_all
        if not run.is_live:
            run.end_launch()

    def _end_block(self, found: tuple[Standing, ...]) -> Block:
        elapsed = time.monotonic() - self._began
        self._watch(BlockEnded(self._blocks, elapsed, self.plan.budget_seconds, found))
        return Block(self._blocks, found, self.report())

    def _describe_run(self, interrupted: str | None) -> RunRecord:
        elapsed = time.monotonic() - self._began
        spent = dict(self._spending.seconds)
        spent["other"] = max(0.0, elapsed - sum(spent.values()))
        return RunRecord(
            started=self._started.isoformat(timespec="seconds"),
            seed=self.plan.seed,
            budget_seconds=self.plan.budget_seconds,
            precision=self.plan.precision,
            elapsed_seconds=elapsed,
            blocks=self._blocks,
            is_complete=self._is_complete and interrupted is None,
            interrupted=interrupted,
            command=list(self.plan.command),
            spent_seconds=spent,
            commit=self._commit,
            harness_python=sys.version.split()[0],
        )

    def _describe_python(self) -> Python | None:
        described = next((run.python for run in self._runs if run.python), self.plan.python)
        known = {field.name for field in fields(Python)}
        return Python(**{name: value for name, value in described.items() if name in known}) if described else None

    def _describe_workloads(self) -> list[WorkloadRecord]:
        plans = {run.plan.workload.name: run for run in reversed(self._runs)}
        return [
            _describe_workload(run.plan.workload, self._sizes.get(name, UNCALIBRATED), run.has_stopwatch)
            for name, run in reversed(plans.items())
            if name in self._sizes or run.failure is not None
        ]

    def _results(self) -> list[CaseResult]:
        results = []
        for run in self._runs:
            serial = [] if run.plan.ceilings else run.serial.values()
            results += [record.result() for record in (*serial, *run.cases)]
        return results + [_skipped(skipped.case, skipped.reason) for skipped in self.plan.skipped]


def _describe_workload(workload: WorkloadPlan, found: Calibration, has_stopwatch: bool) -> WorkloadRecord:
    return WorkloadRecord(
        name=workload.name,
        reference=workload.reference,
        kind=workload.kind,
        description=workload.description,
        size=found.size,
        is_sized=workload.is_sized,
        tasks=found.tasks,
        has_stopwatch=has_stopwatch,
        has_finish=workload.has_finish,
    )


def _skipped(case: Any, reason: str) -> CaseResult:
    return CaseResult(
        id=case.id,
        workload=case.workload,
        backend=case.backend,
        workers=case.workers,
        start_method=case.start_method,
        chunksize=case.chunksize,
        subject=f"{case.workload}@{case.backend}",
        size=1,
        options={"scaling": case.scaling},
        status="skipped",
        reason=reason,
    )
