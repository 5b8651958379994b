"""A measurement that pauses when its figures are precise, and goes on when a question needs more."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import cast

from corecurve.bench.measuring.events import Standing
from corecurve.bench.measuring.measurement import Block, Measurement
from corecurve.bench.measuring.plan import Plan
from corecurve.bench.measuring.precision import LEAST_BLOCKS, LEAST_LAUNCHES
from corecurve.bench.report import Report
from corecurve.bench.subjects.laboratory import Laboratory


class PausableMeasurement:
    """One call of the fixture ``speedup`` while its test runs.

    Its subjects stay up, idle, until ``close``; the seconds in which it pauses do not count to the budget.
    """

    def __init__(self, laboratory: Laboratory, plan: Plan) -> None:
        self.precision = plan.precision
        self.looks = 1
        # No interval is as narrow as nothing: it is we who say when to pause.
        self._measurement = Measurement(laboratory, replace(plan, precision=0.0))
        self._blocks = cast(Generator[Block, None, None], iter(self._measurement))
        self._spent_seconds = 0.0
        self._paused_at = time.monotonic()
        self._is_over = False

    @property
    def report(self) -> Report:
        """Everything that has been measured."""
        return self._measurement.report()

    def measure_until_precise(self) -> None:
        """Measures until every case is precise and has been profiled, or the budget is spent."""
        self._measure(self._is_precise)

    def measure_on(self) -> bool:
        """Measures for as long again as until now, at most to the budget's end; False where that has come already.

        Each time is one more look at the data, which the one who judges them has to allow for.
        """
        if self._is_over:
            return False
        goal_seconds = 2 * self._spent_seconds
        self._measure(lambda _: self._spent_seconds >= goal_seconds)
        self.looks += 1
        return True

    def close(self) -> None:
        """Ends the subjects."""
        self._is_over = True
        self._blocks.close()

    def _measure(self, is_enough: Callable[[Block], bool]) -> None:
        self._discount_pause()
        while not self._is_over:
            began = time.monotonic()
            block = next(self._blocks, None)
            self._spent_seconds += time.monotonic() - began
            if block is None:
                self._is_over = True
            elif is_enough(block):
                break
        self._paused_at = time.monotonic()

    def _discount_pause(self) -> None:
        plan = self._measurement.plan
        pause_seconds = time.monotonic() - self._paused_at
        self._measurement.plan = replace(plan, budget_seconds=plan.budget_seconds + pause_seconds)

    def _is_precise(self, block: Block) -> bool:
        cases = [case for case in block.report.cases if case.status == "ok"]
        is_profiled = all(case.profile is not None for case in cases)
        return is_profiled and all(_is_narrow(standing, self.precision) for standing in block.standings)


def _is_narrow(standing: Standing, precision: float) -> bool:
    found = standing.estimate
    if found is None or standing.rounds < LEAST_BLOCKS or found.launches < LEAST_LAUNCHES:
        return False
    return found.half_width <= precision
