"""What subjects print: read so that nobody blocks, and only the end of it kept."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import IO

from corecurve.bench.printable import printable

_KEPT_BYTES = 64 * 1024
_MOST_READS = 16
_PIPE_BYTES = 1 << 20


class Stream:
    """One output stream of one subject; holds its last 64 KiB."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._kept = b""
        self.is_open = True
        os.set_blocking(pipe.fileno(), False)
        _enlarge(pipe.fileno())

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return self._pipe.fileno()

    def drain(self) -> None:
        """Reads what is there, a mebibyte at most: a stream may be filled faster than it is read, without end.

        ``is_open`` is False once the stream has ended.
        """
        for _ in range(_MOST_READS):
            if not self.is_open:
                return
            try:
                data = os.read(self._pipe.fileno(), _KEPT_BYTES)
            except BlockingIOError:
                return
            if not data:
                self.is_open = False
            self._kept = (self._kept + data)[-_KEPT_BYTES:]

    def last_line(self) -> str:
        """The last line that was printed, made safe to print again; empty where nothing was."""
        lines = [line.strip() for line in self._kept.decode("utf-8", "replace").splitlines() if line.strip()]
        return printable(lines[-1][:300]) if lines else ""

    def close(self) -> None:
        """Closes our end."""
        self.is_open = False
        self._pipe.close()


def _enlarge(pipe: int) -> None:
    """Lets a pipe hold a mebibyte where the system allows it, so that it need not be read at once."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
