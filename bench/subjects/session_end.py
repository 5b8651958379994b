"""Ends sessions: processes that were started as their leaders, and all that these started.

A process that has left its session (``setsid``, as daemons do) is known by a mark in the environment, which
every child inherits.

Standard library only: the warden uses it when everything else of ours is gone.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping

_TRACKER = b"multiprocessing.resource_tracker"
_TRACKER_SECONDS = 2.0
_STEP_SECONDS = 0.02


def end_session(leader: int, mark: str) -> None:
    """Kills every process of the session whose leader was this process id, or with this mark (``NAME=value``)."""
    end_sessions({leader: mark})


def end_sessions(marks: Mapping[int, str]) -> None:
    """Kills every process of these sessions: leader's process id → mark.

    A resource tracker of multiprocessing is spared for up to two seconds: once its clients are
    gone it removes the shared memory and the semaphores that they left, and ends by itself.
    """
    if sys.platform != "linux":
        for leader in marks:
            _kill_group(leader)
        return
    deadline = time.monotonic() + _TRACKER_SECONDS
    leaders, wanted = set(marks), {os.fsencode(mark) for mark in marks.values()}
    while members := _members_of(leaders, wanted):
        is_late = time.monotonic() > deadline
        for pid in members:
            if is_late or not _is_tracker(pid):
                _kill(pid)
        time.sleep(_STEP_SECONDS)
        if time.monotonic() > deadline + 1:
            return


def _members_of(leaders: set[int], marks: set[bytes]) -> list[int]:
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [pid for pid in pids if _session_of(pid) in leaders or not marks.isdisjoint(_environment_of(pid))]


def _environment_of(pid: int) -> list[bytes]:
    """The environment that a process of ours was started with; empty for others', and for a zombie."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []


def _session_of(pid: int) -> int | None:
    """The session of a live process; None for a zombie and for one that is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    state, session = fields[0], int(fields[3])
    return None if state in (b"Z", b"X") else session


def _is_tracker(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return _TRACKER in file.read()
    except OSError:
        return False


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
