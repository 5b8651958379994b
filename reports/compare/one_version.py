"""Reports that can be compared case by case: those in which every case is there once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from corecurve.bench.errors import FileError
from corecurve.bench.printable import printable
from corecurve.bench.report import Report
from corecurve.bench.report_file.reading import load_report
from corecurve.reports.summary import SERIAL


def load_one_version(path: Path) -> Report:
    """The report in a file. Raises FileError as ``load_report`` does, and where a case is there in two versions."""
    report = load_report(path)
    counts = Counter(case.id for case in report.cases if case.backend != SERIAL)
    for case_id, count in counts.items():
        if count > 1:
            raise FileError(
                f"{printable(path)}: holds {printable(case_id)} {count} times, as `corecurve duet --output` saves both "
                "of its sides; expected a report of one version"
            )
    return report
