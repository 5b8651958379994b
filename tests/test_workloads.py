"""The built-in workloads: their inputs, their right answers, and that they run wherever they are sent."""

from __future__ import annotations

import importlib
import itertools
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import isqrt
from pathlib import Path
from typing import Any

import pytest
from pythons import VERSIONS, python

import corecurve.core
from corecurve.core import Workload
from corecurve.core.workloads import BUILT_IN, DEFAULT_SUITE, memory
from corecurve.core.workloads.lehmer import STEPS_PER_SIZE, jump_to_end, take_steps
from corecurve.core.workloads.primes import FIRST, count_primes, first_multiple, segments
from corecurve.core.workloads.serial_part import wait_alone

SEARCH_PATH = str(Path(corecurve.core.__file__).parents[2])

EXAMPLE_SHAPES = {
    "process-as-written": (1, (1,)),
    "process-cpu": (1, (1,)),
    "pool-as-written": (5, (3,)),
    "pool-cpu": (5, (3,)),
    "four-processes-as-written": (4, (4,)),
    "four-processes-cpu": (4, (4,)),
}

KINDS = {
    **{name: "overhead" if name.endswith("as-written") else "cpu" for name in EXAMPLE_SHAPES},
    **dict.fromkeys(("primes", "monte-carlo", "imbalanced"), "cpu"),
    **dict.fromkeys(("waiting", "serial-part"), "wait"),
    "transfer": "data",
    "memory": "memory",
}


def load(name: str) -> Workload:
    module, _, variable = BUILT_IN[name].partition(":")
    workload = getattr(importlib.import_module(module), variable)
    assert isinstance(workload, Workload)
    return workload


def run(workload: Workload, size: int = 1) -> tuple[list[Any], list[Any]]:
    """The inputs and the results of one serial execution."""
    if workload.initializer is not None:
        workload.initializer()
    inputs = workload.make_inputs(size)
    return inputs, [workload.task(value) for value in inputs]


def is_right(workload: Workload, inputs: list[Any], results: list[Any]) -> bool:
    assert workload.check is not None
    return workload.check(inputs, results)


def strikes(task: tuple[int, int, int]) -> int:
    """How often the sieve of a segment strikes a number: what nearly all of its time goes to."""
    low, high, last_divisor = task
    odd_numbers = (high - low) // 2
    return sum(len(range(first_multiple(d, low), odd_numbers, d)) for d in range(3, last_divisor + 1, 2))


WORK: dict[str, Callable[[Any], float]] = {
    "process-cpu": lambda walk: walk[1],
    "pool-cpu": lambda walk: walk[1],
    "four-processes-cpu": lambda walk: walk[1],
    "primes": strikes,
    "monte-carlo": lambda throws: throws[1],
    "waiting": lambda seconds: seconds,
    "imbalanced": lambda walk: walk[1],
    "serial-part": lambda seconds: seconds,
    "transfer": len,
    "memory": lambda copies: copies[1],
}
"""How much work an input asks for, in units of the workload's own."""


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_workload_is_found_under_its_own_name(name: str) -> None:
    workload = load(name)
    assert workload.name == name
    assert workload.kind == KINDS[name]
    assert workload.description


def test_the_registry_imports_no_workload() -> None:
    program = "import sys, corecurve.core.workloads as it; print([m for m in sys.modules if m.startswith(it.__name__)])"
    output = subprocess.check_output([sys.executable, "-c", program], env=environment(), text=True)
    assert output.strip() == "['corecurve.core.workloads']"


def test_the_default_suite_is_the_examples_with_one_cpu_bound_and_one_waiting_workload() -> None:
    assert sorted(DEFAULT_SUITE) == sorted([*EXAMPLE_SHAPES, "primes", "waiting"])


@pytest.mark.parametrize("name", EXAMPLE_SHAPES)
def test_an_example_keeps_its_shape_at_every_size(name: str) -> None:
    tasks, workers = EXAMPLE_SHAPES[name]
    workload = load(name)
    assert workload.workers == workers
    assert [len(workload.make_inputs(size)) for size in (1, 7, 100)] == [tasks] * 3
    assert workload.is_sized is name.endswith("cpu")


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_check_knows_the_right_answer(name: str) -> None:
    workload = load(name)
    for size in (1, 3) if workload.is_sized else (1,):
        assert is_right(workload, *run(workload, size))


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_check_says_no_to_every_kind_of_wrong_answer(name: str) -> None:
    workload = load(name)
    inputs, results = run(workload)
    assert not is_right(workload, inputs, [])
    assert not is_right(workload, inputs, results[:-1])
    assert not is_right(workload, inputs, [*results, results[-1]])
    for number, result in enumerate(results):
        for wrong in spoil(result):
            assert not is_right(workload, inputs, [*results[:number], wrong, *results[number + 1 :]]), wrong


def spoil(result: Any) -> list[Any]:
    if isinstance(result, bytes):
        return [b"", result[:-1], bytes([result[0] ^ 1]) + result[1:]]
    return [result * 2 + 1, -1]


ORDERED = sorted(BUILT_IN.keys() - {"process-as-written", "process-cpu", "waiting", "serial-part", "monte-carlo"})
"""Whose results differ from task to task; monte-carlo's do, but its check is statistical."""


@pytest.mark.parametrize("name", ORDERED)
def test_the_check_says_no_to_results_in_another_order(name: str) -> None:
    inputs, results = run(load(name))
    assert not is_right(load(name), inputs, results[::-1])


@pytest.mark.parametrize("name", BUILT_IN)
def test_two_runs_give_the_same_inputs_and_results(name: str) -> None:
    assert run(load(name), 2) == run(load(name), 2)


@pytest.mark.parametrize("name", WORK)
def test_work_grows_in_proportion_to_size_and_the_number_of_tasks_does_not(name: str) -> None:
    workload = load(name)
    work = {size: sum(map(WORK[name], workload.make_inputs(size))) for size in (5, 10, 100, 200)}
    # The sieve tries more divisors where numbers are larger: a few percent more for twice the size.
    allowed = 0.06 if name == "primes" else 1e-6
    assert work[10] / work[5] == pytest.approx(2, rel=allowed)
    assert work[200] / work[100] == pytest.approx(2, rel=allowed)
    assert len({len(workload.make_inputs(size)) for size in (1, 10, 100)}) == 1


def test_the_scaling_of_every_sized_workload_is_tested() -> None:
    assert sorted(WORK) == sorted(name for name in BUILT_IN if load(name).is_sized)


@pytest.mark.parametrize("name", [name for name in WORK if name != "imbalanced"])
@pytest.mark.parametrize("size", [10, 100])
def test_tasks_of_a_workload_are_equal_in_cost(name: str, size: int) -> None:
    work = [WORK[name](value) for value in load(name).make_inputs(size)]
    assert max(work) / min(work) < (1.02 if name == "primes" and size == 10 else 1.003)


def test_imbalanced_tasks_are_skewed_as_described() -> None:
    work = [WORK["imbalanced"](value) for value in load("imbalanced").make_inputs(1)]
    assert [units / work[0] for units in work] == list(range(1, 25))
    assert sum(work[:12]) / sum(work) == pytest.approx(0.26)


@pytest.mark.parametrize("name", [name for name in WORK if not name.startswith(tuple(EXAMPLE_SHAPES))])
def test_the_usual_numbers_of_workers_get_equally_many_tasks(name: str) -> None:
    assert all(len(load(name).make_inputs(1)) % workers == 0 for workers in (1, 2, 3, 4, 6, 8))


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_task_its_inputs_and_its_results_pickle(name: str) -> None:
    workload = load(name)
    inputs, results = run(workload)
    assert pickle.loads(pickle.dumps(workload.task)) is workload.task
    assert pickle.loads(pickle.dumps((inputs, results))) == (inputs, results)


@pytest.mark.parametrize("name", [name for name in BUILT_IN if name != "transfer"])
def test_results_are_small(name: str) -> None:
    _, results = run(load(name))
    assert all(len(pickle.dumps(result)) < 64 for result in results)


def test_transfer_moves_much_and_both_ways() -> None:
    inputs, results = run(load("transfer"), 100)
    assert [len(result) for result in results] == [len(block) for block in inputs]
    assert sum(map(len, inputs)) > 15e6


def test_a_walk_ends_where_the_jump_ends() -> None:
    walks = [(seed, steps) for seed in (1, 5, 2**31 - 2) for steps in (0, 1, 2, 1000)]
    assert [take_steps(walk) for walk in walks] == [jump_to_end(walk) for walk in walks]
    # Park and Miller's own test: the seed 1 gives 1043618065 after 10,000 steps.
    assert take_steps((1, STEPS_PER_SIZE)) == 1_043_618_065


def test_the_sieve_finds_the_known_numbers_of_primes() -> None:
    # π(100 000) = 9592, π(1 000 000) = 78 498.
    assert count_primes((FIRST, 1_000_000, isqrt(1_000_000))) == 78_498 - 9_592


def test_segments_meet_without_a_gap() -> None:
    for before, after in itertools.pairwise(segments(3)):
        assert before[1] == after[0]
    assert segments(3)[0][0] == FIRST


def test_every_divisor_that_is_tried_is_below_the_first_number() -> None:
    assert segments(100_000)[0][2] < FIRST


def test_the_serial_part_is_a_fifth_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    _, results = run(load("serial-part"), 50)
    wait_alone(results)
    assert slept[-1] / sum(slept) == pytest.approx(0.2)


def test_each_thread_copies_between_buffers_of_its_own() -> None:
    memory.make_buffers()
    ours = memory.own_buffers()
    with ThreadPoolExecutor(1, initializer=memory.make_buffers) as executor:
        theirs = executor.submit(memory.own_buffers).result()
        assert executor.submit(memory.copy_blocks, (1, 2)).result() == 1 + 2
    assert theirs.target is not ours.target
    assert memory.own_buffers() is ours
    assert [theirs.target[block * memory.BLOCK_BYTES] for block in range(4)] == [255, 1, 2, 255]
    assert ours.target.count(255) == len(ours.target) > 60e6


EVERYWHERE = """
import importlib, multiprocessing, sys
from corecurve.core.workloads import BUILT_IN

def load(reference):
    module, _, variable = reference.partition(":")
    return getattr(importlib.import_module(module), variable)

def check_all(workloads, run_all):
    for workload in workloads:
        inputs = workload.make_inputs(1)
        assert workload.check(inputs, run_all(workload.task, inputs)), workload.name

if __name__ == "__main__":
    workloads = [load(reference) for reference in BUILT_IN.values()]
    for initializer in {workload.initializer for workload in workloads}:
        chosen = [workload for workload in workloads if workload.initializer is initializer]
        with multiprocessing.get_context("spawn").Pool(2, initializer) as pool:
            check_all(chosen, pool.map)
        if sys.version_info >= (3, 14):
            from concurrent.futures import InterpreterPoolExecutor
            with InterpreterPoolExecutor(2, initializer=initializer) as executor:
                check_all(chosen, lambda task, inputs: list(executor.map(task, inputs)))
    sys.stdout.write("done")
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": SEARCH_PATH, "PYTHONWARNINGS": "error"}


@pytest.mark.parametrize("version", VERSIONS)
def test_workloads_run_in_spawned_workers_and_subinterpreters_of_this_python(version: str, tmp_path: Path) -> None:
    program = tmp_path / "everywhere.py"
    program.write_text(EVERYWHERE)
    command = [str(python(version)), str(program)]
    ended = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith("done")
