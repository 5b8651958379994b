"""The summary of a report: what its rounds say about every case, by the one estimator.

Nothing here needs pandas: the terminal table is made from it at once, and
:mod:`corecurve.reports.frames` turns it into frames. Everything is computed when first asked
for, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corecurve.bench.estimator import estimate
from corecurve.bench.estimator.estimate import Comparison, Estimate
from corecurve.bench.report import CaseResult, Ceiling, Report, Round, WorkloadRecord
from corecurve.reports.compare.shift import difference, logarithm_of
from corecurve.reports.memory import PeakMemory, peak_memory
from corecurve.reports.telling import is_telling, told

SERIAL = "serial"
_CLOCK_ERROR = 0.01


@dataclass(frozen=True, kw_only=True)
class CaseSummary:
    """What is known of one case. An estimate is None where its rounds are too few for an interval."""

    case: CaseResult
    serial: CaseResult | None
    ceiling_rounds: Ceiling | None
    precision: float
    launch_variance: float

    @cached_property
    def serial_seconds(self) -> Estimate | None:
        """The seconds of the serial loop that the case is paired with."""
        return seconds_of(self.serial)

    @cached_property
    def seconds(self) -> Estimate | None:
        """The seconds of a round on a warm backend."""
        return seconds_of(self.case)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The case's rounds beside their serial ones; None for the serial loop itself."""
        return None if self.serial is None or self.is_serial else estimate.compare(self.serial.rounds, self.case.rounds)

    @cached_property
    def speedup(self) -> Estimate | None:
        """Serial time / parallel time on a warm backend; None for the serial loop itself."""
        return self.comparison.speedup(self.launch_variance) if self.comparison is not None else None

    @cached_property
    def cold_speedup(self) -> Estimate | None:
        """The speedup of a backend that is started for the round and stopped after it."""
        return self._speedup([_from_start_to_stop(one) for one in self.case.rounds if one.startup_seconds is not None])

    @cached_property
    def efficiency(self) -> Estimate | None:
        """Speedup / workers."""
        return scaled(self.speedup, 1 / self.case.workers)

    @cached_property
    def ceiling(self) -> Estimate | None:
        """The speedup that the machine can give this workload at this number of workers at all."""
        if self.ceiling_rounds is None:
            return None
        return estimate.ceiling(self.ceiling_rounds, launch_variance=self.launch_variance)

    @cached_property
    def ceiling_share(self) -> Estimate | None:
        """Speedup / ceiling; None where the ceiling's own interval says nothing."""
        return ratio(self.speedup, told(self.ceiling))

    @cached_property
    def cpu_seconds(self) -> Estimate | None:
        """CPU seconds of a round, of the subject and its workers together.

        They are what the round would take if nothing ever waited and one core did it all, so they are
        estimated as seconds are.
        """
        return _seconds(_cpu_as_wall(self.case.rounds))

    @cached_property
    def effective_cores(self) -> Estimate | None:
        """CPU seconds / wall seconds of the same rounds: how many cores were kept busy."""
        rounds = [one for one in self.case.rounds if one.cpu_seconds]
        return estimate.speedup(_cpu_as_wall(rounds), rounds, launch_variance=self.launch_variance) if rounds else None

    @cached_property
    def startup_seconds(self) -> Estimate | None:
        """The seconds from nothing to a backend whose workers are all up and warm."""
        return _wall_alone([one.startup_seconds for one in self.case.rounds], self.case.rounds)

    @cached_property
    def stop_seconds(self) -> Estimate | None:
        """The seconds from the last result to a backend that is gone."""
        return _wall_alone([one.stop_seconds for one in self.case.rounds], self.case.rounds)

    @cached_property
    def memory(self) -> PeakMemory | None:
        """The peak memory of the process tree in the profile rounds."""
        return peak_memory(self.case.profile)

    @property
    def is_serial(self) -> bool:
        """Whether it is the loop itself."""
        return self.case.backend == SERIAL

    @property
    def is_precise(self) -> bool:
        """Whether the interval of the speedup is as narrow as the run was asked to make it."""
        return self.speedup is not None and self.speedup.half_width <= self.precision

    @property
    def is_too_wide(self) -> bool:
        """Whether there is a speedup, but with an interval that says nothing."""
        return self.speedup is not None and not is_telling(self.speedup)

    @property
    def mark(self) -> str:
        """What stands before a speedup that is less precise than was asked for: ``~``."""
        return "" if self.speedup is None or self.is_precise else "~"

    def _speedup(self, rounds: Sequence[Round]) -> Estimate | None:
        if self.serial is None or self.is_serial or not rounds:
            return None
        return estimate.speedup(self.serial.rounds, rounds, launch_variance=self.launch_variance)


@dataclass(frozen=True, kw_only=True)
class WorkloadSummary:
    """One workload of a report: its serial loops, and its cases in the order in which they are shown."""

    record: WorkloadRecord
    serials: list[CaseSummary]
    cases: list[CaseSummary]
    ceilings: list[tuple[int, Estimate]]
    usable_cores: float | None

    @property
    def name(self) -> str:
        """What the report calls the workload."""
        return self.record.name

    @cached_property
    def serial_seconds(self) -> Estimate | None:
        """The seconds of the serial loop, over the rounds of all subjects at the calibrated size."""
        rounds = [one for serial in self.serials if serial.case.size == self.record.size for one in serial.case.rounds]
        return _seconds(rounds)

    @property
    def impossible_ceilings(self) -> list[tuple[int, Estimate]]:
        """The ceilings that surely lie above what so many workers can give on the cores that they have.

        Work that waits needs no core while it does so. What is within the error of a clock (one in a hundred) is not
        worth a word.
        """
        above = 1 + _CLOCK_ERROR
        return [(workers, value) for workers, value in self.ceilings if value.low > above * self._most(workers)]

    @property
    def measured(self) -> list[CaseSummary]:
        """The cases that have a speedup with an interval."""
        return [case for case in self.cases if case.speedup is not None]

    def _most(self, workers: int) -> float:
        """What so many workers can give at most, however little disturbed."""
        if self.usable_cores is None or not self._cpu_share:
            return workers
        return min(workers, self.usable_cores / self._cpu_share)

    @cached_property
    def _cpu_share(self) -> float | None:
        """The share of its time that the serial loop needs a core for: of its least disturbed round."""
        rounds = [one for serial in self.serials for one in serial.case.rounds]
        shares = [one.cpu_seconds / one.wall_seconds for one in rounds if one.cpu_seconds is not None]
        return min(1.0, max(shares)) if shares else None


@dataclass(frozen=True, kw_only=True)
class ReportSummary:
    """A report, the summaries of its workloads, and those of all its cases (serial loops too) in its order."""

    report: Report
    workloads: list[WorkloadSummary]
    cases: list[CaseSummary]


def summarise(report: Report) -> ReportSummary:
    """What a report says, workload by workload; computed lazily."""
    alone = [
        CaseSummary(
            case=case,
            serial=case if case.backend == SERIAL else report.serial_of(case),
            ceiling_rounds=report.ceiling_of(case) if case.backend != SERIAL else None,
            precision=report.run.precision,
            launch_variance=0.0,
        )
        for case in report.cases
    ]
    launch_variance = estimate.launch_variance_of(one.comparison for one in alone)
    cases = [_with_variance(one, launch_variance) for one in alone]
    workloads = [_summarise_workload(report, record, cases, launch_variance) for record in report.workloads]
    return ReportSummary(report=report, workloads=workloads, cases=cases)


def _with_variance(alone: CaseSummary, launch_variance: float) -> CaseSummary:
    """The same case with what all cases tell of launches; its rounds need not be compared again."""
    together = replace(alone, launch_variance=launch_variance)
    vars(together)["comparison"] = alone.comparison  # where a cached property keeps its value
    return together


def _summarise_workload(
    report: Report, record: WorkloadRecord, cases: Sequence[CaseSummary], launch_variance: float
) -> WorkloadSummary:
    own = [one for one in cases if one.case.workload == record.name]
    ceilings = [
        (ceiling.workers, value)
        for ceiling in report.ceilings
        if ceiling.workload == record.name
        and ceiling.rounds
        and (value := estimate.ceiling(ceiling, launch_variance=launch_variance)) is not None
    ]
    return WorkloadSummary(
        record=record,
        serials=[one for one in own if one.is_serial],
        cases=[one for one in own if not one.is_serial],
        ceilings=sorted(ceilings, key=lambda pair: pair[0]),
        usable_cores=report.machine.usable_cores,
    )


def seconds_of(case: CaseResult | None) -> Estimate | None:
    """The wall seconds of a round of a case."""
    return _seconds(case.rounds if case is not None else [])


def scaled(value: Estimate | None, factor: float) -> Estimate | None:
    """An estimate times a number that is exactly known."""
    if value is None:
        return None
    return replace(value, value=value.value * factor, low=value.low * factor, high=value.high * factor)


def ratio(above: Estimate | None, below: Estimate | None) -> Estimate | None:
    """One estimate over another, as for independent errors.

    Where the two share some of their noise, as two figures of one case do, the interval is too
    wide rather than too narrow.
    """
    if above is None or below is None:
        return None
    shift = difference(logarithm_of(above), logarithm_of(below))
    return Estimate(
        value=above.value / below.value,
        low=1 + shift.low(0.025),
        high=1 + shift.high(0.025),
        blocks=min(above.blocks, below.blocks),
        launches=min(above.launches, below.launches),
        method=above.method,
        degrees_of_freedom=shift.degrees_of_freedom,
    )


def _seconds(rounds: Sequence[Round]) -> Estimate | None:
    return estimate.seconds(rounds) if rounds else None


def _wall_alone(values: Sequence[float | None], rounds: Sequence[Round]) -> Estimate | None:
    """Seconds of something whose CPU time is not known, from those rounds in which it was measured."""
    return _seconds(
        [
            Round(block=one.block, launch=one.launch, wall_seconds=value)
            for value, one in zip(values, rounds, strict=True)
            if value
        ]
    )


def _cpu_as_wall(rounds: Sequence[Round]) -> list[Round]:
    return [replace(one, wall_seconds=one.cpu_seconds) for one in rounds if one.cpu_seconds]


def _from_start_to_stop(one: Round) -> Round:
    return replace(one, wall_seconds=one.wall_seconds + (one.startup_seconds or 0.0) + (one.stop_seconds or 0.0))
