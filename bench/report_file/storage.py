"""A storage folder: reports in pytest-benchmark's own layout, numbered in the order in which runs began.

    results/Linux-CPython-3.13-64bit/0007_<commit>_20260102_030405.json

A name ends in ``_uncommitted-changes`` where tracked files differed from the commit.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from corecurve.bench.errors import FileError
from corecurve.bench.printable import printable
from corecurve.bench.report import Commit, Machine
from corecurve.bench.report_file.atomic_write import partial_of, write_error
from corecurve.bench.report_file.folder_lock import locked
from corecurve.bench.report_file.folder_probe import probe_folder

DEFAULT_STORAGE = Path("results")

FORGOTTEN_AFTER_SECONDS = 86_400.0
"""A partial file as old as this belongs to no run that still goes on."""

_TIME = "%Y%m%d_%H%M%S"
_REPORT = re.compile(r"(\d{4,})_.*\.json")
_PARTIAL = re.compile(r"\.(\d{4,})_.*\.partial")
_TIMED = re.compile(r"\d{4,}_.*?_(\d{8}_\d{6})(?:_.*)?\.json")
_UNSAFE = re.compile(r"[^A-Za-z0-9.+-]+")


def prepare_storage(storage: Path | str, machine: Machine, commit: Commit, started: str) -> Path:
    """The path for the report of a run that begins: its folder can be written and has room, its number is its own.

    ``machine`` tells the measured interpreter in its ``python``; ``started`` is the ISO time of the run. The number
    is above all others in the storage, and is taken at once: a hidden partial file holds it until the first
    :func:`~corecurve.bench.report_file.writing.write_report` of this process, or :func:`release`.

    Raises FileError.
    """
    storage = Path(storage)
    folder = storage / machine_folder(machine)
    probe_folder(folder)
    tag = _tag(commit, started)
    try:
        with locked(storage):
            partials = list(_matching(storage, _PARTIAL))
            taken = [*partials, *_matching(storage, _REPORT)]
            path = folder / f"{1 + max((number for number, _ in taken), default=0):04}_{tag}.json"
            partial_of(path).touch(exist_ok=False)
    except OSError as error:
        raise write_error(folder, error) from None
    _forget([partial for _, partial in partials])
    return path


def release(path: Path) -> None:
    """Gives up the number of a run that has saved nothing; its hidden file goes."""
    partial_of(path).unlink(missing_ok=True)


def list_reports(storage: Path | str) -> list[Path]:
    """The files of a storage folder in the order in which their runs began; empty where there is no such folder.

    Only names are looked at: a file may be pytest-benchmark's, or damaged.

    Raises FileError where the folder cannot be read.
    """
    try:
        found = [(_began(path), number, path) for number, path in _matching(Path(storage), _REPORT)]
    except OSError as error:
        raise FileError(f"{printable(storage)}: cannot be read: {error.strerror or error}") from None
    return [path for _, _, path in sorted(found)]


def number_of(path: Path) -> int:
    """The number in the name of a stored report. Raises ValueError where it has none."""
    match = _REPORT.fullmatch(path.name)
    if match is None:
        raise ValueError(f"not the name of a stored report: {path.name}")
    return int(match[1])


def machine_folder(machine: Machine) -> str:
    """The name of a machine's folder in a storage: ``Linux-CPython-3.13-64bit``."""
    python = machine.python
    if python is None:
        return _safe(machine.system)
    version = ".".join(python.version.split(".")[:2])
    return _safe(f"{machine.system}-{python.implementation}-{version}-{python.bits}bit")


def _tag(commit: Commit, started: str) -> str:
    """The name of a report without its number: commit, UTC time and whether there were uncommitted changes."""
    moment = datetime.fromisoformat(started).astimezone(UTC).strftime(_TIME)
    parts = [_safe(commit.id), moment, *(["uncommitted-changes"] if commit.dirty else [])]
    return "_".join(parts)


def _safe(text: str) -> str:
    return _UNSAFE.sub("-", text).strip(".-") or "unknown"


def _matching(storage: Path, name: re.Pattern[str]) -> Iterator[tuple[int, Path]]:
    """The files in a storage and its machines' folders whose name matches, with their numbers; in no order."""
    if not storage.is_dir():
        return
    for folder in (storage, *(one for one in storage.iterdir() if one.is_dir())):
        for path in folder.iterdir():
            if match := name.fullmatch(path.name):
                yield int(match[1]), path


def _began(path: Path) -> str:
    """When the run began: by its name, or where that does not tell (pytest-benchmark's own names) by the file."""
    if match := _TIMED.fullmatch(path.name):
        return match[1]
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime(_TIME)


def _forget(partials: list[Path]) -> None:
    """Removes those of runs that were killed long ago; the others may come and go meanwhile."""
    for one in partials:
        with suppress(OSError):
            if time.time() - one.stat().st_mtime > FORGOTTEN_AFTER_SECONDS:
                one.unlink()
