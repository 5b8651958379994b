"""Subjects: that they answer whatever a workload does to them, and leave nothing behind."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from laboratories import PATIENCE_SECONDS, WORKLOAD_FILES, run_case, run_serial, subject_with

from corecurve.bench.errors import SubjectError
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.bench.subjects.subject import OrderFailed, Subject

ODD = str(WORKLOAD_FILES / "odd.py")
CONNECTING = (
    "import json, sys, time; from multiprocessing.connection import Client;"
    "address = json.loads(sys.stdin.readline())['address'];"
)
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    with Laboratory(find_interpreter(None)) as laboratory:
        yield laboratory


def open_descriptors() -> int:
    return int(psutil.Process().num_fds())


def processes_of(subject: Subject) -> list[psutil.Process]:
    """Everything alive that a subject started, also what has left its session."""
    found = []
    for process in psutil.process_iter():
        try:
            name, _, value = subject._mark.partition("=")
            if process.environ().get(name) == value and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_launch_after_launch_leaves_no_descriptor_zombie_or_process(laboratory: Laboratory) -> None:
    with subject_with(laboratory, "squares"):
        pass
    before, children = open_descriptors(), len(psutil.Process().children())
    for _ in range(10):
        with subject_with(laboratory, "squares"):
            pass
    assert open_descriptors() == before
    assert len(psutil.Process().children()) == children


def test_a_live_subject_takes_four_descriptors(laboratory: Laboratory) -> None:
    before = open_descriptors()
    subjects = [laboratory.start_subject() for _ in range(3)]
    try:
        assert open_descriptors() - before <= 4 * len(subjects)
    finally:
        for subject in subjects:
            laboratory.end_subject(subject)


@pytest.mark.parametrize(
    "variable", ["leaving_forks", "closing", "losing", "taking_over", "threaded", "deaf", "reading", "late"]
)
def test_a_workload_that_tampers_with_its_process_is_measured_all_the_same(
    laboratory: Laboratory, variable: str
) -> None:
    with subject_with(laboratory, variable, ODD) as subject:
        run_serial(subject)
        assert run_case(subject, "pool", None, 2)["workers_observed"] == 2
        run_serial(subject)


@needs_fork
def test_a_child_that_a_task_forks_does_not_answer_for_the_subject(laboratory: Laboratory) -> None:
    with subject_with(laboratory, "returning_forks", ODD) as subject:
        run_serial(subject)
        for _ in range(3):
            assert "round" in run_serial(subject)
        assert subject.ask("modules", deadline_seconds=PATIENCE_SECONDS)["modules"]


@needs_fork
def test_a_daemon_that_has_left_the_session_ends_with_its_subject(laboratory: Laboratory) -> None:
    with subject_with(laboratory, "escaping", ODD) as subject:
        (escaped,) = [process for process in processes_of(subject) if os.getsid(process.pid) != subject.pid]
        assert escaped.is_running()
    assert processes_of(subject) == []


def test_an_endless_flood_does_not_hold_up_deadline_or_end(laboratory: Laboratory) -> None:
    with subject_with(laboratory, "flooding", ODD) as subject:
        assert run_case(subject, "threads", None, 2)["workers_observed"] == 2
        assert len(subject._streams[0]._kept) <= 64 * 1024
        with subject_with(laboratory, "endless", is_broken=True) as another:
            with pytest.raises(SubjectError, match="no answer within"):
                run_case(another, "threads", None, 2, deadline_seconds=0.5)
    assert processes_of(subject) == []


def test_an_idle_subject_that_dies_tells_so_when_it_is_asked(laboratory: Laboratory) -> None:
    with subject_with(laboratory, "dying", ODD) as dying, subject_with(laboratory, "squares") as another:
        while dying._process.poll() is None:
            run_serial(another)
        with pytest.raises(SubjectError, match="the subject was killed by SIGKILL"):
            run_serial(dying)
        run_serial(another)


def test_an_exit_at_import_is_a_reason_and_not_the_end(laboratory: Laboratory, tmp_path: Path) -> None:
    (tmp_path / "leaves.py").write_text("import sys\nsys.exit('no licence')\n")
    subject = laboratory.start_subject()
    try:
        with pytest.raises(OrderFailed, match="SystemExit: no licence"):
            subject.ask("find", deadline_seconds=PATIENCE_SECONDS, source={"path": str(tmp_path / "leaves.py")})
        assert subject.ask("describe", deadline_seconds=PATIENCE_SECONDS)["python"]
    finally:
        laboratory.end_subject(subject)


@pytest.mark.parametrize(
    ("variable", "reason"),
    [
        ("speechless", r"Speechless: its text cannot be made \(RuntimeError\)"),
        ("coloured", r"ValueError: .x1b\[31mred"),
    ],
)
def test_an_error_without_a_text_or_with_escapes_in_it_is_one_safe_line(
    laboratory: Laboratory, variable: str, reason: str
) -> None:
    with subject_with(laboratory, variable, ODD) as subject:
        with pytest.raises(OrderFailed, match=reason) as caught:
            run_serial(subject)
        assert str(caught.value).isprintable()


def test_an_interpreter_that_ends_at_once_is_told_with_its_last_words(laboratory: Laboratory, tmp_path: Path) -> None:
    subject = Subject([sys.executable, "-c", "import sys; sys.exit('not today')"], dict(os.environ), tmp_path)
    laboratory._subjects.append(subject)
    try:
        with pytest.raises(SubjectError, match="exit code 1: not today"):
            subject.greet(laboratory._warden)
    finally:
        laboratory.end_subject(subject)


def assert_turned_away(laboratory: Laboratory, folder: Path, stranger: str, reason: str) -> None:
    """A program that connects in its own way instead of ours."""
    subject = Subject([sys.executable, "-c", CONNECTING + stranger], dict(os.environ), folder)
    laboratory._subjects.append(subject)
    try:
        with pytest.raises(SubjectError, match=reason):
            subject.greet(laboratory._warden)
    finally:
        laboratory.end_subject(subject, is_broken=True)


def test_who_calls_without_the_key_is_not_let_in(laboratory: Laboratory, tmp_path: Path) -> None:
    assert_turned_away(laboratory, tmp_path, "Client(address, authkey=b'wrong')", "the subject ended")


def test_who_connects_and_then_says_nothing_is_given_up(
    laboratory: Laboratory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corecurve.bench.subjects.subject._HANDSHAKE_SECONDS", 1)
    silent = "kept = Client(address); time.sleep(60)"
    assert_turned_away(laboratory, tmp_path, silent, "did not say who it is within 1 s")


def test_sixty_four_workers_on_any_machine(laboratory: Laboratory) -> None:
    with subject_with(laboratory, "squares") as subject:
        run_serial(subject)
        assert run_case(subject, "threads", None, 1024)["workers_observed"] == 1024
        assert run_case(subject, "processes", None, 64)["workers_observed"] == 64


def test_a_subject_that_was_told_to_end_while_it_prints_much_ends_at_once(laboratory: Laboratory) -> None:
    with subject_with(laboratory, "late", ODD) as subject:
        began = time.monotonic()
        subject.say_goodbye()
        subject._wait_for_exit(PATIENCE_SECONDS)
        assert subject._process.returncode == 0
        assert time.monotonic() - began < PATIENCE_SECONDS


def test_too_many_open_files_is_one_line_that_says_what_to_raise(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(24, "Too many open files")

    before = open_descriptors()
    monkeypatch.setattr("subprocess.Popen", refuse)
    with pytest.raises(SubjectError, match="Too many open files; raise `ulimit -n`"):
        laboratory.start_subject()
    assert open_descriptors() == before
