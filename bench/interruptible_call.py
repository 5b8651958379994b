"""Programs that are run for their output, as ``subprocess.run`` does, and ended at once by a signal to us."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from corecurve.bench.interruption import raise_if_interrupted

_LOOK_SECONDS = 0.1


def call(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None, deadline_seconds: float = 1e9
) -> subprocess.CompletedProcess[str]:
    """Runs a program in ``folder``, without standard input, and returns what it printed and its exit code.

    It and its children are ended where it takes longer than allowed (raises subprocess.TimeoutExpired), and where we
    are interrupted (raises Interrupted). Raises OSError where it cannot be started.
    """
    program = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    deadline = time.monotonic() + deadline_seconds
    try:
        while True:
            raise_if_interrupted()
            try:
                printed, complained = program.communicate(timeout=_LOOK_SECONDS)
                return subprocess.CompletedProcess(command, program.returncode, printed, complained)
            except subprocess.TimeoutExpired:
                if time.monotonic() > deadline:
                    raise
    finally:
        if program.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.communicate()
