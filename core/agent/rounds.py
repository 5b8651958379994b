"""Rounds: the timed execution of all of a workload's tasks, and what is recorded of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corecurve.core.accounting import Accounts, Charge
from corecurve.core.backends.protocol import Backend
from corecurve.core.roll_call import Worker
from corecurve.core.stopwatch import TimedResult, TimedTask
from corecurve.core.workload import Workload

_LEAST_SECONDS = 0.01
_MOST_ITERATIONS = 1000


@dataclass(frozen=True)
class Timing:
    """One round: when it ran, what it cost, and what came of its last execution."""

    start_ns: int
    end_ns: int
    finish_ns: int
    iterations: int
    charge: Charge
    results: list[Any]
    finished: Any
    readings: list[TimedResult] | None

    @property
    def wall_seconds(self) -> float:
        """Wall seconds of one execution."""
        return (self.end_ns - self.start_ns) / 1e9 / self.iterations


def choose_iterations(run: Callable[[], object]) -> int:
    """How many executions make one round: one, unless it is too short to be timed alone."""
    start = time.perf_counter()
    run()
    seconds = max(time.perf_counter() - start, 1e-7)
    return 1 if seconds >= _LEAST_SECONDS else min(_MOST_ITERATIONS, round(_LEAST_SECONDS / seconds) + 1)


def time_round(
    backend: Backend,
    workload: Workload,
    inputs: list[Any],
    workers: list[Worker],
    *,
    iterations: int,
    has_stopwatch: bool,
) -> Timing:
    """Times ``iterations`` executions back to back, from handing the first task in to having the last result.

    Nothing else of ours runs in between: the system's accounts are read before and after. ``finish`` is inside, and
    gets a list of its own, which it may change.
    """
    task = TimedTask(workload.task) if has_stopwatch else workload.task
    run, finish = backend.run, workload.finish
    accounts = Accounts([worker.pid for worker in workers])
    results: list[Any] = []
    finished = None
    finish_ns = 0
    before = accounts.read_before()
    start_ns = time.perf_counter_ns()
    if finish is None:
        for _ in range(iterations):
            results = run(task, inputs)
    else:
        for _ in range(iterations):
            results = run(task, inputs)
            begin_ns = time.perf_counter_ns()
            finished = finish([timed[0] for timed in results] if has_stopwatch else list(results))
            finish_ns += time.perf_counter_ns() - begin_ns
    end_ns = time.perf_counter_ns()
    after = accounts.read_after()
    readings = [TimedResult._make(timed) for timed in results] if has_stopwatch else None
    if readings is not None:
        results = [timed.result for timed in readings]
    charge = accounts.charge(before, after)
    return Timing(start_ns, end_ns, finish_ns, iterations, charge, results, finished, readings)


def describe_timing(timing: Timing) -> dict[str, Any]:
    """The fields of the report's ``Round`` that the agent knows; seconds are per execution."""
    charge, share = timing.charge, 1 / timing.iterations
    described: dict[str, Any] = {
        "wall_seconds": timing.wall_seconds,
        "cpu_seconds": _scaled(charge.cpu_seconds, share),
        "iterations": timing.iterations,
        "foreign_cpu_seconds": _scaled(charge.foreign_cpu_seconds, share),
        "steal_seconds": _scaled(charge.steal_seconds, share),
        "runqueue_seconds": _scaled(charge.runqueue_seconds, share),
    }
    if charge.worker_cpu_seconds:
        described["worker_cpu_seconds"] = [seconds * share for seconds in charge.worker_cpu_seconds.values()]
    if timing.readings is not None:
        described["task_wall_seconds"] = [(timed.end_ns - timed.start_ns) / 1e9 for timed in timing.readings]
        described["task_cpu_seconds"] = [timed.cpu_ns / 1e9 for timed in timing.readings]
    return described


def describe_trace(timing: Timing, workers: list[Worker], *, has_finish: bool) -> dict[str, Any]:
    """The fields of the report's ``ProfileRound``: every task with its worker, on the round's clock."""
    assert timing.readings is not None
    charge = timing.charge
    threads = {worker.thread: number for number, worker in enumerate(workers)}
    return {
        "start_ns": timing.start_ns,
        "finish_seconds": timing.finish_ns / 1e9 if has_finish else None,
        "wall_seconds": timing.wall_seconds,
        "cpu_seconds": charge.cpu_seconds,
        "parent_cpu_seconds": charge.parent_cpu_seconds,
        "runqueue_seconds": charge.runqueue_seconds,
        "workers": [_describe_worker(worker, charge) for worker in workers],
        "tasks": {
            "worker": [threads.get(timed.thread, 0) for timed in timing.readings],
            "start_seconds": [(timed.start_ns - timing.start_ns) / 1e9 for timed in timing.readings],
            "end_seconds": [(timed.end_ns - timing.start_ns) / 1e9 for timed in timing.readings],
            "cpu_seconds": [timed.cpu_ns / 1e9 for timed in timing.readings],
        },
    }


def _describe_worker(worker: Worker, charge: Charge) -> dict[str, Any]:
    is_own_process = worker.pid != os.getpid()
    return {
        "pid": worker.pid,
        "thread": worker.thread,
        "cpu_seconds": charge.worker_cpu_seconds.get(worker.pid) if is_own_process else None,
        "runqueue_seconds": charge.worker_runqueue_seconds.get(worker.pid) if is_own_process else None,
    }


def _scaled(seconds: float | None, share: float) -> float | None:
    return None if seconds is None else seconds * share
