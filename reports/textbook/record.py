"""The record of a textbook run: all that was measured, as it was measured. Figures and verdicts are derived from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec

from corecurve.bench.errors import FileError
from corecurve.bench.report import CountFromOne, Machine, Report, Seconds
from corecurve.bench.report_file.atomic_write import write_atomically
from corecurve.bench.report_file.storage import machine_folder
from corecurve.bench.report_file.strict_json import decode, file_error, read_bytes, type_error
from corecurve.reports.textbook.trials import Trials

FORMAT = 1
EXPECTED = "a file that `corecurve textbook --save` saved"


@dataclass(frozen=True, kw_only=True)
class TextbookRecord:
    """One textbook run. ``report`` holds the paired rounds, ``failures`` why an experiment has no (more) trials."""

    format: int
    version: str
    started: str
    elapsed_seconds: Seconds
    only: list[CountFromOne]
    usable_cores: CountFromOne
    machine: Machine
    trials: Trials
    report: Report | None = None
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def has_gaps(self) -> bool:
        """Whether something that was asked for could not be measured."""
        cases = self.report.cases if self.report is not None else []
        return bool(self.failures) or any(case.status != "ok" for case in cases)


class _File(msgspec.Struct):
    corecurve_textbook: TextbookRecord


class _Outline(msgspec.Struct):
    corecurve_textbook: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def record_path(storage: Path, record: TextbookRecord) -> Path:
    """Where a record is kept: beside the reports of its machine, under a name that is no report's."""
    moment = "".join(one for one in record.started if one.isdigit())[:14]
    return storage / machine_folder(record.machine) / f"textbook_{moment[:8]}_{moment[8:]}.json"


def save_record(path: Path, record: TextbookRecord) -> None:
    """Writes the file, whole or not at all. Raises FileError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"{path.parent}: cannot be made: {error.strerror or error}; name another --storage") from None
    write_atomically(path, msgspec.json.encode(_File(record)))


def load_record(path: Path) -> TextbookRecord:
    """The record in a file. Raises FileError, which names the place and what was expected."""
    try:
        record = decode(path, read_bytes(path, EXPECTED), _decoder()).corecurve_textbook
    except msgspec.ValidationError as error:
        raise type_error(path, error) from None
    if record.format != FORMAT:
        raise file_error(path, f"$.corecurve_textbook.format: expected {FORMAT}, got {record.format}")
    return record


def is_record(path: Path) -> bool:
    """Whether the file is the record of a textbook run, sound or not; what cannot be read is none."""
    try:
        outline = msgspec.json.decode(read_bytes(path, EXPECTED), type=_Outline)
    except (FileError, msgspec.DecodeError, RecursionError):
        return False
    return outline.corecurve_textbook is not msgspec.UNSET


@cache
def _decoder() -> msgspec.json.Decoder[_File]:
    return msgspec.json.Decoder(_File)
