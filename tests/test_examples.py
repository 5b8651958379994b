"""The example programs, run for real: what they print, and that nothing is lost or left behind."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from pythons import VERSIONS, python

import corecurve.core
from corecurve.bench.cli import bench_group, run_group
from corecurve.core.examples import EXAMPLES

START_METHODS = ("fork", "spawn", "forkserver")
SEARCH_PATH = str(Path(corecurve.core.__file__).parents[2])

CHILD_LINE = re.compile(r"Process (\d+): my number is (\d+)")
PROCESS_END = re.compile(r"Parent (\d+): process (\d+) has finished, exit code 0")
FOUR_PROCESSES_END = re.compile(r"Parent (\d+): all 4 processes have finished")


@dataclass(frozen=True)
class Finished:
    """A program that has ended: what it printed through pipes, and its process id."""

    pid: int
    lines: list[str]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": SEARCH_PATH, "PYTHONWARNINGS": "error"}


def run_program(*words: str, interpreter: str | Path = sys.executable) -> Finished:
    """Runs ``python -m words`` with piped output, in a session of its own; it must end well and leave nothing."""
    program = subprocess.Popen(
        [interpreter, "-m", *words],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    output, complaints = program.communicate(timeout=60)
    assert (program.returncode, complaints) == (0, "")
    assert_session_is_empty(program.pid)
    return Finished(program.pid, output.splitlines())


def assert_session_is_empty(session: int) -> None:
    """The fork server and the resource tracker see the end of their parent a moment later: wait for that."""
    deadline = time.monotonic() + 10
    while (left := processes_of_session(session)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert left == []


def processes_of_session(session: int) -> list[str]:
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                found.append(str(process))
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


def read_child_lines(lines: list[str]) -> dict[int, int]:
    """The number that each process printed, by process id; every line is a child's, whole."""
    matches = [CHILD_LINE.fullmatch(line) for line in lines]
    assert all(matches), lines
    return {int(match[1]): int(match[2]) for match in matches if match}


def assert_process_prints(program: Finished) -> None:
    child_line, parent_line = program.lines
    ((child, number),) = read_child_lines([child_line]).items()
    parent = PROCESS_END.fullmatch(parent_line)
    assert parent is not None
    assert number == 5
    assert (int(parent[1]), int(parent[2])) == (program.pid, child)
    assert child != program.pid


def assert_pool_prints(program: Finished) -> None:
    assert program.lines == ["Numbers: [1, 2, 3, 4, 5]", "Squares: [1, 4, 9, 16, 25]"]


def assert_four_processes_print(program: Finished) -> None:
    *child_lines, parent_line = program.lines
    numbers = read_child_lines(child_lines)
    parent = FOUR_PROCESSES_END.fullmatch(parent_line)
    assert parent is not None
    assert int(parent[1]) == program.pid
    assert sorted(numbers.values()) == [1, 2, 3, 4]
    assert len({*numbers, program.pid}) == 5


ASSERTIONS = {
    "process": assert_process_prints,
    "pool": assert_pool_prints,
    "four-processes": assert_four_processes_print,
}


def test_every_example_is_tested() -> None:
    assert list(ASSERTIONS) == list(EXAMPLES)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs_as_a_module_under_every_python(name: str, version: str) -> None:
    ASSERTIONS[name](run_program(EXAMPLES[name], interpreter=python(version)))


@pytest.mark.parametrize("start_method", START_METHODS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_prints_everything_under_every_start_method(name: str, start_method: str) -> None:
    ASSERTIONS[name](run_program("corecurve.core.examples", name, start_method))


def read_waiting_messages(end: socket.socket) -> list[str]:
    end.setblocking(False)
    messages = []
    with contextlib.suppress(BlockingIOError):
        while True:
            messages.append(end.recv(4096).decode())
    return messages


@pytest.mark.parametrize("start_method", START_METHODS)
def test_lines_printed_at_the_same_moment_stay_whole(start_method: str) -> None:
    # Each write arrives as one message, and unbuffered output shows every write that a print makes.
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    command = [sys.executable, "-u", "-m", "corecurve.core.examples", "four-processes", start_method]
    with ours, theirs:
        assert subprocess.call(command, env=environment(), stdout=theirs.fileno(), timeout=60) == 0
        messages = read_waiting_messages(ours)
    children = [message for message in messages if message.startswith("Process")]
    assert len(children) == 4
    assert all(CHILD_LINE.fullmatch(message.removesuffix("\n")) and message.endswith("\n") for message in children)


def test_the_command_runs_the_example_with_the_asked_start_method() -> None:
    lines = run_program("corecurve.bench", "example", "four-processes", "--start-method", "spawn").lines
    assert FOUR_PROCESSES_END.fullmatch(lines[-1])
    assert sorted(read_child_lines(lines[:-1]).values()) == [1, 2, 3, 4]


def test_the_program_is_given_the_start_method(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def pretend_to_run(command: list[str]) -> int:
        commands.append(command)
        return 0

    monkeypatch.setattr(subprocess, "call", pretend_to_run)
    assert run_group(bench_group, ["example", "pool"]) == 0
    assert run_group(bench_group, ["example", "pool", "--start-method", "fork"]) == 0
    assert [command[3:] for command in commands] == [["pool"], ["pool", "fork"]]


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["proces"], "process"),
        (["four_processes"], "four-processes"),
        (["POOL"], "pool"),
        (["pool", "--start-method", "frokserver"], "forkserver"),
    ],
)
def test_an_unknown_name_gives_one_line_with_the_nearest(
    arguments: list[str], nearest: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_group(bench_group, ["example", *arguments]) == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert f"did you mean '{nearest}'?" in complaint


def test_a_start_method_that_the_system_lacks_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("multiprocessing.get_all_start_methods", lambda: ["spawn"])
    assert run_group(bench_group, ["example", "pool", "--start-method", "fork"]) == 2
    assert capsys.readouterr().err == "corecurve: this system has no start method fork; use one of: spawn\n"


def test_an_example_that_fails_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "call", lambda *_: 1)
    assert run_group(bench_group, ["example", "process"]) == 4
    assert capsys.readouterr().err.startswith("corecurve: the example process ended with exit code 1")
