"""A subject: the fresh interpreter in which one workload lives with one backend.

The harness talks to the agent in it over an authenticated connection; every wait has a deadline
and is on the process *and* the channel: the channel's end stays open as long as a forked child
of a dead subject holds it.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener, answer_challenge, deliver_challenge, wait
from pathlib import Path
from typing import Any

from corecurve.bench.errors import SubjectError
from corecurve.bench.interruption import raise_if_interrupted, wakeups
from corecurve.bench.subjects.inbox import Inbox
from corecurve.bench.subjects.session_end import end_session
from corecurve.bench.subjects.streams import Stream
from corecurve.bench.subjects.warden import Warden
from corecurve.core.error_text import describe_exit

_START_SECONDS = 60.0
_HANDSHAKE_SECONDS = 10
_FAREWELL_SECONDS = 1.0
_LAST_SECONDS = 5.0
_LOOK_SECONDS = 0.25
_DRAIN_SECONDS = 0.02
"""Output is read in this rhythm: to wake up at every line that is printed would take a core from the tasks."""
_MARK = "CORECURVE_SUBJECT"
_TIMEVAL = struct.Struct("@ll")


class OrderFailed(SubjectError):
    """The agent is alive and says why it could not do what it was told."""


class Subject:
    """One launch's process. What it prints is read while it is asked; an idle one that goes on printing has to wait.

    Its environment carries a mark, by which children are found that have left its session. Raises OSError where
    the system does not start it.
    """

    def __init__(self, command: Sequence[str], environment: dict[str, str], folder: Path) -> None:
        self._key = secrets.token_bytes(32)
        self._mark = f"{_MARK}={secrets.token_hex(8)}"
        address = str(folder / f"channel-{secrets.token_hex(4)}") if hasattr(os, "fork") else None
        self._listener: Listener | None = Listener(address)
        self._connection: Connection | None = None
        self._inbox: Inbox | None = None
        try:
            self._process = _start(command, environment | dict([self._mark.split("=")]))
        except OSError:
            self._listener.close()
            raise
        assert self._process.stdout is not None and self._process.stderr is not None
        self._streams = [Stream(self._process.stdout), Stream(self._process.stderr)]
        self._pidfd = _watch_exit(self.pid)

    @property
    def pid(self) -> int:
        """The process id, which is the id of its session as well."""
        return self._process.pid

    def greet(self, warden: Warden) -> None:
        """Has the warden watch it, tells the agent where to connect, and waits until it has.

        In this order: an agent that is told nothing, because we are gone, ends by itself.
        """
        assert self._listener is not None and self._process.stdin is not None
        warden.watch_session(self.pid, self._mark)
        greeting = {"address": self._listener.address, "key": self._key.hex()}
        try:
            self._process.stdin.write(json.dumps(greeting).encode() + b"\n")
            self._process.stdin.close()
        except OSError:
            raise SubjectError(self._describe_end()) from None
        self._accept()
        self._receive(_START_SECONDS, None, _LOOK_SECONDS)

    def ask(
        self,
        do: str,
        *,
        deadline_seconds: float,
        tick: Callable[[], float] | None = None,
        **fields: object,
    ) -> dict[str, Any]:
        """Gives one order and waits for its answer.

        ``tick`` is called again and again while waiting; it returns the seconds until it wants
        to be called next. Raises OrderFailed where the agent says that it failed, SubjectError
        where the subject ended or gave no answer in time (it must then be ended).
        """
        assert self._connection is not None
        try:
            self._connection.send_bytes(json.dumps({"do": do, **fields}).encode())
        except OSError:
            raise SubjectError(self._describe_end()) from None
        answer = self._receive(deadline_seconds, tick, 0.0)
        if "failed" in answer:
            raise OrderFailed(str(answer["failed"]))
        return answer

    def say_goodbye(self) -> None:
        """Closes the channel: a subject that is not busy ends by itself. Does not wait for it."""
        if self._connection is not None:
            self._connection.close()

    def end(self, *, is_broken: bool = False) -> None:
        """Closes the channel, gives a sound subject a moment to end, then ends its whole session."""
        self.say_goodbye()
        if self._connection is not None and not is_broken:
            self._wait_for_exit(_FAREWELL_SECONDS)
        if self._listener is not None:
            self._listener.close()
        end_session(self.pid, self._mark)
        self._wait_for_exit(_LAST_SECONDS)
        self._close()

    def drain(self) -> None:
        """Reads what the subject has printed."""
        for stream in self._streams:
            stream.drain()

    def _accept(self) -> None:
        assert self._listener is not None
        listening = self._listener._listener._socket  # type: ignore[attr-defined]  # noqa: SLF001
        deadline = time.monotonic() + _START_SECONDS
        while listening not in wait([listening, *self._exit_handles(), *wakeups()], _LOOK_SECONDS):
            self._look(deadline, _START_SECONDS)
        try:
            self._connection = self._listener.accept()
            self._authenticate(self._connection)
        except BlockingIOError:
            raise SubjectError(f"did not say who it is within {_HANDSHAKE_SECONDS} s") from None
        except (OSError, EOFError, AuthenticationError):
            raise SubjectError(self._describe_end()) from None
        self._inbox = Inbox(self._connection)
        self._listener.close()
        self._listener = None

    def _authenticate(self, connection: Connection) -> None:
        """What a listener with a key does, with a deadline: BlockingIOError where that has passed."""
        with _waiting_at_most(_HANDSHAKE_SECONDS, connection):
            deliver_challenge(connection, self._key)
            answer_challenge(connection, self._key)

    def _receive(
        self, deadline_seconds: float, tick: Callable[[], float] | None, first_tick_seconds: float
    ) -> dict[str, Any]:
        assert self._connection is not None
        deadline = time.monotonic() + deadline_seconds
        next_tick = time.monotonic() + first_tick_seconds
        next_drain = 0.0
        while True:
            now = time.monotonic()
            streams: list[Any] = self._open_streams() if now >= next_drain else []
            until = min([deadline, *([next_tick] if tick else []), *([next_drain] if now < next_drain else [])])
            pause = min(_LOOK_SECONDS * 4, max(0.0, until - now))
            ready = wait([self._connection, *self._exit_handles(), *streams, *wakeups()], pause)
            if self._connection in ready and (answer := self._read_answer()) is not None:
                return answer
            if any(stream in ready for stream in streams):
                self.drain()
                next_drain = time.monotonic() + _DRAIN_SECONDS
            self._look(deadline, deadline_seconds)
            if tick is not None and time.monotonic() >= next_tick:
                next_tick = time.monotonic() + tick()

    def _read_answer(self) -> dict[str, Any] | None:
        """The answer; None where it is still on its way."""
        assert self._inbox is not None
        try:
            message = self._inbox.read()
            answer: dict[str, Any] | None = None if message is None else json.loads(message)
        except (EOFError, OSError):
            raise SubjectError(self._describe_end()) from None
        except ValueError:
            raise SubjectError(
                "gave an answer that is no JSON; does the workload write to the agent's channel?"
            ) from None
        return answer

    def _wait_list(self) -> list[Any]:
        return [*self._exit_handles(), *self._open_streams()]

    def _exit_handles(self) -> list[int]:
        return [] if self._pidfd is None else [self._pidfd]

    def _open_streams(self) -> list[Stream]:
        return [stream for stream in self._streams if stream.is_open]

    def _look(self, deadline: float, allowed_seconds: float) -> None:
        """Raises SubjectError where the process has ended or the deadline has passed, Interrupted after a signal."""
        raise_if_interrupted()
        if self._process.poll() is not None:
            self.drain()
            raise SubjectError(self._describe_end())
        if time.monotonic() > deadline:
            raise SubjectError(f"gave no answer within {allowed_seconds:.0f} s")

    def _wait_for_exit(self, seconds: float) -> None:
        """Waits until it has ended, so long at most; reads meanwhile what it prints at its end."""
        deadline = time.monotonic() + seconds
        while self._process.poll() is None and (left := deadline - time.monotonic()) > 0:
            pause = left if self._exit_handles() else _LOOK_SECONDS / 10
            wait(self._wait_list(), min(pause, left))
            self.drain()

    def _close(self) -> None:
        if self._pidfd is not None:
            os.close(self._pidfd)
            self._pidfd = None
        for stream in self._streams:
            stream.close()
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except OSError:
            pass

    def _describe_end(self) -> str:
        self._wait_for_exit(_FAREWELL_SECONDS)
        self.drain()
        code = self._process.returncode
        last = self._streams[1].last_line() or self._streams[0].last_line()
        how = "closed its channel" if code is None else describe_exit(code)
        return f"the subject {how}" + (f": {last}" if last else "")


def _start(command: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )


@contextmanager
def _waiting_at_most(seconds: int, connection: Connection) -> Iterator[None]:
    """Inside, a read waits so long at most, then raises BlockingIOError; for ever where connections are no sockets."""
    if os.name != "posix":
        yield
        return
    with socket.socket(fileno=os.dup(connection.fileno())) as same:
        same.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIMEVAL.pack(seconds, 0))
        yield
        same.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIMEVAL.pack(0, 0))


def _watch_exit(pid: int) -> int | None:
    """A descriptor that is ready when the process has ended; None where the system has none to give."""
    try:
        return os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
    except OSError:
        return None
