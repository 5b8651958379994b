"""Reads the times in a pytest-benchmark file that is no report: seconds, and nothing to pair them with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from corecurve.bench.report import Count, CountFromOne, Seconds
from corecurve.bench.report_file.strict_json import decode, read_bytes, type_error

EXPECTED = "a file that pytest-benchmark saved"


@dataclass(frozen=True, kw_only=True)
class BenchmarkStats:
    """What pytest-benchmark says of one benchmark, in seconds; ``data`` are its rounds, where they were saved."""

    min: Seconds
    max: Seconds
    mean: Seconds
    stddev: Seconds
    median: Seconds
    rounds: CountFromOne
    iterations: Count = 1
    data: list[Seconds] | None = None


@dataclass(frozen=True, kw_only=True)
class BenchmarkTimes:
    """One benchmark of a pytest-benchmark file."""

    name: str
    fullname: Annotated[str, msgspec.Meta(min_length=1)]
    stats: BenchmarkStats
    group: str | None = None


class _File(msgspec.Struct):
    benchmarks: list[BenchmarkTimes]


def load_benchmark_times(path: Path | str) -> list[BenchmarkTimes]:
    """The benchmarks of a file in pytest-benchmark's format, a report's too.

    Raises FileError as :func:`~corecurve.bench.report_file.reading.load_report` does.
    """
    path = Path(path)
    try:
        return decode(path, read_bytes(path, EXPECTED), _decoder()).benchmarks
    except msgspec.ValidationError as error:
        raise type_error(path, error) from None


@cache
def _decoder() -> msgspec.json.Decoder[_File]:
    return msgspec.json.Decoder(_File)
