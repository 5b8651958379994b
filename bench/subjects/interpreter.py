"""The interpreter that subjects run on: ours, or any other that a person names."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from corecurve.bench.errors import InterpreterError
from corecurve.bench.subjects.session_end import end_session

OLDEST = (3, 10)
_ANSWER_SECONDS = 20
_QUESTION = "import json, sys; print(json.dumps([sys.implementation.name, list(sys.version_info[:2])]))"


@dataclass(frozen=True)
class Interpreter:
    """An interpreter that has answered and is new enough."""

    path: str
    implementation: str
    version: tuple[int, int]


def find_interpreter(name: str | None) -> Interpreter:
    """The interpreter of this path, command name or virtual environment; None is our own.

    Raises InterpreterError where it is none, is older than 3.10, or does not answer.
    """
    if name is None:
        return Interpreter(sys.executable, sys.implementation.name, sys.version_info[:2])
    path = _locate(name)
    implementation, version = _ask(path)
    if version < OLDEST:
        found = ".".join(map(str, version))
        raise InterpreterError(f"--python {name}: Python {found} is too old; subjects need 3.10 or later")
    return Interpreter(path, implementation, version)


def _locate(name: str) -> str:
    given = Path(name).expanduser()
    if given.is_dir():
        inside = [given / "bin" / "python", given / "Scripts" / "python.exe"]
        for candidate in inside:
            if candidate.exists():
                return str(candidate.absolute())
        raise InterpreterError(f"--python {name}: the folder holds no bin/python; name an interpreter or a venv")
    # Not resolved: a virtual environment's python is a link, and finds its packages by its own place.
    found = shutil.which(str(Path(name).expanduser()))
    if found is None:
        raise InterpreterError(f"--python {name}: no such program; name an interpreter's path, or a venv's folder")
    return os.path.abspath(found)


def _ask(path: str) -> tuple[str, tuple[int, int]]:
    answer = _run(path)
    try:
        implementation, version = json.loads(answer.stdout)
        return str(implementation), (int(version[0]), int(version[1]))
    except (ValueError, TypeError, LookupError):
        raise InterpreterError(f"--python {path}: is not a Python interpreter ({_describe(answer)})") from None


def _run(path: str) -> subprocess.CompletedProcess[bytes]:
    """Asks in a session of its own: a script that starts an interpreter must not leave it behind when it hangs."""
    mark = f"CORECURVE_QUESTION={secrets.token_hex(8)}"
    name, _, value = mark.partition("=")
    command = [path, "-I", "-S", "-c", _QUESTION]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, name: value},
            start_new_session=True,
        )
    except OSError as error:
        raise InterpreterError(f"--python {path}: cannot be run ({error.strerror})") from None
    with process:
        try:
            output, errors = process.communicate(timeout=_ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            raise InterpreterError(f"--python {path}: gave no answer within {_ANSWER_SECONDS} s") from None
        finally:
            end_session(process.pid, mark)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def _describe(answer: subprocess.CompletedProcess[bytes]) -> str:
    words = answer.stderr.decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(words) if line.strip()), "")
    ended = f"killed by signal {-answer.returncode}" if answer.returncode < 0 else f"exit code {answer.returncode}"
    return f"{ended}: {last[:120]}" if last else ended
