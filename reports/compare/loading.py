"""The files of a comparison: found, read, and each of them another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corecurve.bench.errors import PlainBenchmarkFileError, UsageError
from corecurve.bench.printable import printable
from corecurve.bench.report import Report
from corecurve.bench.report_file.argument import resolve_report
from corecurve.bench.report_file.pytest_benchmark_times import load_benchmark_times
from corecurve.reports.compare.comparison import Comparison, compare
from corecurve.reports.compare.one_version import load_one_version
from corecurve.reports.compare.times import TimesComparison, compare_times


def load_comparison(arguments: Sequence[str], storage: Path) -> Comparison | TimesComparison:
    """What a person asked to see side by side; of times only where a file is pytest-benchmark's own.

    Raises FileError for a file that is neither, UsageError where a file is given twice.
    """
    paths = [resolve_report(argument, storage) for argument in arguments]
    require_distinct(paths)
    loaded = [_load(path) for path in paths]
    reports = [(str(path), report) for path, report in zip(paths, loaded, strict=True) if report is not None]
    require_several_runs(reports)
    if len(reports) == len(paths):
        return compare(reports)
    plain = [number for number, report in enumerate(loaded) if report is None]
    return compare_times([(str(path), load_benchmark_times(path)) for path in paths], plain)


def require_distinct(paths: Sequence[Path]) -> None:
    """Raises UsageError where two of the paths are one file: beside itself everything is equal."""
    seen: dict[Path, Path] = {}
    for path in paths:
        first = seen.setdefault(path.resolve(), path)
        if first is not path:
            raise UsageError(f"{printable(path)} is given twice: a file beside itself shows nothing")


def require_several_runs(reports: Sequence[tuple[str, Report]]) -> None:
    """Raises UsageError where one report, given with its file, is a copy of another."""
    for number, (file, report) in enumerate(reports):
        for first, other in reports[:number]:
            if is_copy(report, other):
                raise UsageError(
                    f"{printable(file)} is a copy of {printable(first)}: a run beside itself shows nothing"
                )


def is_copy(one: Report, other: Report) -> bool:
    """Whether both hold the same run; two runs never agree in every round."""
    return one.run.started == other.run.started and one == other


def _load(path: Path) -> Report | None:
    try:
        return load_one_version(path)
    except PlainBenchmarkFileError:
        return None
