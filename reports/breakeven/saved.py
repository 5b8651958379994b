"""A sweep in a file: a report like any other, of workloads that only a sweep has."""

from __future__ import annotations

from pathlib import Path

from corecurve.bench.errors import FileError
from corecurve.bench.printable import printable
from corecurve.bench.report import Report
from corecurve.bench.report_file.reading import load_report

NAMES = "grain-"


def load_sweep(path: Path) -> Report:
    """What `corecurve breakeven --output` saved. Raises FileError for anything else."""
    report = load_report(path)
    others = [one.name for one in report.workloads if not one.name.startswith(NAMES)]
    if others or not report.workloads:
        found = f"a report of {printable(others[0], 60)}" if others else "a report of nothing"
        raise FileError(f"{printable(path)}: expected what `corecurve breakeven --output FILE` saved, got {found}")
    return report
