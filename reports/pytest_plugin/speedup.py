"""Measuring for one test: its laboratory, its calls, and what comes of tests that cannot be judged."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, NoReturn, TypeVar

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from corecurve.bench.errors import CorecurveError, UsageError
from corecurve.bench.machine import usable_core_count
from corecurve.bench.measuring.plan import Plan, WorkloadPlan
from corecurve.bench.measuring.planning import MOST_WORKERS, Choices, ask_abilities, plan_subjects
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.reports.pytest_plugin import BUDGET, INCONCLUSIVE, NOT_JUDGED
from corecurve.reports.pytest_plugin.benchmark_entries import add_entries
from corecurve.reports.pytest_plugin.pausable_measurement import PausableMeasurement
from corecurve.reports.pytest_plugin.result import SpeedupResult, Unjudged
from corecurve.reports.pytest_plugin.task_reference import refer_to
from corecurve.reports.pytest_plugin.workload_file import write_workload

Input = TypeVar("Input")
_SEED = 1
_PRECISION = 0.05
"""Enough for most questions, and soon reached; ``at_least`` measures on where its question needs more."""


class Speedup:
    """What a test gets as ``speedup``. A context manager: on leaving it the rounds go to pytest-benchmark."""

    def __init__(self, request: pytest.FixtureRequest, benchmark: BenchmarkFixture) -> None:
        self._config = request.config
        self._test = request.node.nodeid
        self._benchmark = benchmark
        self._laboratory: Laboratory | None = None
        self._stack = ExitStack()
        self._results: list[SpeedupResult] = []
        self._calls = itertools.count()

    def __repr__(self) -> str:
        return "speedup"

    def __enter__(self) -> Speedup:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        taken: set[str] = set()
        with self._stack:
            for result in self._results:
                add_entries(self._benchmark, result, taken)

    def __call__(
        self,
        task: Callable[[Input], Any],
        inputs: Iterable[Input],
        *,
        backend: str = "processes",
        workers: int | Sequence[int] | None = None,
        start_method: str | None = None,
        chunksize: int | None = None,
        budget: float | None = None,
        precision: float = _PRECISION,
        finish: Callable[[list[Any]], Any] | None = None,
        equal: Callable[[Any, Any], bool] | None = None,
    ) -> SpeedupResult:
        """Measures ``task`` on the inputs, serially and by ``workers`` workers of ``backend``, in fresh processes.

        It stops when the 95% interval of each speedup is within ``precision`` (0.05: ±5%), or after ``budget``
        seconds. ``workers`` None is 1, 2, 4 … up to the usable cores. ``finish(results)`` is a serial part that
        belongs to the work; ``equal(a, b)`` compares two results where ``==`` does not. The test fails where
        the call is wrong or the task does; it is skipped where this Python has no such backend.
        """
        __tracebackhide__ = True
        with _failing_in_one_line():
            choices = Choices(
                backends=(backend,),
                workers=_check_workers(workers),
                start_methods=(start_method,),
                chunksizes=(chunksize,),
            )
            reference = refer_to(task)
            finish_reference = None if finish is None else refer_to(finish, "finish")
            equal_reference = None if equal is None else refer_to(equal, "equal")
            laboratory = self._open_laboratory()
            folder = laboratory.folder / f"test-{next(self._calls)}"
            workload = write_workload(folder, reference, list(inputs), finish_reference, equal_reference)
            plan = self._plan(laboratory, workload, choices, self._budget_seconds(budget), _check_precision(precision))
            return self._measure(laboratory, plan)

    def _open_laboratory(self) -> Laboratory:
        if self._laboratory is None:
            self._laboratory = self._stack.enter_context(Laboratory(find_interpreter(None)))
        return self._laboratory

    def _plan(
        self,
        laboratory: Laboratory,
        workload: WorkloadPlan,
        choices: Choices,
        budget_seconds: float,
        precision: float,
    ) -> Plan:
        __tracebackhide__ = True
        abilities = ask_abilities(laboratory)
        subjects, skipped = plan_subjects([workload], choices, abilities, usable_core_count())
        if skipped:
            self._skip(f"not on this Python: {skipped[0].reason}")
        if not any(subject.cases for subject in subjects):
            raise UsageError("speedup: backend 'serial' is what the others are compared with; choose another")
        return Plan(
            subjects=tuple(subjects),
            budget_seconds=budget_seconds,
            precision=precision,
            seed=_SEED,
            python=abilities.python,
        )

    def _measure(self, laboratory: Laboratory, plan: Plan) -> SpeedupResult:
        measurement = PausableMeasurement(laboratory, plan)
        self._stack.callback(measurement.close)
        measurement.measure_until_precise()
        for case in measurement.report.cases:
            if case.status == "failed":
                raise UsageError(f"speedup: {case.id} failed: {case.reason}")
        result = SpeedupResult(measurement, Unjudged(self._skip, self._cannot_tell))
        self._results.append(result)
        return result

    def _budget_seconds(self, given: float | None) -> float:
        setting = self._config.getini(BUDGET) if given is None else given
        try:
            seconds = float(setting)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds < float("inf"):
            raise UsageError(f"speedup: a budget of {setting!r}: expected seconds, above 0")
        return seconds

    def _skip(self, reason: str) -> NoReturn:
        __tracebackhide__ = True
        self._config.stash[NOT_JUDGED].append(f"{self._test} skipped: {reason}")
        pytest.skip(reason)

    def _cannot_tell(self, reason: str) -> NoReturn:
        __tracebackhide__ = True
        if self._config.getini(INCONCLUSIVE) == "fail":
            pytest.fail(reason, pytrace=False)
        self._skip(reason)


@contextlib.contextmanager
def _failing_in_one_line() -> Iterator[None]:
    """A wrong call and a failed case fail the test with their line alone: where they arose in here helps nobody."""
    __tracebackhide__ = True
    try:
        yield
    except CorecurveError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def _check_workers(workers: int | Sequence[int] | None) -> tuple[int, ...]:
    if workers is None:
        return ()
    counts = tuple(workers) if isinstance(workers, Iterable) else (workers,)
    if not counts or any(type(count) is not int or not 1 <= count <= MOST_WORKERS for count in counts):
        raise UsageError(f"speedup: workers={workers!r}: expected whole numbers from 1 to {MOST_WORKERS}")
    return counts


def _check_precision(precision: float) -> float:
    if not 0 < precision < 1:
        raise UsageError(f"speedup: precision={precision!r}: expected a share between 0 and 1, such as 0.05 for ±5%")
    return precision
