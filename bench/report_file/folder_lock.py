"""A lock on a folder, for the moment in which a process must be alone in it."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corecurve.bench.errors import FileError
from corecurve.bench.printable import printable

PATIENCE_SECONDS = 30.0
_POLL_SECONDS = 0.01
_NO_LOCKS_HERE = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the folder's lock file; it is gone afterwards. The system frees the lock of a process that ends.

    Where the file system has no locks, nothing is held.

    Raises FileError where another process holds it for too long, OSError where the folder cannot be written.
    """
    path = folder / ".lock"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (descriptor := _take(path)) is None:
        if time.monotonic() > deadline:
            raise FileError(f"{printable(path)}: another run has held it for {PATIENCE_SECONDS:.0f} s; end that run")
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _take(path: Path) -> int | None:
    """The descriptor of the locked file; None where another process has it now."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    # Who had it may have removed the file between our opening and locking it: then we hold the lock of nothing.
    if _lock(descriptor) and _is_file(descriptor, path):
        return descriptor
    os.close(descriptor)
    return None


def _is_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":

    def _lock(descriptor: int) -> bool:
        del descriptor
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in _NO_LOCKS_HERE
        return True
