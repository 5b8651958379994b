"""Reads a report: strictly, so that what comes back can be trusted, and quickly.

The types of :mod:`corecurve.bench.report` are the format. The view for pytest-benchmark that lies beside our key is
skipped, not read.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from corecurve.bench.errors import FileError, PlainBenchmarkFileError
from corecurve.bench.printable import printable
from corecurve.bench.report import FORMAT, Report
from corecurve.bench.report_file.checks import find_flaw
from corecurve.bench.report_file.strict_json import decode, file_error, read_bytes, type_error

EXPECTED = "a report that `corecurve run` saved"


class _File(msgspec.Struct):
    corecurve: Report


class _Outline(msgspec.Struct):
    corecurve: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    benchmarks: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    machine_info: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class _Format(msgspec.Struct):
    format: int


def load_report(path: Path | str) -> Report:
    """The report in a file.

    Raises PlainBenchmarkFileError where the file is pytest-benchmark's own (it has times,
    :func:`~corecurve.bench.report_file.pytest_benchmark_times.load_benchmark_times` reads them) and FileError for
    everything else that is not a whole and possible report; both name file, place and what was expected.
    """
    path = Path(path)
    data = read_bytes(path, EXPECTED)
    try:
        report = decode(path, data, _decoder()).corecurve
    except msgspec.ValidationError as error:
        raise _explain(path, data, error) from None
    if report.format != FORMAT:
        raise _unknown_format(path, report.format)
    flaw = find_flaw(report)
    if flaw is not None:
        raise file_error(path, f"$.corecurve.{flaw.place}: {flaw.text}")
    return report


@cache
def _decoder() -> msgspec.json.Decoder[_File]:
    return msgspec.json.Decoder(_File)


def _explain(path: Path, data: bytes, error: msgspec.ValidationError) -> FileError:
    """What kind of file it is that does not have a report's types: another tool's, another format, or a damaged one."""
    try:
        outline = msgspec.json.decode(data, type=_Outline)
        if outline.corecurve is msgspec.UNSET:
            return _another_tools(path, data, outline)
        number = msgspec.json.decode(outline.corecurve, type=_Format).format
        return type_error(path, error) if number == FORMAT else _unknown_format(path, number)
    except (msgspec.DecodeError, RecursionError):
        return type_error(path, error)


def _another_tools(path: Path, data: bytes, outline: _Outline) -> FileError:
    if msgspec.UNSET not in (outline.benchmarks, outline.machine_info):
        return PlainBenchmarkFileError(
            f"{printable(path)}: a plain pytest-benchmark file: it has times but no paired rounds; expected {EXPECTED}"
        )
    keys = list(msgspec.json.decode(data, type=dict[str, msgspec.Raw]))
    found = ", ".join(f"`{printable(key, 40)}`" for key in keys[:5])
    others = f" but {found}" if found else ", nor any other"
    return file_error(path, f"$: no key `corecurve`{others}; expected {EXPECTED}")


def _unknown_format(path: Path, number: int) -> FileError:
    remedy = "update corecurve to read it" if number > FORMAT else "no version of corecurve has written it"
    return file_error(path, f"$.corecurve.format: expected {FORMAT}, got {number}: {remedy}")
