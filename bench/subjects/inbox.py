"""The inbox of a connection: answers put together piece by piece, so that half an answer never blocks.

``Connection.recv_bytes`` waits for the rest of a message that has begun. A subject that is killed while it sends
leaves half a message, and its forked children keep the channel open: that wait would never end.
"""

from __future__ import annotations

import os
import struct
from multiprocessing.connection import Connection

_LENGTH = struct.Struct("!i")
_LONG_LENGTH = struct.Struct("!Q")
_IS_LONG = -1
_PIECE_BYTES = 1 << 16


class Inbox:
    """Reads what ``Connection.send_bytes`` sends: a length of four bytes (or −1 and eight), then the message."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pieces = bytearray()

    def read(self) -> bytes | None:
        """The next whole message; None where more of it is still to come. Raises EOFError or OSError at the end."""
        while (message := self._take()) is None and self._connection.poll(0):
            piece = os.read(self._connection.fileno(), _PIECE_BYTES)
            if not piece:
                raise EOFError("the channel has been closed")
            self._pieces += piece
        return message

    def _take(self) -> bytes | None:
        begin, length = self._measure()
        if length is None or len(self._pieces) < begin + length:
            return None
        message = bytes(self._pieces[begin : begin + length])
        del self._pieces[: begin + length]
        return message

    def _measure(self) -> tuple[int, int | None]:
        """Where the first message's bytes begin, and how many they are; None where that has not come yet."""
        begin = _LENGTH.size
        if len(self._pieces) < begin:
            return begin, None
        (length,) = _LENGTH.unpack_from(self._pieces)
        if length != _IS_LONG:
            return begin, length
        if len(self._pieces) < begin + _LONG_LENGTH.size:
            return begin, None
        (length,) = _LONG_LENGTH.unpack_from(self._pieces, begin)
        return begin + _LONG_LENGTH.size, length
