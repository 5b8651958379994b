"""A subject's run: its launches one after the other, and its turns in the blocks."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from corecurve.bench.errors import SubjectError
from corecurve.bench.measuring.calibration import UNCALIBRATED, Calibration
from corecurve.bench.measuring.events import CaseFailed, TurnBegan, Watch
from corecurve.bench.measuring.plan import SubjectPlan
from corecurve.bench.measuring.records import CaseRecord, CeilingRecord
from corecurve.bench.measuring.sampler import LEAST_SAMPLES, Sampler
from corecurve.bench.measuring.spending import Spending
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.bench.subjects.subject import Subject
from corecurve.core.case import Case

BLOCKS_PER_LAUNCH, SHORT_LAUNCHES, LAUNCH_WORTH = 3, 4, 10
"""Enough launches to know what they differ by come first; later ones last ten times as long as launching takes."""

MOST_ROUNDS = 4
"""A case that is faster than the serial loop gets more rounds in a block, up to so many, for as long as that takes.

They start and warm the backend but once, and parallel rounds scatter more than serial ones.
"""

_LOAD_SECONDS = 60.0
_LEAST_PATIENCE_SECONDS = 15.0
_SAMPLING_TRIES = 2
_LONG_ENOUGH_SECONDS = 0.05

Item = Callable[[], None]


class SubjectRun:
    """One planned subject while it is measured: its process now, and the records of its cases.

    ``next_launch`` numbers launches over the whole run. A launch that went wrong is ended and
    the next order gets a fresh one, so that one bad case does not spoil its neighbours.
    """

    def __init__(
        self,
        plan: SubjectPlan,
        laboratory: Laboratory,
        next_launch: Callable[[], int],
        timeout_seconds: float | None,
        spending: Spending,
        watch: Watch,
    ) -> None:
        self.plan = plan
        self.serial: dict[int, CaseRecord] = {}
        self.cases: list[CaseRecord] = []
        self.ceilings: list[CeilingRecord] = []
        self.is_done = False
        self.failure: str | None = None
        self.turn_seconds = 0.0
        self.launches = 0
        self.launch_seconds = 0.0
        self.blocks_in_launch = 0
        self.seconds_in_launch = 0.0
        self.python: dict[str, Any] = {}
        self.stopwatch_seconds = 0.0
        self.has_stopwatch = False
        self._laboratory = laboratory
        self._next_launch = next_launch
        self._timeout_seconds = timeout_seconds
        self._spending = spending
        self._watch = watch
        self._subject: Subject | None = None
        self._launch = 0
        self._serial_seconds, self._size = 1.0, 1

    @property
    def is_live(self) -> bool:
        """Whether it still takes part in blocks."""
        has_work = any(not case.is_failed for case in self.cases) or any(not one.failure for one in self.ceilings)
        return not self.is_done and self.failure is None and has_work

    @property
    def has_profile(self) -> bool:
        """Whether each of its cases that runs has been profiled; a ceiling needs none."""
        return all(case.profile_rounds or case.is_failed for case in self.cases)

    @property
    def launch_has_lasted(self) -> bool:
        """Whether it is time for the next launch."""
        if self.blocks_in_launch < BLOCKS_PER_LAUNCH:
            return False
        return self.launches <= SHORT_LAUNCHES or self.seconds_in_launch >= LAUNCH_WORTH * self.launch_seconds

    def fail(self, reason: str) -> None:
        """The workload itself is at fault: all its cases have failed."""
        self.failure = reason
        for record in (*self.cases, *self.serial.values()):
            if not record.is_failed:
                record.fail(reason)
        for ceiling in self.ceilings:
            ceiling.failure = ceiling.failure or reason
        self._watch(CaseFailed(self.plan.name, reason))

    def measure_size(self, size: int) -> tuple[float, int]:
        """One serial execution at this size: its seconds and its number of tasks. Raises SubjectError."""
        self._ensure_launched()
        answer = self._ask("calibrate", size=size, deadline_seconds=self._timeout_seconds or 60.0)
        return float(answer["seconds"]), int(answer["tasks"])

    def count_tasks(self, size: int) -> int:
        """How many tasks there are at this size. Raises SubjectError."""
        self._ensure_launched()
        return int(self._ask("count", size=size, deadline_seconds=self._timeout_seconds or 60.0)["tasks"])

    def prepare(self, calibration: Calibration, *, has_stopwatch: bool, start_method: str | None) -> None:
        """Makes the records of all cases, now that the size is known, or will never be (:data:`UNCALIBRATED`).

        Numbers of workers that nobody asked for are dropped where there are fewer tasks.
        """
        self._serial_seconds, self._size = calibration.seconds, calibration.size
        self.has_stopwatch = has_stopwatch
        self.turn_seconds = calibration.seconds * (1 + len(self.plan.cases) + len(self.plan.ceilings))
        most = math.inf if calibration is UNCALIBRATED else max(1, calibration.tasks)
        unasked = {count for count in self.plan.usual_workers if count > most}
        method = self.plan.start_method or start_method
        for case in self.plan.cases:
            if case.workers not in unasked:
                size = calibration.size * (case.workers if case.scaling == "weak" else 1)
                self.cases.append(CaseRecord(case, case.id, self.plan.name, size, method, self.plan.side))
        for size in sorted({case.size for case in self.cases}) or [calibration.size]:
            self.serial[size] = self._make_serial(size, is_weak=size != calibration.size)
        if calibration.seconds >= _LONG_ENOUGH_SECONDS:
            # No need to try how many executions make a round that can be timed.
            for record in (*self.cases, *self.serial.values()):
                record.iterations = 1
        workload = self.plan.workload.name
        self.ceilings = [CeilingRecord(workload, count) for count in self.plan.ceilings if count not in unasked]

    def take_turn(self, block: int, chance: random.Random, *, has_more: bool = False) -> None:
        """A serial round and a round of every case, in random order; with ``has_more`` of fast cases several."""
        began = time.monotonic()
        self._watch(TurnBegan(self.plan.name, block, False))
        items: list[Item] = [lambda size=size: self._run_serial(size, block) for size in self.serial]  # type: ignore[misc]
        items += [lambda case=case: self._run_case(case, block, has_more) for case in self.cases if not case.is_failed]  # type: ignore[misc]
        if not self.plan.ceilings:
            self._carry_out(items, chance)
        else:
            self._take_ceiling_turn(block, chance)
        self.turn_seconds = time.monotonic() - began
        self.blocks_in_launch += 1
        self.seconds_in_launch += self.turn_seconds

    def take_profile(self, block: int, chance: random.Random) -> None:
        """Profile rounds of the serial loop and of every case, under the sampler, in random order."""
        self._watch(TurnBegan(self.plan.name, block, True))
        items: list[Item] = [lambda: self._profile_serial(block)]
        items += [lambda case=case: self._profile_case(case, block) for case in self.cases if not case.is_failed]  # type: ignore[misc]
        self._carry_out(items, chance)

    def end_launch(self, *, is_broken: bool = False) -> None:
        """Ends the subject's process, at once if something went wrong in it; the next order starts another."""
        if self._subject is not None:
            with self._spending.on("launch"):
                self._laboratory.end_subject(self._subject, is_broken=is_broken)
            self._drop_unverified()
        self._subject = None
        self.blocks_in_launch, self.seconds_in_launch = 0, 0.0

    def _drop_unverified(self) -> None:
        """Drops the rounds whose results no serial round of their launch, which is over, was there to compare with."""
        for record in self.cases:
            if all(one.launch != self._launch for one in self.serial[record.size].rounds):
                record.rounds = [one for one in record.rounds if one.launch != self._launch]

    def _make_serial(self, size: int, *, is_weak: bool) -> CaseRecord:
        workload = self.plan.workload.name
        case = Case(workload, "serial", 1, scaling="weak" if is_weak else "strong")
        of = self.plan.name.split("@", 1)[1] + (f"-size{size}" if is_weak else "")
        return CaseRecord(case, f"{workload}[serial@{of}]", self.plan.name, size, None, self.plan.side)

    def _carry_out(self, items: list[Item], chance: random.Random) -> None:
        chance.shuffle(items)
        for item in items:
            if self.failure is None:
                self._ensure_launched_or_fail()
            if self.failure is None:
                item()

    def _take_ceiling_turn(self, block: int, chance: random.Random) -> None:
        (size,) = self.serial
        answers: list[tuple[CeilingRecord, dict[str, Any]]] = []

        def run(record: CeilingRecord) -> None:
            answer = self._measure_ceiling(record, size)
            if answer is not None:
                answers.append((record, answer))

        items: list[Item] = [lambda record=record: run(record) for record in self.ceilings if not record.failure]  # type: ignore[misc]
        self._carry_out([lambda: self._run_serial(size, block), *items], chance)
        if self.failure is None:
            for record, answer in answers:
                record.add_round(self.serial[size].rounds[-1], answer)

    def _run_serial(self, size: int, block: int) -> None:
        record = self.serial[size]
        before = time.process_time()
        try:
            answer = self._ask("serial", size=size, iterations=record.iterations, stopwatch=self.has_stopwatch)
        except SubjectError as error:
            self.end_launch(is_broken=True)
            self.fail(f"the serial loop: {error}")
            return
        record.workers_observed = 1
        record.add_round(block, self._launch, answer["round"], time.process_time() - before)
        self._spending.add("warm_up", answer["warm_seconds"])
        self._spending.add_round(record.rounds[-1])
        for case in self.cases:
            if not case.is_failed and case.id in answer["mismatches"]:
                self._fail_case(case, answer["mismatches"][case.id])

    def _run_case(self, record: CaseRecord, block: int, has_more: bool) -> None:
        before = time.process_time()
        with self._blaming(record):
            rounds = _rounds_as_long(self.serial[record.size], record) if has_more else 1
            answer = self._ask(
                "case",
                case=asdict(record.case),
                size=record.size,
                iterations=record.iterations,
                stopwatch=self.has_stopwatch,
                rounds=rounds,
            )
            record.workers_observed = answer["workers_observed"]
            harness_cpu_seconds = (time.process_time() - before) / rounds
            self._spending.add("warm_up", answer["warm_seconds"])
            for measured in answer["rounds"]:
                record.add_round(block, self._launch, measured, harness_cpu_seconds)
                self._spending.add_round(record.rounds[-1])

    def _measure_ceiling(self, record: CeilingRecord, size: int) -> dict[str, Any] | None:
        try:
            iterations = self.serial[size].iterations
            answer = self._ask("ceiling", workers=record.workers, size=size, iterations=iterations)
        except SubjectError as error:
            self.end_launch(is_broken=True)
            record.failure = str(error)
            return None
        self._spending.add("rounds", max(answer["wall_seconds"]) * max(1, iterations))
        return answer

    def _profile_serial(self, block: int) -> None:
        for size, record in self.serial.items():
            try:
                self._profile("trace_serial", record, block, size=size)
            except SubjectError as error:
                self.end_launch(is_broken=True)
                self.fail(f"the serial loop, profiled: {error}")
                return

    def _profile_case(self, record: CaseRecord, block: int) -> None:
        with self._blaming(record):
            self._profile("trace_case", record, block, case=asdict(record.case), size=record.size)

    def _profile(self, do: str, record: CaseRecord, block: int, **fields: Any) -> None:
        """Repeats profile rounds until they hold enough samples, or a few tries have not given them."""
        assert self._subject is not None
        seconds = 0.0
        for _ in range(_SAMPLING_TRIES):
            sampler = Sampler(self._subject.pid)
            seconds = max(2 * seconds, 1.2 * LEAST_SAMPLES * sampler.interval_seconds)
            with self._spending.on("profile"):
                answer = self._ask(do, tick=sampler.sample, seconds=seconds, **fields)
            samples = sampler.cut(answer["spans_ns"], len(record.profile_rounds), len(answer["rounds"]))
            record.add_profile(block, self._launch, answer, [samples])
            if len(samples.time_seconds) >= LEAST_SAMPLES:
                return

    @contextmanager
    def _blaming(self, record: CaseRecord) -> Iterator[None]:
        """Whatever goes wrong inside is this case's fault; the launch is not used any further."""
        try:
            yield
        except SubjectError as error:
            self.end_launch(is_broken=True)
            self._fail_case(record, str(error))

    def _fail_case(self, record: CaseRecord, reason: str) -> None:
        record.fail(reason)
        self._watch(CaseFailed(record.id, reason))

    def _ensure_launched_or_fail(self) -> None:
        try:
            self._ensure_launched()
        except SubjectError as error:
            self.end_launch(is_broken=True)
            self.fail(str(error))

    def _ensure_launched(self) -> None:
        if self._subject is not None:
            return
        workload = self.plan.workload
        began = time.monotonic()
        with self._spending.on("launch"):
            self._subject = self._laboratory.start_subject(workload.search)
            self._launch = self._next_launch()
            patience = max(_LOAD_SECONDS, self._timeout_seconds or 0.0)
            answer = self._subject.ask(
                "load", source=workload.source, workload=workload.variable, deadline_seconds=patience
            )
        self.launches += 1
        self.launch_seconds = time.monotonic() - began
        self.python = answer["python"]
        self.stopwatch_seconds = answer["stopwatch_seconds"]

    def _ask(
        self,
        do: str,
        *,
        deadline_seconds: float | None = None,
        tick: Callable[[], float] | None = None,
        **fields: object,
    ) -> dict[str, Any]:
        assert self._subject is not None
        patience = self._timeout_seconds or deadline_seconds or self._patience_seconds(fields.get("size"))
        return self._subject.ask(do, deadline_seconds=patience, tick=tick, **fields)

    def _patience_seconds(self, size: object) -> float:
        """How long a round of this size may take; weak scaling has larger ones than the calibrated."""
        larger = size / self._size if isinstance(size, int) else 1.0
        return max(_LEAST_PATIENCE_SECONDS, 10.0 + 30 * larger * self._serial_seconds)


def _rounds_as_long(serial: CaseRecord, case: CaseRecord) -> int:
    """How many rounds of the case take as long as one of the serial loop, by the last of each."""
    if not (serial.rounds and case.rounds):
        return 1
    slow, fast = (one.rounds[-1].wall_seconds * one.rounds[-1].iterations for one in (serial, case))
    return min(MOST_ROUNDS, max(1, round(slow / fast))) if fast else 1
