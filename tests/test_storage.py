"""A storage folder: its layout, its numbers, and what is found out before anything is measured."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from made_reports import make_report
from pytest_benchmark.storage.file import FileStorage
from pytest_benchmark.utils import get_machine_id

from corecurve.bench.errors import FileError
from corecurve.bench.report import Commit, Machine, Python, Report
from corecurve.bench.report_file import folder_lock, folder_probe
from corecurve.bench.report_file.folder_lock import locked
from corecurve.bench.report_file.folder_probe import probe_folder
from corecurve.bench.report_file.reading import load_report
from corecurve.bench.report_file.storage import (
    FORGOTTEN_AFTER_SECONDS,
    list_reports,
    machine_folder,
    number_of,
    prepare_storage,
    release,
)
from corecurve.bench.report_file.writing import write_report

REPORT = make_report(backends=("pool",), workers=(1,), profile=False, blocks=1)
PYTHON = Python(
    executable="/usr/bin/python3.13",
    implementation="CPython",
    version="3.13.0",
    compiler="GCC 12.2.0",
    build=["main", "Jan  1 2026"],
    bits=64,
    gil_enabled=True,
    is_free_threaded_build=False,
    start_method="fork",
)
COMMIT = Commit(id="abc123")
FOLDER = "Linux-CPython-3.13-64bit"
NEW_YEAR = "2026-01-01T00:30:00+01:00"


def prepare(folder: Path, started: str = NEW_YEAR, commit: Commit = COMMIT) -> Path:
    return prepare_storage(folder, REPORT.machine, commit, started)


def save(folder: Path, started: str = NEW_YEAR, report: Report = REPORT) -> Path:
    path = prepare(folder, started)
    write_report(report, path)
    return path


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_report_is_stored_by_machine_number_commit_and_utc_time(tmp_path: Path) -> None:
    first = save(tmp_path / "deep" / "results")
    assert first == tmp_path / "deep" / "results" / FOLDER / "0001_abc123_20251231_233000.json"
    assert everything(tmp_path) == [str(first.relative_to(tmp_path))]
    assert load_report(first).run == REPORT.run


def test_uncommitted_changes_are_in_the_name(tmp_path: Path) -> None:
    path = prepare(tmp_path, commit=replace(COMMIT, dirty=True))
    assert path.name == "0001_abc123_20251231_233000_uncommitted-changes.json"
    assert prepare(tmp_path, commit=Commit()).name == "0002_unversioned_20251231_233000.json"


def test_a_folder_is_named_as_pytest_benchmark_names_it() -> None:
    here = sys.version_info
    python = replace(PYTHON, version=f"{here[0]}.{here[1]}.0rc1+")
    machine = replace(make_report().machine, system=get_machine_id().split("-")[0], python=python)
    assert machine_folder(machine) == get_machine_id()


def test_names_hold_nothing_that_a_file_system_might_mind(tmp_path: Path) -> None:
    python = replace(PYTHON, implementation="../C:Python\n")
    machine: Machine = replace(REPORT.machine, system="..", python=python)
    path = prepare_storage(tmp_path, machine, Commit(id="../../x y"), NEW_YEAR)
    assert path.parent.parent == tmp_path
    assert path.name == "0001_x-y_20251231_233000.json"
    assert set(machine_folder(machine)) <= set("abcdefghijklmnopqrstuvwxyzCPM0123456789.-")


def test_a_machine_whose_interpreter_is_not_known_has_a_folder_too() -> None:
    assert machine_folder(replace(REPORT.machine, python=None)) == "Linux"


def test_numbers_rise_over_all_machines_of_a_storage(tmp_path: Path) -> None:
    save(tmp_path)
    other: Python = replace(PYTHON, version="3.11.2")
    path = prepare_storage(tmp_path, replace(REPORT.machine, python=other), COMMIT, NEW_YEAR)
    assert (path.parent.name, path.name[:5]) == ("Linux-CPython-3.11-64bit", "0002_")


def test_numbers_go_on_after_the_highest_and_beyond_four_digits(tmp_path: Path) -> None:
    for number, following in ((7, 8), (9999, 10_000), (10_000, 10_001)):
        (tmp_path / FOLDER).mkdir(exist_ok=True)
        (tmp_path / FOLDER / f"{number:04}_x_20200101_000000.json").write_text("{}")
        path = prepare(tmp_path)
        assert number_of(path) == following
        release(path)


def test_numbers_go_on_after_those_of_pytest_benchmark(tmp_path: Path) -> None:
    theirs = FileStorage(tmp_path, logger=_Silent(), default_machine_id=FOLDER)
    theirs.save({"benchmarks": []}, "saved-by-hand")
    assert save(tmp_path).name.startswith("0002_")
    theirs.save({"benchmarks": []}, "again")
    assert [path.name[:5] for path in list_reports(tmp_path)] == ["0002_", "0001_", "0003_"]


class _Silent:
    def info(self, *_: object) -> None:
        """As pytest-benchmark's logger, without a word."""


def test_a_number_is_taken_at_once_and_free_again_when_released(tmp_path: Path) -> None:
    first, second = prepare(tmp_path), prepare(tmp_path)
    assert [number_of(first), number_of(second)] == [1, 2]
    assert list_reports(tmp_path) == []
    release(second)
    release(second)
    assert number_of(prepare(tmp_path)) == 2


def test_a_number_whose_run_was_killed_is_forgotten_after_a_day(tmp_path: Path) -> None:
    prepare(tmp_path)
    (left,) = (tmp_path / FOLDER).iterdir()
    for age_seconds, is_there in ((FORGOTTEN_AFTER_SECONDS - 60, True), (FORGOTTEN_AFTER_SECONDS + 60, False)):
        os.utime(left, (time.time() - age_seconds,) * 2)
        prepare(tmp_path, started="2026-02-02T00:00:00+00:00")
        assert left.exists() == is_there


def test_reports_are_listed_in_the_order_in_which_their_runs_began(tmp_path: Path) -> None:
    late = save(tmp_path, "2026-03-01T00:00:00+00:00")
    early = save(tmp_path, "2026-01-01T00:00:00+00:00")
    same_time = save(tmp_path, "2026-03-01T00:00:00+00:00")
    for name in (
        "notes.json",
        "0001_x.txt",
        ".0009_x_20260101_000000.json.77.partial",
        "001_short_20260101_000000.json",
    ):
        (tmp_path / FOLDER / name).write_text("")
    in_the_open = tmp_path / "0004_x_20260201_000000.json"
    in_the_open.write_text("")
    assert list_reports(tmp_path) == [early, in_the_open, late, same_time]


def test_a_storage_that_is_not_there_has_no_reports(tmp_path: Path) -> None:
    assert list_reports(tmp_path / "nowhere") == []
    (tmp_path / "file").write_text("")
    assert list_reports(tmp_path / "file") == []


RUN = """
import sys, time
from pathlib import Path
from made_reports import make_report
from corecurve.bench.report import Commit
from corecurve.bench.report_file.writing import write_report
from corecurve.bench.report_file.storage import prepare_storage

folder, who, gate = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
report = make_report(backends=("pool",), workers=(1,), profile=False, blocks=1, seed=who)
print("ready", flush=True)
while not gate.exists():
    time.sleep(0.001)
for _ in range(8):
    path = prepare_storage(folder, report.machine, Commit(id="same"), "2026-01-01T00:00:00+00:00")
    write_report(report, path)
    write_report(report, path)
"""


def test_runs_that_write_at_once_lose_nothing_and_have_numbers_of_their_own(tmp_path: Path) -> None:
    folder, gate = tmp_path / "results", tmp_path / "gate"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", RUN, str(folder), str(who), str(gate)], env=environment, stdout=subprocess.PIPE
        )
        for who in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    gate.touch()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    stored = list_reports(folder)
    assert [number_of(path) for path in stored] == list(range(1, 33))
    seeds = [load_report(path).run.seed for path in stored]
    assert {seeds.count(who) for who in range(4)} == {8}
    assert len(everything(folder)) == 32, "neither locks nor partial files are left"


def test_who_waits_for_the_lock_gets_it_when_its_holder_is_killed(tmp_path: Path) -> None:
    code = "import sys, time\nfrom pathlib import Path\nfrom corecurve.bench.report_file.folder_lock import locked\n"
    code += "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], env=environment, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert (tmp_path / ".lock").exists()
        holder.kill()
    began = time.monotonic()
    with locked(tmp_path):
        assert time.monotonic() - began < 10
    assert os.listdir(tmp_path) == []


def test_a_lock_that_is_never_given_back_is_an_error_not_a_wait_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_lock, "PATIENCE_SECONDS", 0.05)
    with locked(tmp_path), pytest.raises(FileError, match="another run has held it"), locked(tmp_path):
        pytest.fail("two held it")


@pytest.mark.parametrize("name", ["file", "file/below", "nul\0", "x" * 300])
def test_a_place_that_can_be_no_folder_is_found_before_measuring(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(FileError, match="cannot be written") as caught:
        prepare(tmp_path / name)
    assert str(caught.value).isprintable()
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.skipif(sys.platform != "linux", reason="/sys as Linux has it")
def test_a_folder_without_permission_is_found_before_measuring() -> None:
    with pytest.raises(FileError, match="/sys/corecurve.*: cannot be written: .*; make it writable, or name another"):
        prepare(Path("/sys/corecurve"))


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_folder_without_room_is_found_before_measuring(tmp_path: Path) -> None:
    """The limit on a file's size stands for a full disk: the probe is written until it fails, and removed."""
    code = "import resource, sys\nfrom pathlib import Path\n"
    code += "from corecurve.bench.report_file.folder_probe import probe_folder\n"
    code += "resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6))\n"
    code += (
        "try:\n    probe_folder(Path(sys.argv[1]))\nexcept Exception as error:\n    print(type(error).__name__, error)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("FileError ")
    assert "cannot be written: File too large" in done.stdout
    assert os.listdir(tmp_path) == []


def test_the_probe_leaves_nothing_in_a_good_folder(tmp_path: Path) -> None:
    probe_folder(tmp_path / "new")
    assert everything(tmp_path) == []
    assert folder_probe.PROBE_BYTES >= 4_000_000
