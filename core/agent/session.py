"""The agent's session: one workload loaded, and the orders of the harness carried out on it."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from corecurve.core.agent.dispatch import measure_dispatch
from corecurve.core.agent.exit_watch import ExitWatch
from corecurve.core.agent.interpreter import describe_interpreter
from corecurve.core.agent.rounds import Timing, choose_iterations, describe_timing, describe_trace, time_round
from corecurve.core.agent.transfer import measure_transfer
from corecurve.core.agent.verification import find_difference, find_fault
from corecurve.core.backends import BACKENDS, find_backend
from corecurve.core.backends.protocol import Backend
from corecurve.core.case import Case
from corecurve.core.ceiling import measure_ceiling, run_once
from corecurve.core.roll_call import Worker
from corecurve.core.stopwatch import reading_seconds
from corecurve.core.textbook import run_experiment
from corecurve.core.worker_setup import WorkerSetup
from corecurve.core.workload import Workload
from corecurve.core.workload_source import WorkloadSource, load_module, load_workload, workloads_in

_MOST_TRACES = 10
_LEAST_WARM_SECONDS, _MOST_WARM_SECONDS, _WARM_EXECUTIONS = 0.002, 0.02, 100
_LEAST_TRACES = 2  # one round alone tells no scatter
_REST_SECONDS = 0.002
"""What processes that have just ended leave behind is cleared at the expense of who runs next, but not of the idle."""


class Refused(Exception):
    """An order that failed for a reason that the harness is told in one line."""


class Session:
    """Answers orders: each public method is one, its keyword arguments the order's fields."""

    def __init__(self) -> None:
        self._workload: Workload | None = None
        self._setup: WorkerSetup | None = None
        self._inputs: dict[int, list[Any]] = {}
        self._warm_inputs: list[Any] = []
        self._expected: dict[int, tuple[list[Any], Any]] = {}
        self._unverified: dict[int, list[tuple[str, list[Any], Any]]] = {}

    @property
    def workload(self) -> Workload:
        """The loaded workload."""
        assert self._workload is not None, "no workload has been loaded"
        return self._workload

    def describe(self) -> dict[str, Any]:
        """The interpreter, and why a backend cannot be run by it (None where it can)."""
        why_unavailable = {name: find_backend(name).why_unavailable() for name in BACKENDS}
        return {"python": describe_interpreter(), "backends": why_unavailable}

    def find(self, source: dict[str, Any]) -> dict[str, Any]:
        """The workloads that a module or file holds: variable name → description."""
        found = workloads_in(load_module(_source(source)))
        return {"workloads": {name: _describe_workload(workload) for name, workload in found.items()}}

    def load(self, source: dict[str, Any], workload: str) -> dict[str, Any]:
        """Loads the workload this subject is for, runs its initializer, warms it with its smallest work."""
        self._setup = WorkerSetup(_source(source), workload)
        self._workload = load_workload(self._setup.source, workload)
        if self._workload.initializer is not None:
            self._workload.initializer()
        if self._workload.is_sized:
            self._warm_inputs = self._workload.make_inputs(1)
            run_once(self._workload, self._workload.task, self._warm_inputs)
        return {
            "workload": _describe_workload(self._workload),
            "python": describe_interpreter(),
            "stopwatch_seconds": reading_seconds(),
        }

    def modules(self) -> dict[str, Any]:
        """The files that this process has imported modules from: module name → path."""
        files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
        return {"modules": {name: os.path.abspath(path) for name, path in files.items() if isinstance(path, str)}}

    def calibrate(self, size: int) -> dict[str, Any]:
        """One untimed-for-the-report serial execution at this size: its seconds and its number of tasks."""
        inputs = self._inputs_of(size)
        start = time.perf_counter()
        run_once(self.workload, self.workload.task, inputs)
        seconds = time.perf_counter() - start
        self._inputs.pop(size)
        return {"seconds": seconds, "tasks": len(inputs)}

    def count(self, size: int) -> dict[str, Any]:
        """How many tasks there are at this size."""
        return {"tasks": len(self._inputs_of(size))}

    def serial(self, size: int, iterations: int, stopwatch: bool) -> dict[str, Any]:
        """One timed serial round. Its results are what every case's are compared with."""
        backend, workers = self._serial_backend()
        inputs = self._inputs_of(size)
        began = time.perf_counter()
        time.sleep(_REST_SECONDS)
        iterations = self._settle(backend, inputs, iterations)
        warm_seconds = time.perf_counter() - began
        timing = self._time(backend, inputs, workers, iterations, stopwatch)
        self._verify_serial(size, inputs, timing)
        return {
            "round": describe_timing(timing),
            "warm_seconds": warm_seconds,
            "mismatches": self._verify_waiting(size),
        }

    def trace_serial(self, size: int, seconds: float) -> dict[str, Any]:
        """Serial profile rounds for at least ``seconds``."""
        backend, workers = self._serial_backend()
        return self._trace(backend, workers, self._inputs_of(size), seconds)

    def case(
        self, case: dict[str, Any], size: int, iterations: int, stopwatch: bool, rounds: int = 1
    ) -> dict[str, Any]:
        """So many timed rounds of a case: a fresh backend is started, warmed, timed, stopped.

        What starting and stopping took stands in the first round.
        """
        measured = Case(**case)
        inputs = self._inputs_of(size)
        answers = []
        with StartedBackend(measured, self._need_setup()) as started:
            began = time.perf_counter()
            self._warm(started.backend, len(started.workers))
            iterations = self._settle(started.backend, inputs, iterations)
            warm_seconds = time.perf_counter() - began
            for _ in range(rounds):
                timing = self._time(started.backend, inputs, started.workers, iterations, stopwatch)
                answers.append(describe_timing(timing))
                mismatch = self._verify(size, measured.id, timing.results, timing.finished)
                if mismatch is not None:
                    raise Refused(mismatch)
        answers[0].update(startup_seconds=started.startup_seconds, stop_seconds=started.stop_seconds)
        return {
            "rounds": answers,
            "warm_seconds": warm_seconds,
            "workers_observed": _count_distinct(started.workers),
        }

    def trace_case(self, case: dict[str, Any], size: int, seconds: float) -> dict[str, Any]:
        """Profile rounds of a case for at least ``seconds``, in one warm backend; then, apart, what sending costs."""
        measured, inputs = Case(**case), self._inputs_of(size)
        with StartedBackend(measured, self._need_setup()) as started:
            self._warm(started.backend, len(started.workers))
            answer = self._trace(started.backend, started.workers, inputs, seconds)
            answer["dispatch"] = measure_dispatch(measured, started.backend)
            exits = ExitWatch(worker.pid for worker in started.workers)
        exits.wait()
        started.describe_lives(answer["rounds"][0]["workers"], exits.ended_ns)
        if started.backend.uses_processes and size in self._expected:
            results, _ = self._expected[size]
            answer["transfer"] = measure_transfer(measured, self.workload.task, inputs, results)
        return answer

    def ceiling(self, workers: int, size: int, iterations: int) -> dict[str, Any]:
        """The ceiling's side of a block: wall and CPU seconds of each independent process."""
        inputs = self._inputs_of(size)
        warm_inputs = self._warm_inputs[:2]
        answers = measure_ceiling(self._need_setup(), workers, inputs, warm_inputs, max(1, iterations))
        return {"wall_seconds": [wall for wall, _ in answers], "cpu_seconds": [cpu for _, cpu in answers]}

    def experiment(self, name: str, **settings: Any) -> dict[str, Any]:
        """One of the textbook's experiments, once; it needs no workload."""
        return run_experiment(name, settings)

    def _need_setup(self) -> WorkerSetup:
        assert self._setup is not None, "no workload has been loaded"
        return self._setup

    def _serial_backend(self) -> tuple[Backend, list[Worker]]:
        backend = find_backend("serial")(Case(self.workload.name, "serial", 1), self._need_setup())
        return backend, backend.start()

    def _inputs_of(self, size: int) -> list[Any]:
        if size not in self._inputs:
            self._inputs[size] = self.workload.make_inputs(size)
        return self._inputs[size]

    def _warm(self, backend: Backend, workers: int) -> None:
        """A few of the smallest tasks through the backend, so that no round pays for first times."""
        warm = self._warm_inputs or next(iter(self._inputs.values()))
        if warm:
            backend.run(self.workload.task, [warm[number % len(warm)] for number in range(2 * workers)])

    def _settle(self, backend: Backend, inputs: list[Any], iterations: int) -> int:
        """Executes short rounds for a while first, since the first ones of a fresh backend are several times slower.

        (The loop is as fast as it gets at once, threads after a few milliseconds, a pool after some fifty executions.)
        Returns how many executions make a round; 0 asks for a choice, 1 is a round long enough.
        """
        if iterations == 1:
            return 1
        began, executions = time.perf_counter(), 0
        while (elapsed := time.perf_counter() - began) < _LEAST_WARM_SECONDS or (
            executions < _WARM_EXECUTIONS and elapsed < _MOST_WARM_SECONDS
        ):
            backend.run(self.workload.task, inputs)
            executions += 1
        return iterations or choose_iterations(lambda: self._execute(backend, inputs))

    def _execute(self, backend: Backend, inputs: list[Any]) -> None:
        results = backend.run(self.workload.task, inputs)
        if self.workload.finish is not None:
            self.workload.finish(results)

    def _time(
        self, backend: Backend, inputs: list[Any], workers: list[Worker], iterations: int, has_stopwatch: bool
    ) -> Timing:
        stopwatch = has_stopwatch and iterations == 1
        return time_round(backend, self.workload, inputs, workers, iterations=iterations, has_stopwatch=stopwatch)

    def _trace(self, backend: Backend, workers: list[Worker], inputs: list[Any], seconds: float) -> dict[str, Any]:
        """Repeats traced rounds; those so short that too little time is filled go on untraced, for the sampler."""
        traces: list[dict[str, Any]] = []
        spans: list[tuple[int, int]] = []
        begin = time.perf_counter()
        while len(spans) < _LEAST_TRACES or (len(spans) < _MOST_TRACES and time.perf_counter() - begin < seconds):
            timing = self._time(backend, inputs, workers, 1, True)
            spans.append((timing.start_ns, timing.end_ns))
            traces.append(describe_trace(timing, workers, has_finish=self.workload.finish is not None))
        if (remaining := seconds - (time.perf_counter() - begin)) > 0:
            spans.append(self._go_on(backend, inputs, remaining))
        return {"rounds": traces, "spans_ns": spans, "workers_observed": _count_distinct(workers)}

    def _go_on(self, backend: Backend, inputs: list[Any], seconds: float) -> tuple[int, int]:
        """Executes for ``seconds``, one after the other; returns when that was."""
        start_ns = time.perf_counter_ns()
        end_ns = start_ns + round(seconds * 1e9)
        while time.perf_counter_ns() < end_ns:
            results = backend.run(self.workload.task, inputs)
            if self.workload.finish is not None:
                self.workload.finish(results)
        return start_ns, time.perf_counter_ns()

    def _verify_serial(self, size: int, inputs: list[Any], timing: Timing) -> None:
        actual = (timing.results, timing.finished)
        if size not in self._expected:
            fault = find_fault(self.workload, inputs, timing.results)
            if fault is not None:
                raise Refused(fault)
            self._expected[size] = actual
            return
        difference = find_difference(self.workload, self._expected[size], actual)
        if difference is not None:
            raise Refused(f"two serial rounds differ: {difference}")

    def _verify(self, size: int, case_id: str, results: list[Any], finished: Any) -> str | None:
        if size not in self._expected:
            self._unverified.setdefault(size, []).append((case_id, results, finished))
            return None
        return find_difference(self.workload, self._expected[size], (results, finished))

    def _verify_waiting(self, size: int) -> dict[str, str]:
        """What the cases of earlier turns of this launch, waiting for a serial result, got wrong."""
        found = {case_id: self._verify(size, case_id, *actual) for case_id, *actual in self._unverified.pop(size, [])}
        return {case_id: difference for case_id, difference in found.items() if difference is not None}


class StartedBackend:
    """A backend from start to stop, with the seconds that both took."""

    def __init__(self, case: Case, setup: WorkerSetup) -> None:
        self.backend = find_backend(case.backend)(case, setup)
        self.workers: list[Worker] = []
        self._start_ns = 0
        self._stop_ns = 0
        self.startup_seconds = 0.0
        self.stop_seconds = 0.0

    def __enter__(self) -> StartedBackend:
        self._start_ns = time.perf_counter_ns()
        self.workers = self.backend.start()
        self.startup_seconds = (time.perf_counter_ns() - self._start_ns) / 1e9
        return self

    def __exit__(self, *error: object) -> None:
        # After an error the harness ends this whole process: stopping might wait for the dead.
        if error[0] is None:
            self._stop_ns = time.perf_counter_ns()
            self.backend.stop()
            self.stop_seconds = (time.perf_counter_ns() - self._stop_ns) / 1e9

    def describe_lives(self, workers: list[dict[str, Any]], ended_ns: dict[int, int]) -> None:
        """Adds to each worker's description how long it took to be up and to end; ``ended_ns`` is by process id."""
        for worker, described in zip(self.workers, workers, strict=True):
            described["startup_seconds"] = (worker.up_ns - self._start_ns) / 1e9
            end_ns = ended_ns.get(worker.pid)
            described["exit_seconds"] = None if end_ns is None else max(0, end_ns - self._stop_ns) / 1e9


def _source(fields: dict[str, Any]) -> WorkloadSource:
    return WorkloadSource(fields.get("module"), fields.get("path"), tuple(fields.get("search") or ()))


def _count_distinct(workers: list[Worker]) -> int:
    return len({(worker.pid, worker.thread) for worker in workers})


def _describe_workload(workload: Workload) -> dict[str, Any]:
    return {
        "name": workload.name,
        "kind": workload.kind,
        "description": workload.description,
        "workers": list(workload.workers),
        "is_sized": workload.is_sized,
        "has_finish": workload.finish is not None,
    }
