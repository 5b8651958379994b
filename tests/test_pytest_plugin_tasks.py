"""A plain function of a test becomes a workload that a fresh process and each of its workers can import."""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from laboratories import run_case, run_serial, subject_with

from corecurve.bench.errors import UsageError
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.core.plain_function import FunctionReference, adopt_import_path
from corecurve.reports.pytest_plugin.task_reference import refer_to
from corecurve.reports.pytest_plugin.workload_file import write_workload

TASKS = """
class Pair:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return self.value == other.value

def double(pair):
    return Pair(2 * pair.value)

def total(results):
    return sum(pair.value for pair in results)
"""
WAYS = [("threads", None), ("processes", "fork"), ("processes", "spawn"), ("pool", "forkserver"), ("executor", "spawn")]


def double(value: int) -> int:
    return 2 * value


class Holder:
    @staticmethod
    def double(value: int) -> int:
        return 2 * value

    def bound(self, value: int) -> int:
        return value


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    with Laboratory(find_interpreter(None)) as opened:
        yield opened


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A module that is importable here, as modules of a test suite are."""
    path = tmp_path / "doubling_tasks.py"
    path.write_text(TASKS)
    monkeypatch.syspath_prepend(tmp_path)
    yield path
    sys.modules.pop("doubling_tasks", None)


def test_a_function_is_referred_to_by_its_module_and_the_files_path() -> None:
    assert refer_to(double) == FunctionReference(__name__, __file__, "double")
    assert refer_to(Holder.double).name == "Holder.double"
    assert refer_to(math.sqrt) == FunctionReference("math", None, "sqrt")


def test_what_no_fresh_process_finds_is_refused_by_its_role() -> None:
    hidden = functools.wraps(double)(lambda value: value)
    for function, words in (
        (lambda value: value, "the finish is a lambda"),
        (functools.partial(double, 1), "is no function with a name of its own"),
        (Holder().bound, "a fresh process finds no such finish"),
        (hidden, "a fresh process finds no such finish"),
        (3, "the finish 3 is no function"),
    ):
        with pytest.raises(UsageError, match=words):
            refer_to(function, "finish")  # type: ignore[arg-type]


@pytest.mark.parametrize(("backend", "method"), WAYS, ids=str)
def test_workers_of_every_kind_import_the_task_and_its_inputs_by_name(
    laboratory: Laboratory, tasks: Path, tmp_path: Path, backend: str, method: str | None
) -> None:
    import doubling_tasks  # type: ignore[import-not-found]

    inputs = [doubling_tasks.Pair(value) for value in range(4)]
    write_workload(tmp_path / "run", refer_to(doubling_tasks.double), inputs, refer_to(doubling_tasks.total, "finish"))
    with subject_with(laboratory, "workload", str(tmp_path / "run" / "workload_of_a_test.py")) as subject:
        assert run_serial(subject)["mismatches"] == {}
        assert run_case(subject, backend, method, 2)["workers_observed"] == 2


@pytest.mark.parametrize(("backend", "method"), WAYS[1:3], ids=str)
def test_a_test_file_that_only_pytest_can_import_by_name_is_found_by_its_path(
    laboratory: Laboratory, tmp_path: Path, backend: str, method: str
) -> None:
    path = tmp_path / "test_deep.py"
    path.write_text("def double(value):\n    return 2 * value\n")
    reference = FunctionReference("suite.deep.test_deep", str(path), "double")
    write_workload(tmp_path / "run", reference, [1, 2])
    with subject_with(laboratory, "workload", str(tmp_path / "run" / "workload_of_a_test.py")) as subject:
        run_serial(subject)
        assert run_case(subject, backend, method, 2)["workers_observed"] == 2


def test_another_module_of_the_same_name_on_the_path_is_not_taken_for_it(
    laboratory: Laboratory, tasks: Path, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / "doubling_tasks.py"
    other.parent.mkdir()
    other.write_text("def triple(value):\n    return 3 * value\n")
    write_workload(tmp_path / "run", FunctionReference("doubling_tasks", str(other), "triple"), [1, 2])
    with subject_with(laboratory, "workload", str(tmp_path / "run" / "workload_of_a_test.py")) as subject:
        run_serial(subject)
        assert run_case(subject, "pool", "spawn", 2)["workers_observed"] == 2


def test_the_import_path_becomes_the_tests_own_and_keeps_what_is_ours_in_front(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["/ours", "/shared", "/site"])
    adopt_import_path(["/tests", "/shared", "/site", "/appended"])
    assert sys.path == ["/ours", "/tests", "/shared", "/site", "/appended"]
