"""References to workloads: what a person may write, and what is said to the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corecurve.bench.errors import UsageError
from corecurve.bench.sources import find_workloads, suggest
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.bench.subjects.subject import Subject
from corecurve.core.workloads import BUILT_IN

FILE = """
from corecurve.core import Workload
first = Workload("one", abs, lambda size: [size], workers=(3,), kind="wait", description="the first")
second = Workload("two", abs, lambda: [1], finish=sum)
"""


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    with Laboratory(find_interpreter(None)) as laboratory:
        yield laboratory


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(FILE)
    (tmp_path / "nothing.py").write_text("x = 1\n")
    (tmp_path / "broken.py").write_text("import no_such_module\n")
    (tmp_path / "syntax.py").write_text("def\n")
    return tmp_path


def test_all_built_in_workloads_are_found_in_one_subject(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Subject] = []
    start = laboratory.start_subject

    def note(search: tuple[str, ...] = ()) -> Subject:
        started.append(start(search))
        return started[-1]

    monkeypatch.setattr(laboratory, "start_subject", note)
    plans = find_workloads(laboratory, list(BUILT_IN))
    assert [plan.name for plan in plans] == list(BUILT_IN)
    assert len(started) == 1
    assert laboratory._subjects == []


def test_a_file_gives_all_its_workloads(laboratory: Laboratory, folder: Path) -> None:
    first, second = find_workloads(laboratory, ["mine.py"])
    assert (first.name, first.variable, first.workers, first.kind) == ("one", "first", (3,), "wait")
    assert (first.description, first.is_sized, first.has_finish) == ("the first", True, False)
    assert (second.name, second.is_sized, second.has_finish) == ("two", False, True)
    assert first.source == {"path": str(folder / "mine.py")}


@pytest.mark.parametrize("reference", ["mine.py:second", "mine.py:two", "mine:second", "mine:two", "./mine.py:two"])
def test_one_workload_is_named_by_variable_or_name_in_file_or_module(
    laboratory: Laboratory, folder: Path, reference: str
) -> None:
    (plan,) = find_workloads(laboratory, [reference])
    assert (plan.name, plan.reference) == ("two", reference)


def test_the_same_workload_twice_is_measured_once(laboratory: Laboratory, folder: Path) -> None:
    assert len(find_workloads(laboratory, ["mine.py:one", "mine.py:one"])) == 1


@pytest.mark.parametrize(
    ("references", "words"),
    [
        (["prims"], "unknown workload 'prims'; did you mean 'primes'"),
        (["zzz"], "unknown workload 'zzz'; known are: "),
        (["other.py"], "there is no file other.py"),
        (["folder/"], "there is no file folder/"),
        (["nothing.py"], "nothing.py holds no Workload"),
        (["mine.py:firts"], "there is no Workload 'firts'; did you mean 'first'"),
        (["nothing.py:x"], "it holds no Workload at all"),
        (["broken.py"], "cannot be loaded: ModuleNotFoundError: No module named 'no_such_module'"),
        (["syntax.py"], "cannot be loaded: SyntaxError"),
        (["no_such_package:one"], "cannot be loaded: ModuleNotFoundError"),
        (["mine.py:one", "mine:one"], "two workloads are named 'one'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_names_no_workload_is_told_with_the_nearest_name(
    laboratory: Laboratory, folder: Path, references: list[str], words: str
) -> None:
    with pytest.raises(UsageError) as caught:
        find_workloads(laboratory, references)
    assert words in str(caught.value)
    assert laboratory._subjects == []


def test_a_hint_is_the_nearest_name_or_all_of_them() -> None:
    assert suggest("pol", ["pool", "threads"]) == "did you mean 'pool'?"
    assert suggest("xyz", ["pool", "threads"]) == "known are: pool, threads"
