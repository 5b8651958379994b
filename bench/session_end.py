"""Ends a session: a process that was started as its leader, and all that it started.

Standard library only: the warden uses it when everything else of ours is gone.
"""

from __future__ import annotations

import os
import signal
import sys
import time

_TRACKER = b"multiprocessing.resource_tracker"
_TRACKER_SECONDS = 2.0
_STEP_SECONDS = 0.02


def end_session(leader: int) -> None:
    """Kills every process of the session whose leader was this process id.

    A resource tracker of multiprocessing is spared for up to two seconds: once its clients are
    gone it removes the shared memory and the semaphores that they left, and ends by itself.
    """
    if sys.platform != "linux":
        _kill_group(leader)
        return
    deadline = time.monotonic() + _TRACKER_SECONDS
    while members := _members_of(leader):
        is_late = time.monotonic() > deadline
        for pid in members:
            if is_late or not _is_tracker(pid):
                _kill(pid)
        time.sleep(_STEP_SECONDS)
        if time.monotonic() > deadline + 1:
            return


def _members_of(leader: int) -> list[int]:
    members = []
    for name in os.listdir("/proc"):
        if name.isdigit() and _session_of(int(name)) == leader:
            members.append(int(name))
    return members


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
