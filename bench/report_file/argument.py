"""What a person may write for a report: its path, its number in the storage, or ``latest``."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from corecurve.bench.errors import FileError, PlainBenchmarkFileError
from corecurve.bench.printable import printable
from corecurve.bench.report_file.reading import load_report
from corecurve.bench.report_file.storage import list_reports, number_of

LATEST = "latest"


def resolve_report(argument: str, storage: Path | str) -> Path:
    """The path that is meant. ``./7`` is a file of that name, ``7`` the report of that number.

    Files that pytest-benchmark itself has put into the storage are no reports and are passed over by ``latest``
    and by number; damaged ones are not, so that nobody is given an older report unawares.

    Raises FileError, with the nearest that there is, where there is no such report.
    """
    stored = list_reports(storage)
    if argument == LATEST:
        return _latest(stored, storage)
    if argument.isdecimal() and len(argument) <= 9:
        return _numbered(int(argument), stored, storage)
    path = Path(argument)
    try:
        is_there = argument != "" and path.exists()
    except (OSError, ValueError):
        is_there = False
    if is_there:
        return path
    named = printable(argument) if argument else "''"
    raise FileError(f"{named}: no such report; {_hint(argument, stored, storage)}")


def _latest(stored: Sequence[Path], storage: Path | str) -> Path:
    for path in reversed(stored):
        if not _is_plain(path):
            return path
    raise FileError(f"no latest report: {_nothing_in(storage)}")


def _numbered(number: int, stored: Sequence[Path], storage: Path | str) -> Path:
    found = [path for path in stored if number_of(path) == number and not _is_plain(path)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(printable(path) for path in found)
        raise FileError(f"report {number} is in {printable(storage)} {len(found)} times; give a path: {names}")
    if not stored:
        raise FileError(f"no report {number}: {_nothing_in(storage)}")
    reports = [path for path in stored if number_of(path) != number] or stored
    nearest = min(reports, key=lambda path: abs(number_of(path) - number))
    raise FileError(
        f"no report {number} in {printable(storage)}; the nearest is {number_of(nearest)} ({printable(nearest)}), "
        f"the latest {number_of(stored[-1])}"
    )


def _is_plain(path: Path) -> bool:
    """Whether pytest-benchmark itself has written the file."""
    try:
        load_report(path)
    except PlainBenchmarkFileError:
        return True
    except FileError:
        return False
    return False


def _hint(argument: str, stored: Sequence[Path], storage: Path | str) -> str:
    """The nearest path or word; where none is near, what may be given."""
    near_by = {LATEST: LATEST}
    for path in (*_neighbours(Path(argument)), *stored):
        near_by |= {path.name: str(path), str(path): str(path)}
    for name in difflib.get_close_matches(argument, near_by, n=1):
        return f"did you mean {printable(near_by[name])}?"
    if not stored:
        return _nothing_in(storage)
    return f"give a path, or a number or `{LATEST}` in {printable(storage)}"


def _neighbours(path: Path) -> list[Path]:
    try:
        return sorted(path.parent.glob("*.json"))
    except (OSError, ValueError):
        return []


def _nothing_in(storage: Path | str) -> str:
    return f"there are no reports in {printable(storage)}; `corecurve run` makes one"
