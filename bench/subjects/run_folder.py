"""Where a run's folder goes: among the temporary files, unless sockets would not fit there."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from corecurve.bench.errors import FileError

_PREFIX = "corecurve-"
_SHORT_PLACES = ("/tmp", "/var/tmp")  # noqa: S108 - a folder of our own is made there, for nobody else to read
_LONGEST_ADDRESS = 107 if sys.platform == "linux" else 103
_LONGEST_INSIDE = len(f"/{_PREFIX}xxxxxxxx/tmp/pymp-xxxxxxxx/listener-xxxxxxxx")
"""What multiprocessing in a subject puts behind the folder's place: its forkserver listens there."""


def make_run_folder() -> Path:
    """A new folder for one run's files and sockets, readable by nobody else.

    The address of a Unix socket is a path of at most 107 bytes. Where the folder of temporary files (TMPDIR) is
    too long for that, the run's folder goes to the system's own. Raises FileError where no folder can be made.
    """
    usual = _usual_place()
    place = next((place for place in (usual, *_SHORT_PLACES) if _takes_sockets(place)), None)
    if place is None:
        raise FileError(f"temporary folder {usual}: too long a path for sockets; set TMPDIR to a shorter one")
    try:
        return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    except OSError as error:
        raise FileError(
            f"temporary folder {place}: cannot be written ({error.strerror}); set TMPDIR to another"
        ) from None


def _usual_place() -> str:
    try:
        return os.path.abspath(tempfile.gettempdir())
    except OSError as error:
        raise FileError(f"no temporary folder can be written ({error.strerror}); set TMPDIR to one that can") from None


def _takes_sockets(place: str) -> bool:
    fits = len(os.fsencode(place)) + _LONGEST_INSIDE < _LONGEST_ADDRESS
    return fits and os.access(place, os.W_OK | os.X_OK)
