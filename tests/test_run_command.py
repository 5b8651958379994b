"""``corecurve run``, as a person runs it: good input, bad input, and what is left behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import PATIENCE_SECONDS, corecurve, environment, only_report, processes_using
from laboratories import WORKLOAD_FILES

from corecurve.bench.report import Report
from corecurve.bench.report_file.reading import load_report

EVERYDAY = str(WORKLOAD_FILES / "everyday.py")
CONTRACT = str(WORKLOAD_FILES / "contract.py")
QUICK = ("--budget", "30s", "--precision", "90%", "--round", "20ms", "--quiet")


def assert_nothing_is_left(folder: Path) -> None:
    assert list((folder / "tmp").iterdir()) == []
    assert processes_using(folder / "tmp") == []


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a quick run has been made."""
    folder = tmp_path_factory.mktemp("measured")
    done = corecurve(
        folder, "run", f"{EVERYDAY}:napping", f"{EVERYDAY}:summing", "--backend", "threads,pool", "--workers", "1,2",
        "--seed", "7", *QUICK,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"report: results/{only_report(folder).parent.name}" in done.stdout
    assert_nothing_is_left(folder)
    return folder


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this interpreter has every backend")
def test_a_backend_that_the_interpreter_lacks_is_a_failure_only_where_it_was_asked_for(tmp_path: Path) -> None:
    quick = ("--workers", "1", "--no-profile", "--budget", "10s", *QUICK[2:])
    everything = corecurve(tmp_path, "run", f"{EVERYDAY}:napping", "--all", *quick)
    assert everything.returncode == 0, everything.stderr
    assert "not measured: napping[interpreters-1]: interpreters: needs Python 3.14 or later" in everything.stderr
    named = corecurve(tmp_path, "run", f"{EVERYDAY}:napping", "--backend", "threads,interpreters", *quick)
    assert named.returncode == 4, named.stderr


def test_every_case_is_in_the_report_beside_its_serial_rounds(measured: Path) -> None:
    report = load_report(only_report(measured))
    assert report.run.is_complete
    assert report.run.seed == 7
    ids = {case.id for case in report.cases}
    for workload in ("napping", "summing"):
        assert {f"{workload}[threads-2]", f"{workload}[pool-1]", f"{workload}[serial@pool]"} <= ids
    for case in report.cases:
        assert case.status == "ok", case.reason
        serial = report.serial_of(case)
        assert serial is not None
        at = {one.place for one in serial.rounds}
        assert {one.place for one in case.rounds} <= at


def test_every_case_is_measured_in_several_launches(measured: Path) -> None:
    report = load_report(only_report(measured))
    assert all(case.launches >= 2 for case in report.cases)


def test_sleeps_on_two_workers_take_half_the_time(measured: Path) -> None:
    """At best: a busy machine may stretch any round, and cut none short."""
    report = load_report(only_report(measured))
    for case in report.cases:
        if case.id in ("napping[threads-2]", "napping[pool-2]"):
            serial = report.serial_of(case)
            assert serial is not None
            asleep = 8 * 0.0005 * serial.size
            assert min(one.wall_seconds for one in serial.rounds) >= asleep
            assert asleep / 2 <= min(one.wall_seconds for one in case.rounds) < asleep


def test_profiles_hold_traces_and_samples(measured: Path) -> None:
    report = load_report(only_report(measured))
    for case in report.cases:
        assert case.profile is not None, case.id
        assert case.profile.rounds
        taken = sum(len(samples.time_seconds) for samples in case.profile.samples)
        assert taken > 0
        roles = {process.role for samples in case.profile.samples for process in samples.processes}
        assert "subject" in roles
        assert ("worker" in roles) == (case.backend == "pool")


def test_the_ceiling_is_measured_in_the_same_blocks(measured: Path) -> None:
    report = load_report(only_report(measured))
    assert {(one.workload, one.workers) for one in report.ceilings} == {("napping", 2), ("summing", 2)}
    assert all(len(each.wall_seconds) == 2 for one in report.ceilings for each in one.rounds)


def test_the_machine_and_the_interpreter_are_in_the_report(measured: Path) -> None:
    machine = load_report(only_report(measured)).machine
    assert machine.usable_cores is not None
    assert machine.usable_cores > 0
    assert machine.python is not None
    assert machine.python.implementation == "CPython"


def test_weak_scaling_gives_every_worker_its_own_work(tmp_path: Path) -> None:
    done = corecurve(
        tmp_path, "run", f"{EVERYDAY}:napping", "--backend", "threads", "--workers", "1,2",
        "--scaling", "strong,weak", "--no-profile", *QUICK,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = load_report(only_report(tmp_path))
    cases = {case.id: case for case in report.cases}
    weak = cases["napping[threads-2-weak]"]
    assert weak.size == 2 * cases["napping[threads-2]"].size
    assert report.serial_of(weak) is cases[f"napping[serial@threads-size{weak.size}]"]


def test_chunk_sizes_are_cases_of_their_own(tmp_path: Path) -> None:
    done = corecurve(
        tmp_path, "run", f"{EVERYDAY}:napping", "--backend", "pool", "--workers", "2",
        "--chunksize", "default,1,8", "--no-profile", *QUICK,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    chunked = {case.chunksize for case in load_report(only_report(tmp_path)).cases if case.backend == "pool"}
    assert chunked == {None, 1, 8}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["primess"], ["unknown workload 'primess'", "did you mean 'primes'?"]),
        (["nowhere.py"], ["there is no file nowhere.py"]),
        (["no_such_module:thing"], ["cannot be loaded", "no_such_module"]),
        ([f"{EVERYDAY}:nappin"], ["there is no Workload 'nappin'", "did you mean 'napping'?"]),
        (["primes", "--backend", "pol"], ["unknown backend 'pol'", "did you mean 'pool'?"]),
        (["primes", "--start-method", "spwan"], ["unknown start method 'spwan'", "did you mean 'spawn'?"]),
        (["primes", "--workers", "0"], ["--workers 0", "from 1 to"]),
        (["primes", "--workers", "-1"], ["--workers -1", "from 1 to"]),
        (["primes", "--workers", "x"], ["whole numbers like 1,2,4", "'x'"]),
        (["primes", "--workers", "10000"], ["--workers 10000", "from 1 to"]),
        (["primes", "--budget", "0"], ["--budget", "more than 0 seconds"]),
        (["primes", "--budget", "soon"], ["--budget", "a duration like 60s"]),
        (["primes", "--precision", "200%"], ["--precision", "a percentage like 2%"]),
        (["primes", "--chunksize", "0"], ["--chunksize 0", "from 1"]),
        (["primes", "--scaling", "wek"], ["unknown scaling 'wek'", "did you mean 'weak'?"]),
        (["primes", "--backend", "serial"], ["nothing can be measured"]),
        (["primes", "--python", "/no/such/python"], ["--python /no/such/python", "no such program"]),
        (["primes", "--python", "/bin/true"], ["/bin/true", "is not a Python interpreter"]),
    ],
    ids=lambda value: " ".join(value)[-30:] if isinstance(value, list) else None,
)
def test_a_wrong_call_is_one_line_that_says_what_is_wrong(
    tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    done = corecurve(tmp_path, "run", *arguments, *([] if "--budget" in arguments else ["--budget", "3s"]))
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in done.stderr
    assert not (tmp_path / "results").exists()
    assert_nothing_is_left(tmp_path)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo '[\"cpython\", [3, 8]]'", ["Python 3.8 is too old", "3.10 or later"]),
        ("echo broken >&2; exit 7", ["is not a Python interpreter", "exit code 7", "broken"]),
        ("kill -SEGV $$", ["is not a Python interpreter", "signal 11"]),
    ],
    ids=["too old", "fails", "crashes"],
)
def test_an_interpreter_that_cannot_be_used_is_refused(tmp_path: Path, script: str, words: list[str]) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    done = corecurve(tmp_path, "run", "primes", "--python", str(python))
    assert done.returncode == 2
    for word in words:
        assert word in done.stderr


def test_a_place_that_cannot_be_written_is_found_before_anything_is_measured(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = corecurve(tmp_path, "run", f"{EVERYDAY}:slow", "--storage", "file/results")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "file/results" in done.stderr
    assert_nothing_is_left(tmp_path)


GOING_WRONG = {
    "raising": "ValueError: seven is not allowed",
    "exiting": "exit code 3",
    "killed": "SIGKILL",
    "unpicklable": "pickle|local object",
    "wrong": "the serial loop has 0",
    "unprepared": "no licence",
    "failing": "this one always fails",
}
ON_PROCESSES = ("--backend", "processes,pool,executor", "--workers", "2", "--no-profile")


@pytest.fixture(scope="module")
def with_failures(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of one run of everything that goes wrong, beside a workload that does not."""
    folder = tmp_path_factory.mktemp("failures")
    workloads = [f"{EVERYDAY if name == 'failing' else CONTRACT}:{name}" for name in GOING_WRONG]
    done = corecurve(folder, "run", *workloads, f"{EVERYDAY}:napping", *ON_PROCESSES, *QUICK, "--budget", "90s")
    assert done.returncode == 4, done.stderr
    for reason in GOING_WRONG.values():
        assert re.search(reason, done.stderr)
    assert_nothing_is_left(folder)
    return load_report(only_report(folder))


@pytest.mark.parametrize("workload", GOING_WRONG)
def test_a_case_that_goes_wrong_fails_with_its_reason(with_failures: Report, workload: str) -> None:
    cases = [case for case in with_failures.cases if case.workload == workload and case.backend != "serial"]
    assert len(cases) == 3
    for case in cases:
        assert case.status == "failed"
        assert case.reason is not None
        assert re.search(GOING_WRONG[workload], case.reason)
        assert case.rounds == []


def test_a_task_that_never_returns_fails_its_case_at_the_timeout(tmp_path: Path) -> None:
    on_pool = ("--backend", "pool", "--workers", "2", "--no-profile")
    done = corecurve(tmp_path, "run", f"{CONTRACT}:endless", *on_pool, "--timeout", "1s", *QUICK)
    assert done.returncode == 4, done.stderr
    (case,) = [case for case in load_report(only_report(tmp_path)).cases if case.backend != "serial"]
    assert case.status == "failed"
    assert "no answer within 1 s" in (case.reason or "")
    assert_nothing_is_left(tmp_path)


def test_the_rest_goes_on_beside_what_goes_wrong(with_failures: Report) -> None:
    cases = [case for case in with_failures.cases if case.workload == "napping"]
    assert {case.backend for case in cases} == {"serial", "processes", "pool", "executor"}
    for case in cases:
        assert case.status == "ok", case.reason
        assert len(case.rounds) >= 5


def test_a_budget_that_is_too_small_says_what_was_not_reached(tmp_path: Path) -> None:
    done = corecurve(
        tmp_path, "run", f"{EVERYDAY}:slow", "--backend", "threads,pool", "--workers", "1,2", "--budget", "1s", "-q"
    )
    assert done.returncode == 4
    assert "the budget ended before it was measured" in done.stderr
    assert_nothing_is_left(tmp_path)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_run_that_nobody_reads_any_more_is_saved_all_the_same(tmp_path: Path, stream: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "corecurve.bench", "run", f"{EVERYDAY}:napping", "--backend", "threads",
             "--workers", "1", "--no-profile", "--budget", "5s", "--precision", "90%", "--round", "20ms"],
            cwd=tmp_path, env=environment(tmp_path / "tmp"), timeout=PATIENCE_SECONDS, check=False,
            stdout=writing if stream == "stdout" else subprocess.DEVNULL,
            stderr=writing if stream == "stderr" else subprocess.DEVNULL,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert done.returncode == (141 if stream == "stdout" else 0)
    assert load_report(only_report(tmp_path)).run.is_complete
    assert_nothing_is_left(tmp_path)


def test_a_workload_that_ignores_its_size_makes_a_report_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text(
        "from corecurve.core import Workload\nsmall = Workload('small', abs, lambda size: list(range(8)))\n"
    )
    done = corecurve(tmp_path, "run", "small.py", "--backend", "threads", "--workers", "1", "--no-profile", *QUICK)
    assert done.returncode == 0, done.stderr
    (workload,) = load_report(only_report(tmp_path)).workloads
    assert (workload.size, workload.tasks) == (1, 8)


def test_what_the_budget_did_not_reach_is_a_failure_whatever_was_asked_for(tmp_path: Path) -> None:
    done = corecurve(
        tmp_path,
        "run",
        f"{EVERYDAY}:napping",
        f"{EVERYDAY}:summing",
        "--all",
        "--budget",
        "1ms",
        "--quiet",
        "--no-profile",
    )
    assert "the budget ended before it was measured" in done.stderr
    assert done.returncode == 4, done.stderr


def test_a_choice_that_is_made_twice_is_measured_once(tmp_path: Path) -> None:
    twice = ("--backend", "threads,threads", "--workers", "1,1", "--scaling", "strong,strong")
    done = corecurve(tmp_path, "run", f"{EVERYDAY}:napping", *twice, "--no-profile", *QUICK)
    assert done.returncode == 0, done.stderr
    ids = [case.id for case in load_report(only_report(tmp_path)).cases]
    assert ids == ["napping[serial@threads]", "napping[threads-1]"]
