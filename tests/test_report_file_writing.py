"""Writing a report: whole or not at all, whatever interrupts it, and small."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from made_reports import make_report

from corecurve.bench.errors import FileError
from corecurve.bench.report import Report
from corecurve.bench.report_file.reading import load_report
from corecurve.bench.report_file.writing import encode_report, write_report

WRITER = """
import os, resource, signal, sys
from dataclasses import replace
from made_reports import make_report
from corecurve.bench.errors import FileError
from corecurve.bench.report_file.writing import write_report

report = make_report(backends=("pool",), workers=(1, 2))

def save(seed):
    write_report(replace(report, run=replace(report.run, seed=seed)), sys.argv[1])

def save_or_say():
    try:
        save(2)
    except FileError as error:
        print(error)

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

"""


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report(backends=("pool",), workers=(1, 2))


def writer(path: Path, code: str) -> subprocess.Popen[str]:
    """A process of its own that saves reports to ``path``."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER + textwrap.dedent(code), str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_what_is_written_again_after_reading_is_the_same_file(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_report(report, path)
    first = path.read_bytes()
    write_report(load_report(path), path)
    truth = b'"corecurve": '
    assert path.read_bytes().partition(truth)[2] == first.partition(truth)[2]


def test_times_are_written_to_the_nanosecond_and_those_of_many_iterations_finer(tmp_path: Path, report: Report) -> None:
    case = report.cases[0]
    rounds = [
        replace(case.rounds[0], wall_seconds=0.1234567891234, cpu_seconds=1 / 3, iterations=1),
        replace(case.rounds[1], wall_seconds=1.23456789e-7, cpu_seconds=1e-7 / 3, iterations=10_000),
    ]
    path = tmp_path / "report.json"
    write_report(replace(report, cases=[replace(case, rounds=rounds)]), path)
    single, many = load_report(path).cases[0].rounds
    assert (single.wall_seconds, single.cpu_seconds) == (0.123456789, 0.333333333)
    assert (many.wall_seconds, many.cpu_seconds) == (1.2345679e-7, 3.333333e-8)


def test_what_was_not_taken_takes_no_room(report: Report) -> None:
    truth = json.loads(encode_report(report))["corecurve"]
    serial = truth["cases"][0]["rounds"][0]
    assert "startup_seconds" not in serial
    assert "runqueue_seconds" in serial


def test_every_case_and_benchmark_has_a_line_of_its_own(report: Report) -> None:
    lines = encode_report(report).decode().splitlines()
    for case in report.cases:
        assert sum(line.startswith(f'{{"id":"{case.id}"') for line in lines) == 1
    assert sum(line.startswith('{"group":') for line in lines) == len(report.cases)


def test_text_that_is_no_unicode_is_saved_as_escapes(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    command = ["corecurve", "run", os.fsdecode(b"w\xf6rk.py"), "wörk"]
    write_report(replace(report, run=replace(report.run, command=command)), path)
    assert load_report(path).run.command == ["corecurve", "run", "w\\udcf6rk.py", "wörk"]


def test_saving_leaves_nothing_beside_the_file(report: Report, tmp_path: Path) -> None:
    for _ in range(2):
        write_report(report, tmp_path / "report.json")
        assert os.listdir(tmp_path) == ["report.json"]


def test_a_link_is_followed_and_stays_a_link(report: Report, tmp_path: Path) -> None:
    (tmp_path / "baseline.json").symlink_to("real.json")
    write_report(report, tmp_path / "baseline.json")
    assert (tmp_path / "baseline.json").is_symlink()
    assert load_report(tmp_path / "real.json").run == report.run


@pytest.mark.parametrize("name", [".", "missing/report.json", "file/report.json", "x" * 300, "nul\0.json"])
def test_a_place_that_cannot_be_written_gives_one_line(report: Report, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be written") as caught:
        write_report(report, tmp_path / name)
    assert str(caught.value).isprintable()
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/null and /sys as Linux has them")
@pytest.mark.parametrize("name", ["/dev/null", "/sys/corecurve-report.json"])
def test_a_device_or_a_protected_folder_is_not_touched(report: Report, name: str) -> None:
    with pytest.raises(FileError, match="cannot be written"):
        write_report(report, name)
    assert not Path("/dev/null").is_file()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
def test_a_folder_without_permission_gives_one_line_that_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    path = folder / "report.json"
    path.write_text("old")
    folder.chmod(0o500)
    as_nobody = "os.setuid(65534)\n" if os.geteuid() == 0 else ""
    with writer(path, as_nobody + "save_or_say()") as process:
        text = process.communicate(timeout=60)[0]
    folder.chmod(0o700)
    assert text.count("\n") == 1
    assert "cannot be written: Permission denied" in text
    assert path.read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_file_that_does_not_fit_gives_one_line_and_leaves_the_old_one(report: Report, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_report(report, path)
    code = """
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        save_or_say()
    """
    with writer(path, code) as process:
        text = process.communicate(timeout=60)[0]
    assert text.count("\n") == 1
    assert "cannot be written: File too large" in text
    assert load_report(path).run == report.run
    assert os.listdir(tmp_path) == ["report.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("step", ["os.fsync", "os.replace"])
def test_killed_in_the_midst_of_saving_the_old_file_is_whole(report: Report, tmp_path: Path, step: str) -> None:
    path = tmp_path / "report.json"
    write_report(report, path)
    with writer(path, f"{step} = die\nsave(2)") as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert load_report(path).run.seed == report.run.seed


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_killed_at_any_moment_the_file_is_whole(tmp_path: Path) -> None:
    """A process saves one report after the other until it is killed; the moments are random, half of them later."""
    path = tmp_path / "report.json"
    dice = random.Random(1)
    found = 0
    for number in range(6):
        path.unlink(missing_ok=True)
        with writer(path, "print('go', flush=True)\nfor seed in range(10**6): save(seed)") as process:
            assert process.stdout is not None
            process.stdout.readline()
            patient_until = time.monotonic() + (60.0 if number % 2 else 0.0)
            while not path.exists() and time.monotonic() < patient_until:
                time.sleep(0.001)
            time.sleep(dice.uniform(0.0, 0.15))
            process.kill()
        if path.exists():
            assert load_report(path).cases
            found += 1
    assert found, "no process lived to its first report"


def test_interrupted_in_the_midst_of_saving_nothing_is_left(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "report.json"
    write_report(report, path)
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_report(replace(report, run=replace(report.run, seed=2)), path)
    assert os.listdir(tmp_path) == ["report.json"]
    assert load_report(path).run.seed == report.run.seed
