"""The seam to /proc and /sys: small reads that never raise, below a root that tests can fake."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

LONGEST_READ_BYTES = 1 << 20
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,19}", re.ASCII)


@dataclass(frozen=True)
class SystemFiles:
    """The machine's own description of itself, as files below ``root`` (empty: this machine's).

    Paths are absolute as on the machine (``/proc/stat``). Whatever cannot be read is None.
    """

    root: str = ""

    def text(self, path: str, longest_bytes: int = LONGEST_READ_BYTES) -> str | None:
        """The file's text without surrounding white space; None where it cannot be read."""
        try:
            with Path(self.root + path).open("rb", buffering=0) as file:
                parts = []
                while longest_bytes > 0 and (part := file.read(longest_bytes)):
                    parts.append(part)
                    longest_bytes -= len(part)
        except (OSError, ValueError):
            return None
        return b"".join(parts).decode(errors="replace").strip()

    def beginning(self, path: str, size_bytes: int = 4096) -> str | None:
        """What one read of the file gives.

        The kernel works out only as much of a long file, such as ``/proc/cpuinfo``, as is read at once.
        """
        try:
            with Path(self.root + path).open("rb", buffering=0) as file:
                return (file.read(size_bytes) or b"").decode(errors="replace")
        except (OSError, ValueError):
            return None

    def integer(self, path: str) -> int | None:
        """The file's only content, a whole number; None where it is anything else."""
        return whole_number(self.text(path, longest_bytes=64))

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; none where it cannot be read."""
        try:
            return sorted(entry.name for entry in Path(self.root + folder).iterdir())
        except (OSError, ValueError):
            return []

    def has(self, path: str) -> bool:
        """Whether there is such a file or folder."""
        try:
            return Path(self.root + path).exists()
        except (OSError, ValueError):
            return False


HERE = SystemFiles()
"""This machine."""


def whole_number(text: str | None) -> int | None:
    """The number that the text is, of at most 19 digits; None where it is none."""
    return int(text) if text is not None and _WHOLE_NUMBER.fullmatch(text) else None
