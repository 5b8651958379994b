"""Where workloads come from: the folder beside them is theirs, our own names stay ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from laboratories import PATIENCE_SECONDS, run_case, run_serial, subject_with

from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.bench.subjects.subject import OrderFailed
from corecurve.core import Workload
from corecurve.core.workload_source import SourceError, WorkloadSource, load_workload, workloads_in

FILE = """
import beside
from corecurve.core import Workload

def double(value):
    return beside.FACTOR * value

doubling = Workload("doubling", double, lambda: [1, 2, 3], check=lambda inputs, results: results == [2, 4, 6])
"""


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    with Laboratory(find_interpreter(None)) as laboratory:
        yield laboratory


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "wörk loads"
    folder.mkdir()
    (folder / "beside.py").write_text("FACTOR = 2\n")
    (folder / "my work.py").write_text(FILE, encoding="utf-8")
    return folder / "my work.py"


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_file_finds_what_lies_beside_it_in_every_worker(laboratory: Laboratory, file: Path, method: str) -> None:
    with subject_with(laboratory, "doubling", str(file)) as subject:
        run_serial(subject)
        assert run_case(subject, "pool", method, 2)["workers_observed"] == 2


@pytest.mark.parametrize("layout", [".", "src"])
def test_a_file_finds_the_project_that_it_is_run_from_in_every_worker(
    laboratory: Laboratory, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / layout / "ourpackage").mkdir(parents=True)
    (file.parent / "beside.py").rename(tmp_path / layout / "ourpackage" / "beside.py")
    file.write_text(f"import ourpackage.beside\n{FILE.replace('import beside', 'from ourpackage import beside')}")
    with subject_with(laboratory, "doubling", str(file)) as subject:
        run_serial(subject)
        assert run_case(subject, "pool", "spawn", 2)["workers_observed"] == 2


def test_a_project_that_a_file_is_run_from_hides_nothing_installed(
    laboratory: Laboratory, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("json", "beside"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('the wrong one')\n")
    file.write_text(f"import json\n{FILE}")
    with subject_with(laboratory, "doubling", str(file)) as subject:
        run_serial(subject)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.parametrize("name", ["corecurve", "core", "bench"])
def test_a_package_beside_a_workload_that_is_named_as_ours_does_no_harm(
    laboratory: Laboratory, file: Path, name: str, method: str
) -> None:
    (file.parent / name).mkdir()
    (file.parent / name / "__init__.py").write_text("raise RuntimeError('the wrong one')\n")
    with subject_with(laboratory, "doubling", str(file)) as subject:
        run_serial(subject)
        assert run_case(subject, "processes", method, 2)["workers_observed"] == 2


def test_a_module_beside_a_workload_that_is_named_as_the_librarys_spoils_no_subject(
    laboratory: Laboratory, file: Path
) -> None:
    for name in ("random", "json", "types", "platform", "statistics"):
        (file.parent / f"{name}.py").write_text("raise RuntimeError('the wrong one')\n")
    with subject_with(laboratory, "doubling", str(file)) as subject:
        run_serial(subject)
        assert run_case(subject, "threads", None, 2)["workers_observed"] == 2
        assert run_case(subject, "pool", "fork", 2)["workers_observed"] == 2


def test_our_other_floors_are_out_of_a_subjects_reach(laboratory: Laboratory, tmp_path: Path) -> None:
    (tmp_path / "reaching.py").write_text("import corecurve.bench\n")
    subject = laboratory.start_subject()
    try:
        with pytest.raises(OrderFailed, match=r"ModuleNotFoundError: No module named 'corecurve\.bench'"):
            subject.ask("find", deadline_seconds=PATIENCE_SECONDS, source={"path": str(tmp_path / "reaching.py")})
    finally:
        laboratory.end_subject(subject)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PYTHONSAFEPATH", "1"),
        ("PYTHONWARNINGS", "error"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        ("PYTHONHASHSEED", "0"),
        ("PYTHONOPTIMIZE", "2"),
        ("PYTHONINSPECT", "1"),
        ("PYTHONPATH", os.pathsep.join(["", "relative", "/no/such/folder"])),
        ("PYTHONIOENCODING", "ascii"),
    ],
)
def test_a_subject_runs_whatever_the_environment_sets(
    laboratory: Laboratory, file: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with subject_with(laboratory, "doubling", str(file)) as subject:
        run_serial(subject)
        assert run_case(subject, "pool", "spawn", 2)["workers_observed"] == 2


def test_workloads_are_found_by_variable_and_by_name() -> None:
    source = WorkloadSource(module="corecurve.core.workloads.pool_example")
    assert load_workload(source, "as_written") is load_workload(source, "pool-as-written")
    with pytest.raises(SourceError, match="holds no Workload named 'other'; it holds: as_written, cpu_bound"):
        load_workload(source, "other")


def test_only_workloads_at_the_top_level_count() -> None:
    module = ModuleType("made")
    workload = Workload("one", abs, lambda: [1])
    vars(module).update(one=workload, again=workload, many=[workload], other=5)
    assert workloads_in(module) == {"one": workload, "again": workload}
