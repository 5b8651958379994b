"""What a call of the fixture ``speedup`` returns: figures with their intervals, and a judgement of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from corecurve.bench.errors import SubjectError, UsageError
from corecurve.bench.estimator import estimate
from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.report import CaseResult, Report
from corecurve.reports.disturbances import disturbances
from corecurve.reports.pytest_plugin.pausable_measurement import PausableMeasurement
from corecurve.reports.pytest_plugin.verdict import Verdict, confidence_of_look, describe, judge


@dataclass(frozen=True)
class Unjudged:
    """What happens to a test that gets no judgement; both calls raise pytest's own exceptions.

    ``out_of_reach`` is for a machine that cannot give what is asked, ``inconclusive`` for data that cannot tell.
    """

    out_of_reach: Callable[[str], NoReturn]
    inconclusive: Callable[[str], NoReturn]


@dataclass(frozen=True)
class Claim:
    """The answer to ``at_least``: true or false, and in words for the one who reads a failed assertion."""

    holds: bool
    text: str

    def __bool__(self) -> bool:
        return self.holds

    def __repr__(self) -> str:
        return f"<{self.text}>"


class SpeedupResult:
    """The speedups of one task on one backend.

    As long as its test runs, it can measure on where a question needs more data.
    """

    def __init__(self, measurement: PausableMeasurement, unjudged: Unjudged) -> None:
        self._measurement = measurement
        self._unjudged = unjudged

    def __repr__(self) -> str:
        case = self._cases()[0]
        found = ", ".join(f"{count}: {describe(self.speedup(workers=count))}" for count in self.workers)
        return f"<speedup of {case.workload} on {case.backend} by workers: {found}>"

    @property
    def report(self) -> Report:
        """Everything that has been measured, as the report that ``corecurve run`` would save."""
        return self._measurement.report

    @property
    def workers(self) -> list[int]:
        """The numbers of workers that were measured."""
        return sorted(case.workers for case in self._cases())

    def speedup(self, *, workers: int | None = None, confidence: float = 0.95) -> Estimate | None:
        """Serial time / parallel time on so many workers (None: the most); None where too little was measured."""
        report = self.report
        case = self._case(report, workers)
        serial = report.serial_of(case)
        if serial is None:
            return None
        return estimate.speedup(
            serial.rounds, case.rounds, launch_variance=_launch_variance(report), confidence=confidence
        )

    def ceiling(self, *, workers: int | None = None, confidence: float = 0.95) -> Estimate | None:
        """The speedup that this machine can give the task at all on so many workers; None where it is not known."""
        report = self.report
        measured = report.ceiling_of(self._case(report, workers))
        if measured is None or not measured.rounds:
            return None
        return estimate.ceiling(measured, launch_variance=_launch_variance(report), confidence=confidence)

    def at_least(self, asked: float, *, workers: int | None = None) -> Claim:
        """Whether the speedup on so many workers (None: the most) is at least ``asked``, by its whole interval.

        Where it cannot tell yet it measures on, to the end of the budget. The test is skipped where the machine's
        ceiling is below ``asked``, and where even the budget's end brings no answer (or fails, if the project says so).
        """
        __tracebackhide__ = True
        if not asked > 0:
            raise UsageError(f"at_least({asked}): expected a speedup above 0")
        verdict = self._judge(asked, workers)
        while verdict is Verdict.OPEN and self._measurement.measure_on():
            verdict = self._judge(asked, workers)
        text = self._describe(asked, workers)
        if verdict is Verdict.OUT_OF_REACH:
            self._unjudged.out_of_reach(f"this machine cannot give it: {text}")
        if verdict is Verdict.OPEN:
            advice = "give a larger budget, or ask for a speedup further from what it is"
            self._unjudged.inconclusive("; ".join(["cannot tell: " + text, *self._disturbances(workers), advice]))
        return Claim(verdict is Verdict.REACHED, text)

    def _judge(self, asked: float, workers: int | None) -> Verdict:
        __tracebackhide__ = True
        confidence = confidence_of_look(self._measurement.looks)
        report = self.report
        case = self._case(report, workers)
        if case.status == "failed":
            raise SubjectError(f"{case.id} failed: {case.reason}")
        measured = report.ceiling_of(case)
        return judge(
            asked,
            self.speedup(workers=workers, confidence=confidence),
            self.ceiling(workers=workers, confidence=confidence),
            has_ceiling=measured is not None and measured.reason is None,
        )

    def _describe(self, asked: float, workers: int | None) -> str:
        confidence = confidence_of_look(self._measurement.looks)
        found = self.speedup(workers=workers, confidence=confidence)
        ceiling = self.ceiling(workers=workers, confidence=confidence)
        case = self._case(self.report, workers)
        place = f"on {case.workers} {'worker' if case.workers == 1 else 'workers'} ({case.backend})"
        return (
            f"{case.workload}: speedup {describe(found)} {place}, asked for at least {asked:g}; "
            f"ceiling {describe(ceiling)}; {len(case.rounds)} rounds, {100 * confidence:.6g}% intervals"
        )

    def _disturbances(self, workers: int | None) -> list[str]:
        report = self.report
        case = self._case(report, workers)
        serial = report.serial_of(case)
        return disturbances([*case.rounds, *(serial.rounds if serial is not None else [])])

    def _case(self, report: Report, workers: int | None) -> CaseResult:
        cases = {case.workers: case for case in report.cases if case.backend != "serial"}
        __tracebackhide__ = True
        count = max(cases) if workers is None else workers
        if count not in cases:
            raise UsageError(f"workers={workers} was not measured; measured were {sorted(cases)}")
        return cases[count]

    def _cases(self) -> list[CaseResult]:
        return [case for case in self.report.cases if case.backend != "serial"]


def _launch_variance(report: Report) -> float:
    pairs = [(report.serial_of(case), case) for case in report.cases if case.backend != "serial"]
    return estimate.pooled_launch_variance((serial.rounds, case.rounds) for serial, case in pairs if serial is not None)
