"""Writes a report as a valid pytest-benchmark file with our own whole truth under the key ``corecurve``.

One line holds one benchmark or one case, so that a damaged place has a line number and a stored baseline a
readable diff.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec

from corecurve.bench.report import CaseResult, Report
from corecurve.bench.report_file.atomic_write import write_atomically
from corecurve.bench.report_file.clock_digits import NANOSECOND_DIGITS, clock_digits
from corecurve.bench.report_file.pytest_benchmark_view import pytest_benchmark_view


def write_report(report: Report, path: Path | str) -> None:
    """Saves the report, whole or not at all; fit to be called after every block.

    While the run goes on, its view for other tools is without speedups, which take longer to estimate
    than everything else takes to write.

    Raises FileError.
    """
    write_atomically(Path(path), encode_report(report))


def encode_report(report: Report) -> bytes:
    """The bytes of the file: JSON in UTF-8, measured times rounded to the clock's nanosecond."""
    is_going_on = not report.run.is_complete and report.run.interrupted is None
    view = pytest_benchmark_view(report, has_speedups=not is_going_on)
    truth = {field.name: getattr(report, field.name) for field in fields(report)}
    truth["cases"] = [_case(case) for case in report.cases]
    truth["ceilings"] = _rounded(msgspec.to_builtins(report.ceilings))
    try:
        return _file(view, truth)
    except UnicodeEncodeError:  # a path or an argument of the system's that is no Unicode
        return _file(_as_unicode(view), _as_unicode(msgspec.to_builtins(truth)))


def _file(view: Mapping[str, Any], truth: Mapping[str, Any]) -> bytes:
    return _in_lines({**view, "corecurve": msgspec.Raw(_in_lines(truth))}) + b"\n"


def _case(case: CaseResult) -> dict[str, Any]:
    """A case for JSON. Its rounds are without the fields that were not taken."""
    built: dict[str, Any] = msgspec.to_builtins(case)
    for index, one in enumerate(built["rounds"]):
        taken = {key: value for key, value in one.items() if value is not None}
        built["rounds"][index] = _rounded(taken, clock_digits(one["iterations"]))
    built["profile"] = _rounded(built["profile"])
    return built


def _rounded(value: Any, digits: int = NANOSECOND_DIGITS) -> Any:
    """The value with every number in it rounded."""
    if isinstance(value, dict):
        return {key: _rounded(one, digits) for key, one in value.items()}
    if isinstance(value, list):
        try:  # almost all of a report's numbers are in plain columns
            return [round(one, digits) for one in value]
        except TypeError:
            return [_rounded(one, digits) for one in value]
    return round(value, digits) if isinstance(value, float) else value


def _as_unicode(value: Any) -> Any:
    """The value with unpaired surrogates in its text, which JSON in UTF-8 cannot hold, written as escapes."""
    if isinstance(value, str):
        return value.encode(errors="backslashreplace").decode()
    if isinstance(value, list):
        return [_as_unicode(one) for one in value]
    if isinstance(value, dict):
        return {_as_unicode(key): _as_unicode(one) for key, one in value.items()}
    return value


def _in_lines(members: Mapping[str, Any]) -> bytes:
    """A JSON object with a line for each member, and for each element of a member that is a list."""
    lines = (msgspec.json.encode(name) + b": " + _value_in_lines(value) for name, value in members.items())
    return b"{\n" + b",\n".join(lines) + b"\n}"


def _value_in_lines(value: Any) -> bytes:
    if isinstance(value, list) and value:
        return b"[\n" + b",\n".join(map(msgspec.json.encode, value)) + b"\n]"
    return msgspec.json.encode(value)
