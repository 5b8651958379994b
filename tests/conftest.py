"""What holds for the whole suite: no test leaves a process behind."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator

import psutil
import pytest

_MARK = "CORECURVE_TEST_SESSION"
_GRACE_SECONDS = 5.0
_HELPERS_OF_MULTIPROCESSING = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")


@pytest.fixture(scope="session", autouse=True)
def _no_process_outlives_the_tests() -> Iterator[None]:
    """Fails when a process that a test started, however far down, is there at the end.

    Every descendant inherits a mark in its environment, which stays readable when it has left our tree.
    """
    mark = uuid.uuid4().hex
    os.environ[_MARK] = mark
    yield
    deadline = time.monotonic() + _GRACE_SECONDS
    while (left := _marked_processes(mark)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left, f"tests left processes behind: {'; '.join(left)}"


def _marked_processes(mark: str) -> list[str]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(_MARK) == mark and not _is_ours(process):
                found.append(f"{process.pid} ({process.status()}) {' '.join(process.cmdline())[:200]}")
        except (psutil.Error, OSError):
            continue
    return found


def _is_ours(process: psutil.Process) -> bool:
    """Whether it is a helper that multiprocessing keeps for the test process itself until its end."""
    words = " ".join(process.cmdline())
    return process.ppid() == os.getpid() and any(helper in words for helper in _HELPERS_OF_MULTIPROCESSING)
