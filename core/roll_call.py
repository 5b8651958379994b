"""The roll call: makes sure that the asked number of distinct workers really is up.

Executors start workers lazily and a quick worker may take every task, so that four workers were
asked for and two did the work. Each worker reports once, from its initializer, and then waits
until all have reported. Pipes carry both directions, since they are the one thing that threads,
subinterpreters and processes of every start method can share.
"""

from __future__ import annotations

import os
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe

_PRESENT = b"P"
_RELEASED = b"R"
_FAILED = b"F"
_IDENTITY = struct.Struct("<qqq")
_POLL_SECONDS = 0.2
_LONGEST_TEXT = 3000

# Connections pickle into processes that are spawned; file descriptors go where memory is shared.
End = Connection | int


class WorkerFailed(Exception):
    """A worker died, or failed before its first task."""


@dataclass(frozen=True)
class Worker:
    """A worker that is up: its process, its thread's id in the system, and when it was (``perf_counter_ns``)."""

    pid: int
    thread: int
    up_ns: int


@dataclass(frozen=True)
class Register:
    """The workers' side of the roll call: where to report, and where to wait."""

    arrivals: End
    release: End

    def report(self) -> None:
        """Reports this worker as up and waits until all are."""
        self._send(_PRESENT + _IDENTITY.pack(os.getpid(), threading.get_native_id(), time.perf_counter_ns()))
        os.read(_descriptor(self.release), 1)
        # The parent closes the pipes, whose descriptors may be ours too, when all have said this.
        self._send(_RELEASED)

    def report_failure(self, reason: str) -> None:
        """Reports that this worker cannot be set up, and why."""
        self._send(_FAILED + reason.encode("utf-8", "replace")[:_LONGEST_TEXT])

    def _send(self, message: bytes) -> None:
        # One write below PIPE_BUF is atomic: workers report at the same moment.
        os.write(_descriptor(self.arrivals), struct.pack("<i", len(message)) + message)


class RollCall:
    """The parent's side: waits for the workers, then lets them go."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._arrivals, self._arrive = Pipe(duplex=False)
        self._wait, self._release = Pipe(duplex=False)

    def register(self, *, shares_memory: bool = False) -> Register:
        """What is handed to the workers: descriptors where they share our memory, else connections."""
        if shares_memory:
            return Register(self._arrive.fileno(), self._wait.fileno())
        return Register(self._arrive, self._wait)

    def gather(self, check_alive: Callable[[], None]) -> list[Worker]:
        """Waits until all workers are up and returns them; WorkerFailed where one cannot be.

        ``check_alive`` is asked while waiting, and raises WorkerFailed where a worker died.
        """
        present = [Worker(*_IDENTITY.unpack(self._next(_PRESENT, check_alive))) for _ in range(self._workers)]
        os.write(self._release.fileno(), b"." * self._workers)
        for _ in range(self._workers):
            self._next(_RELEASED, check_alive)
        return present

    def close(self) -> None:
        """Closes this side's ends."""
        for end in (self._arrivals, self._arrive, self._wait, self._release):
            end.close()

    def _next(self, kind: bytes, check_alive: Callable[[], None]) -> bytes:
        """What the next message says, which must be of this kind."""
        while not self._arrivals.poll(_POLL_SECONDS):
            try:
                check_alive()
            except WorkerFailed:
                # A worker that fails says why and then dies: what it said may have come since the look above.
                if not self._arrivals.poll(0):
                    raise
        descriptor = self._arrivals.fileno()
        (length,) = struct.unpack("<i", _read_exactly(descriptor, 4))
        message = _read_exactly(descriptor, length)
        if message[:1] == _FAILED:
            raise WorkerFailed(message[1:].decode("utf-8", "replace"))
        if message[:1] != kind:
            # A pool replaces a worker that has died, and the new one reports as well.
            check_alive()
            raise WorkerFailed("a worker died and was replaced while the others were starting")
        return message[1:]


def _descriptor(end: End) -> int:
    return end if isinstance(end, int) else end.fileno()


def _read_exactly(descriptor: int, length: int) -> bytes:
    data = b""
    while len(data) < length:
        data += os.read(descriptor, length - len(data))
    return data
