"""Writes a file whole or not at all: readers see the old content or the new, whatever happens between."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from corecurve.bench.errors import FileError
from corecurve.bench.printable import printable

_REMEDIES = {
    errno.ENOENT: "make the folder",
    errno.ENOSPC: "make room",
    errno.EDQUOT: "make room",
    errno.EFBIG: "raise the limit",
    errno.ENAMETOOLONG: "shorten it",
}


def write_atomically(path: Path, data: bytes) -> None:
    """Puts ``data`` into the file: into a partial file beside it, which then takes its place.

    A symbolic link is followed. After SIGKILL a partial file may be left, never a changed ``path``.

    Raises FileError.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise FileError(f"{printable(path)}: cannot be written: it is no regular file; name another one")
        partial = partial_of(target)
        try:
            _write(partial, data)
            partial.replace(target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise write_error(path, error) from None


def partial_of(path: Path) -> Path:
    """The hidden file beside ``path`` in which this process writes what ``path`` will be."""
    return path.with_name(f".{path.name}.{os.getpid()}.partial")


def write_error(path: Path, error: OSError | ValueError) -> FileError:
    """Why a file or folder cannot be written and what to do about it, in one line."""
    reason = str(error)
    remedy = "name another place"
    if isinstance(error, OSError):
        reason = error.strerror or reason
        remedy = f"{_REMEDIES.get(error.errno or 0, 'make it writable')}, or name another place"
    return FileError(f"{printable(path)}: cannot be written: {printable(reason)}; {remedy}")


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
