"""The three examples and their twins on threads and in a plain loop, measured by pytest-benchmark.

A second witness for corecurve: the same tasks on workers that are already up, written by hand
with nothing but the standard library, and timed by another hand: from handing the first task in
to having the last result. Groups and names are corecurve's own, so that both stand side by side:

    make selfbench ARGS='-k examples --benchmark-save=witness'
    pytest-benchmark compare results/…/0001_….json .benchmarks/…/0001_witness.json

``CORECURVE_REPORT`` may name a report, whose sizes are then used, so that the work is the same.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from corecurve.core import Workload
from corecurve.core.workloads import BUILT_IN

Task = Callable[[Any], Any]
Run = Callable[[Task, list[Any]], list[Any]]

DEFAULT_SIZE = 100
DRAIN = "import os\nwhile os.read(0, 1 << 16): pass"


@contextlib.contextmanager
def serial(workers: int) -> Iterator[Run]:
    """The plain loop."""
    yield lambda task, inputs: [task(value) for value in inputs]


@contextlib.contextmanager
def threads(workers: int) -> Iterator[Run]:
    """A pool of threads, all of them up: none gets past the barrier alone."""
    barrier = threading.Barrier(workers)
    with ThreadPoolExecutor(workers, initializer=barrier.wait) as executor:
        list(executor.map(abs, range(workers)))
        yield lambda task, inputs: list(executor.map(task, inputs))


@contextlib.contextmanager
def pool(workers: int) -> Iterator[Run]:
    """The pool of the example."""
    with multiprocessing.Pool(workers) as processes:
        yield processes.map


@contextlib.contextmanager
def processes(workers: int) -> Iterator[Run]:
    """The processes of the examples, kept alive: each is sent its share of the tasks and answers with all results."""
    pipes = [multiprocessing.Pipe() for _ in range(workers)]
    children = [multiprocessing.Process(target=serve, args=(theirs,)) for _, theirs in pipes]
    for child in children:
        child.start()
    ours = [end for end, _ in pipes]

    def run(task: Task, inputs: list[Any]) -> list[Any]:
        for number, pipe in enumerate(ours):
            first, end = (len(inputs) * place // workers for place in (number, number + 1))
            pipe.send((task, inputs[first:end]))
        return [result for pipe in ours for result in pipe.recv()]

    yield run
    for pipe in ours:
        pipe.send(None)
    for child in children:
        child.join()


def serve(pipe: Connection) -> None:
    """A process's life: every share is answered with its results, until there is none."""
    while (order := pipe.recv()) is not None:
        task, share = order
        pipe.send([task(value) for value in share])


TWINS: dict[str, Callable[[int], AbstractContextManager[Run]]] = {
    "serial": serial,
    "threads": threads,
    "processes": processes,
    "pool": pool,
}

CASES = [
    ("process-as-written", "serial", 1),
    ("process-as-written", "threads", 1),
    ("process-as-written", "processes", 1),
    ("process-cpu", "serial", 1),
    ("process-cpu", "threads", 1),
    ("process-cpu", "processes", 1),
    ("pool-as-written", "serial", 1),
    ("pool-as-written", "threads", 3),
    ("pool-as-written", "pool", 3),
    ("pool-cpu", "serial", 1),
    ("pool-cpu", "threads", 3),
    ("pool-cpu", "pool", 3),
    ("four-processes-as-written", "serial", 1),
    ("four-processes-as-written", "threads", 4),
    ("four-processes-as-written", "processes", 4),
    ("four-processes-cpu", "serial", 1),
    ("four-processes-cpu", "threads", 4),
    ("four-processes-cpu", "processes", 4),
]


def load(name: str) -> Workload:
    """The built-in workload of this name."""
    module, _, variable = BUILT_IN[name].partition(":")
    workload: Workload = getattr(importlib.import_module(module), variable)
    return workload


def sizes_of_report() -> dict[str, int]:
    """The calibrated sizes of the report that ``CORECURVE_REPORT`` names; none without it."""
    path = os.environ.get("CORECURVE_REPORT")
    if path is None:
        return {}
    report = json.loads(Path(path).read_text())["corecurve"]
    return {workload["name"]: workload["size"] for workload in report["workloads"]}


@pytest.fixture(scope="module")
def drained_pipe() -> Iterator[int]:
    """A pipe that another process empties, as the harness empties a subject's: a print costs the same."""
    with subprocess.Popen([sys.executable, "-c", DRAIN], stdin=subprocess.PIPE) as drain:
        assert drain.stdin is not None
        yield drain.stdin.fileno()
        drain.terminate()  # multiprocessing's own helpers hold the pipe open to the end


@contextlib.contextmanager
def standard_output_into(descriptor: int) -> Iterator[None]:
    """Sends what this process and its children print there, past pytest's own capture."""
    captured, stdout = os.dup(1), sys.stdout
    os.dup2(descriptor, 1)
    try:
        with open(1, "w", closefd=False) as sys.stdout:
            yield
    finally:
        sys.stdout = stdout
        os.dup2(captured, 1)
        os.close(captured)


@pytest.mark.parametrize(("name", "twin", "workers"), CASES)
def test_example(benchmark: BenchmarkFixture, drained_pipe: int, name: str, twin: str, workers: int) -> None:
    workload = load(name)
    size = sizes_of_report().get(name, DEFAULT_SIZE)
    inputs = workload.make_inputs(size)
    benchmark.group = name
    benchmark.name = f"{name}[serial]" if twin == "serial" else f"{name}[{twin}-{workers}]"
    benchmark.extra_info["size"] = size
    with standard_output_into(drained_pipe), TWINS[twin](workers) as run:
        run(workload.task, inputs)
        results = benchmark(run, workload.task, inputs)
    assert workload.check is not None
    assert workload.check(inputs, results)
