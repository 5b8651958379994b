"""The three examples and their twins on threads and in a plain loop, measured by pytest-benchmark.

A second witness for corecurve: the same tasks on workers that are already up, timed by another
hand, from handing the first task in to having the last result. Loop, threads and pool are the
standard library called directly; for processes that are kept it has no call, so they are
corecurve's. Groups and names are corecurve's own, so that both stand side by side:

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
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from corecurve.core import Workload
from corecurve.core.backends.processes import Processes
from corecurve.core.case import Case
from corecurve.core.worker_setup import WorkerSetup
from corecurve.core.workload_source import WorkloadSource
from corecurve.core.workloads import BUILT_IN

Task = Callable[[Any], Any]
Run = Callable[[Task, list[Any]], list[Any]]

DEFAULT_SIZE = 100
DRAIN = "import os\nwhile os.read(0, 1 << 16): pass"


@contextlib.contextmanager
def serial(name: str, workers: int) -> Iterator[Run]:
    """The plain loop."""
    yield lambda task, inputs: [task(value) for value in inputs]


@contextlib.contextmanager
def threads(name: str, workers: int) -> Iterator[Run]:
    """A pool of threads, all of them up: none gets past the barrier alone."""
    barrier = threading.Barrier(workers)
    with ThreadPoolExecutor(workers, initializer=barrier.wait) as executor:
        list(executor.map(abs, range(workers)))
        yield lambda task, inputs: list(executor.map(task, inputs))


@contextlib.contextmanager
def pool(name: str, workers: int) -> Iterator[Run]:
    """The pool of the example."""
    with multiprocessing.Pool(workers) as started:
        yield started.map


@contextlib.contextmanager
def processes(name: str, workers: int) -> Iterator[Run]:
    """The processes of the examples, kept alive between rounds by corecurve's own backend."""
    module, _, variable = BUILT_IN[name].partition(":")
    setup = WorkerSetup(WorkloadSource(module=module), variable)
    backend = Processes(Case(name, "processes", workers), setup)
    backend.start()
    yield backend.run
    backend.stop()


TWINS: dict[str, Callable[[str, int], AbstractContextManager[Run]]] = {
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
    with standard_output_into(drained_pipe), TWINS[twin](name, workers) as run:
        run(workload.task, inputs)
        results = benchmark(run, workload.task, inputs)
    assert workload.check is not None
    assert workload.check(inputs, results)
