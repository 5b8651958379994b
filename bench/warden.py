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

from corecurve.bench.session_end import end_session

_START = "import sys; sys.path.insert(0, sys.argv[1]); from corecurve.bench.warden import guard; guard()"


class Warden:
    """The harness's side: starts the warden and tells it what to look after."""

    def __init__(self) -> None:
        floors = str(Path(os.path.abspath(__file__)).parents[2])
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _START, floors],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def watch_session(self, leader: int) -> None:
        """From now on the warden ends this session when the harness is gone."""
        self._tell("session", str(leader))

    def forget_session(self, leader: int) -> None:
        """The session has ended."""
        self._tell("ended", str(leader))

    def watch_folder(self, folder: Path) -> None:
        """From now on the warden removes this folder when the harness is gone."""
        self._tell("folder", str(folder))

    def dismiss(self) -> None:
        """Closes the pipe and waits: the warden removes what is left and ends."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except OSError:
            pass
        self._process.wait(timeout=20)

    def _tell(self, verb: str, what: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(os.fsencode(f"{verb} {what}\n"))
            self._process.stdin.flush()
        except OSError:
            # Without a warden the run still cleans up after itself, unless it is killed.
            pass


def guard() -> None:
    """The warden's life: reads what to look after until the harness is gone, then tidies up."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    sessions: set[int] = set()
    folders: list[str] = []
    for line in sys.stdin.buffer:
        verb, _, what = os.fsdecode(line).rstrip("\n").partition(" ")
        if verb == "session":
            sessions.add(int(what))
        elif verb == "ended":
            sessions.discard(int(what))
        elif verb == "folder":
            folders.append(what)
    for leader in sessions:
        end_session(leader)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
