"""The agent's end of the channel to the harness: JSON bytes over an authenticated connection."""

from __future__ import annotations

import json
import os
import sys
from multiprocessing.connection import Client, Connection
from typing import Any

Message = dict[str, Any]


class Channel:
    """Receives orders and sends answers; both are JSON objects, never pickles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._owner = os.getpid()

    @property
    def is_ours(self) -> bool:
        """Whether this is the process that opened it, and not a child that a task has forked."""
        return os.getpid() == self._owner

    def receive(self) -> Message | None:
        """The next order; None when the harness has closed the channel or is gone."""
        try:
            message: Message = json.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            return None
        return message

    def send(self, message: Message) -> None:
        """Sends an answer."""
        self._connection.send_bytes(json.dumps(message, separators=(",", ":")).encode())


def open_channel() -> Channel:
    """Connects to the harness, whose address and key come as one line on standard input.

    They come that way, not in the environment or the arguments, where workers and neighbours
    could read the key. Standard input is then empty, so that a workload that reads it gets no
    answer instead of waiting. Raises EOFError where the harness is gone already.
    """
    line = sys.stdin.buffer.readline()
    if not line:
        raise EOFError("the harness is gone")
    greeting = json.loads(line)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    address = greeting["address"]
    connection = Client(
        tuple(address) if isinstance(address, list) else address, authkey=bytes.fromhex(greeting["key"])
    )
    return Channel(connection)
