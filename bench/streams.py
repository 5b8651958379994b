"""What subjects print: read so that nobody blocks, and only the end of it kept."""

from __future__ import annotations

import os
from typing import IO

_KEPT_BYTES = 64 * 1024


class Stream:
    """One output stream of one subject; holds its last 64 KiB."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._kept = b""
        self.is_open = True
        os.set_blocking(pipe.fileno(), False)

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return self._pipe.fileno()

    def drain(self) -> None:
        """Reads what is there; ``is_open`` is False once the stream has ended."""
        while self.is_open:
            try:
                data = os.read(self._pipe.fileno(), _KEPT_BYTES)
            except BlockingIOError:
                return
            if not data:
                self.is_open = False
            self._kept = (self._kept + data)[-_KEPT_BYTES:]

    def last_line(self) -> str:
        """The last line that was printed, for an error message; empty where nothing was."""
        lines = [line.strip() for line in self._kept.decode("utf-8", "replace").splitlines() if line.strip()]
        return lines[-1][:300] if lines else ""

    def close(self) -> None:
        """Closes our end."""
        self.is_open = False
        self._pipe.close()
