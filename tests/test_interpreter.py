"""``--python``: whatever a person names is an interpreter that can be used, or one clear line."""

from __future__ import annotations

import os
import sys
import venv
from pathlib import Path

import psutil
import pytest

from corecurve.bench.errors import InterpreterError
from corecurve.bench.subjects import interpreter
from corecurve.bench.subjects.interpreter import find_interpreter


def script(folder: Path, text: str) -> str:
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_without_a_name_it_is_our_own() -> None:
    found = find_interpreter(None)
    assert found.path == sys.executable
    assert found.version == sys.version_info[:2]


def test_a_path_is_asked_what_it_is() -> None:
    assert find_interpreter(sys.executable) == find_interpreter(None)


def test_a_command_is_looked_for_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, f'exec "{sys.executable}" "$@"')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert find_interpreter("python").path == str(tmp_path / "python")


def test_a_virtual_environment_is_named_by_its_folder_and_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "a venv"
    venv.create(folder, with_pip=False, symlinks=True)
    assert find_interpreter(str(folder)).path == str(folder / "bin" / "python")


def test_a_name_in_the_home_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, f'exec "{sys.executable}" "$@"')
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_interpreter("~/python").path == str(tmp_path / "python")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("echo '[\"cpython\", [3, 9]]'", "Python 3.9 is too old; subjects need 3.10 or later"),
        ("echo hello", "is not a Python interpreter"),
        ("echo 5", "is not a Python interpreter"),
        ("echo '[\"x\", {}]'", "is not a Python interpreter"),
        ("echo '[\"x\", [3]]'", "is not a Python interpreter"),
        ("echo sorry >&2; exit 3", "exit code 3: sorry"),
        ("kill -KILL $$", "killed by signal 9"),
    ],
)
def test_what_is_no_usable_interpreter_is_refused_with_the_reason(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InterpreterError, match=words):
        find_interpreter(script(tmp_path, text))


@pytest.mark.parametrize("name", ["no-such-python", "/no/such/python", ""])
def test_what_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(InterpreterError, match="--python"):
        find_interpreter(name)


def test_a_folder_without_an_interpreter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InterpreterError, match="holds no bin/python"):
        find_interpreter(str(tmp_path))


def test_a_program_of_another_machine_is_refused(tmp_path: Path) -> None:
    (tmp_path / "python").write_bytes(b"\x7fELF" + bytes(60))
    (tmp_path / "python").chmod(0o755)
    with pytest.raises(InterpreterError, match="cannot be run"):
        find_interpreter(str(tmp_path / "python"))


def test_a_script_that_hangs_is_refused_and_its_children_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "_ANSWER_SECONDS", 0.5)
    with pytest.raises(InterpreterError, match="gave no answer"):
        find_interpreter(script(tmp_path, f'sleep 617 & echo $! > "{tmp_path}/child"; wait'))
    child = int((tmp_path / "child").read_text())
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE
