"""Finds out whether a folder can take a report, before an hour is measured for it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from corecurve.bench.errors import FileError
from corecurve.bench.printable import printable
from corecurve.bench.report_file.atomic_write import write_error

PROBE_BYTES = 8 * 1024 * 1024
"""More than a usual report; a quota or a full disk shows when it is really written."""


def probe_folder(folder: Path) -> None:
    """Makes the folder where it is not there, writes a file of ``PROBE_BYTES`` and removes it.

    Raises FileError.
    """
    probe = folder / f".probe.{os.getpid()}.partial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with probe.open("wb") as file:
                file.write(os.urandom(PROBE_BYTES))  # what cannot be compressed takes the room that it says
                file.flush()
                os.fsync(file.fileno())
        finally:
            probe.unlink(missing_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise FileError(f"{printable(folder)}: cannot be written: a file is in the place of a folder") from None
    except (OSError, ValueError) as error:
        raise write_error(folder, error) from None


def probe_file(path: Path) -> None:
    """Whether a small file can be written at this path, into a folder that is there. Raises FileError."""
    if path.is_dir():
        raise FileError(f"{printable(path)}: cannot be written: it is a folder")
    if not path.parent.is_dir():
        raise FileError(f"{printable(path)}: cannot be written: there is no folder {printable(path.parent)}")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise write_error(path, error) from None
