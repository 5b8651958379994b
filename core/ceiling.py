"""The ceiling: what the machine gives P independent processes, with no communication at all."""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any

from corecurve.core.error_text import describe_deaths, describe_error
from corecurve.core.roll_call import Register, RollCall, WorkerFailed
from corecurve.core.worker_setup import WorkerSetup, set_up_worker
from corecurve.core.workload import Workload
from corecurve.core.workload_source import load_workload


def run_once(workload: Workload, task: Any, inputs: list[Any]) -> list[Any]:
    """The serial execution of a workload: every task, then its ``finish`` where it has one."""
    results = [task(value) for value in inputs]
    if workload.finish is not None:
        workload.finish(results)
    return results


def measure_ceiling(
    setup: WorkerSetup, workers: int, inputs: list[Any], warm_inputs: list[Any], iterations: int
) -> list[tuple[float, float]]:
    """Runs all tasks in each of ``workers`` processes at once; wall and CPU seconds of each process, per execution.

    Raises WorkerFailed where one of them fails.
    """
    context = _independent_context()
    roll_call = RollCall(workers)
    processes, pipes = [], []
    try:
        for _ in range(workers):
            ours, theirs = context.Pipe()
            process = context.Process(  # type: ignore[attr-defined]
                target=_run_alone, args=(setup, roll_call.register(), theirs, inputs, warm_inputs, iterations)
            )
            process.start()
            theirs.close()
            processes.append(process)
            pipes.append(ours)

        def check_alive() -> None:
            deaths = describe_deaths(processes)
            if deaths is not None:
                raise WorkerFailed(deaths)

        roll_call.gather(check_alive)
        answers = [_receive(pipe, process) for pipe, process in zip(pipes, processes, strict=True)]
    finally:
        roll_call.close()
        _dismiss(pipes)
    for process in processes:
        process.join()
    return answers


def _independent_context() -> BaseContext:
    """Fork where there is one: the ceiling is of the machine, not of a start method."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    return multiprocessing.get_context(method)


def _run_alone(
    setup: WorkerSetup,
    register: Register,
    pipe: Connection,
    inputs: list[Any],
    warm_inputs: list[Any],
    iterations: int,
) -> None:
    set_up_worker(setup, register, warm_inputs)
    workload = load_workload(setup.source, setup.workload)
    try:
        cpu_ns, start_ns = time.process_time_ns(), time.perf_counter_ns()
        for _ in range(iterations):
            run_once(workload, workload.task, inputs)
        wall_ns, cpu_ns = time.perf_counter_ns() - start_ns, time.process_time_ns() - cpu_ns
        pipe.send((wall_ns / 1e9 / iterations, cpu_ns / 1e9 / iterations))
    except Exception as error:
        pipe.send(describe_error(error))
    # One that ends while others are still starting would be taken for one that died.
    with contextlib.suppress(EOFError):
        pipe.recv()


def _dismiss(pipes: Sequence[Connection]) -> None:
    """Lets the processes end."""
    for pipe in pipes:
        with contextlib.suppress(OSError):
            pipe.send(None)


def _receive(pipe: Connection, process: BaseProcess) -> tuple[float, float]:
    # The pipe's other end is in this process alone, so its death is seen as the end of the pipe.
    try:
        answer = pipe.recv()
    except EOFError:
        process.join(timeout=1)
        raise WorkerFailed(describe_deaths([process]) or "a process closed its pipe") from None
    if isinstance(answer, str):
        raise WorkerFailed(answer)
    wall_seconds, cpu_seconds = answer
    return wall_seconds, cpu_seconds
