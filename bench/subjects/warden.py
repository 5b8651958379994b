"""The warden: a small process that ends the subjects when the harness is gone.

The harness tells it on a pipe what to look after; when the pipe ends, however the harness ended
(SIGKILL included), every subject that is still named is ended and the run's folder removed.
It lives in a session of its own, so that Ctrl-C in the terminal does not reach it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from corecurve.bench.subjects.session_end import end_sessions

_PATIENCE_SECONDS = 20.0
_START = "import sys; sys.path.append(sys.argv[1]); from corecurve.bench.subjects.warden import guard; guard()"


class Warden:
    """The harness's side: starts the warden and tells it what to look after."""

    def __init__(self) -> None:
        floors = str(Path(os.path.abspath(__file__)).parents[3])
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _START, floors],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def watch_session(self, leader: int, mark: str) -> None:
        """From now on the warden ends this session, and what has left it, when the harness is gone."""
        self._tell("session", f"{leader} {mark}")

    def forget_session(self, leader: int) -> None:
        """The session has ended."""
        self._tell("ended", str(leader))

    def watch_folder(self, folder: Path) -> None:
        """From now on the warden removes this folder when the harness is gone."""
        self._tell("folder", str(folder))

    def dismiss(self) -> None:
        """Closes the pipe and waits: the warden removes what is left and ends. One that does not is killed."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except OSError:
            pass
        try:
            self._process.wait(timeout=_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _tell(self, verb: str, what: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(os.fsencode(f"{verb} {what}\0"))
            self._process.stdin.flush()
        except OSError:
            # Without a warden the run still cleans up after itself, unless it is killed.
            pass


def guard() -> None:
    """The warden's life: reads what to look after until the harness is gone, then tidies up."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    sessions: dict[int, str] = {}
    folders: list[str] = []
    # Names of folders may hold line ends, but no zero. The end of the pipe is the end of the harness.
    for message in sys.stdin.buffer.read().split(b"\0"):
        verb, _, what = os.fsdecode(message).partition(" ")
        if verb == "session":
            leader, _, mark = what.partition(" ")
            sessions[int(leader)] = mark
        elif verb == "ended":
            sessions.pop(int(what), None)
        elif verb == "folder":
            folders.append(what)
    end_sessions(sessions)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
