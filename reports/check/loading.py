"""The files of a check: the report, and the baselines that a person or a storage folder names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corecurve.bench.errors import FileError, PlainBenchmarkFileError, UsageError
from corecurve.bench.printable import printable
from corecurve.bench.report import Report
from corecurve.bench.report_file.argument import resolve_report
from corecurve.bench.report_file.storage import list_reports
from corecurve.reports.check.pairing import MOST_BASELINES
from corecurve.reports.compare.identity import likeness
from corecurve.reports.compare.loading import is_copy, require_distinct, require_several_runs
from corecurve.reports.compare.one_version import load_one_version

Named = tuple[str, Report]
"""A report with the name of its file."""


@dataclass(frozen=True)
class CheckFiles:
    """What a check is made of; ``remarks`` say which files of a folder could not be used, and why."""

    report: Named
    baselines: list[Named]
    remarks: list[str]


def load_check(argument: str, baselines: Sequence[str], storage: Path) -> CheckFiles:
    """The report, and the baselines: reports, and storage folders, of which the latest of the best tier are read.

    Raises FileError for what cannot be read, UsageError where the report is its own baseline.
    """
    path = resolve_report(argument, storage)
    report = _load(path)
    named = [Path(one) if Path(one).is_dir() else resolve_report(one, storage) for one in baselines]
    require_distinct([path, *named])
    loaded: list[Named] = []
    remarks: list[str] = []
    for one in named:
        if one.is_dir():
            loaded += _from_folder(one, [(str(path), report), *loaded], remarks)
        else:
            loaded.append((str(one), _load(one)))
            require_several_runs([(str(path), report), *loaded])
    return CheckFiles((str(path), report), loaded, remarks)


def _load(path: Path) -> Report:
    try:
        return load_one_version(path)
    except PlainBenchmarkFileError as error:
        raise PlainBenchmarkFileError(f"{error}; `corecurve compare` shows its times") from None


def _from_folder(folder: Path, known: Sequence[Named], remarks: list[str]) -> list[Named]:
    """The latest reports before the first of the known ones: read backwards until enough are of the same tier.

    The known ones themselves are passed over, and so are copies of them, with a remark.
    """
    path, report = Path(known[0][0]), known[0][1]
    stored = list_reports(folder)
    named = {Path(file).resolve() for file, _ in known[1:]}
    own = [number for number, one in enumerate(stored) if one.resolve() == path.resolve()]
    found: list[Named] = []
    same = 0
    for one in reversed(stored[: own[0]] if own else stored):
        if one.resolve() in named:
            continue
        try:
            loaded = load_one_version(one)
        except PlainBenchmarkFileError:
            continue
        except FileError as error:
            remarks.append(f"Not used: {error}")
            continue
        copied = next((file for file, other in [*known, *found] if is_copy(loaded, other)), None)
        if copied is not None:
            remarks.append(f"Not used: {printable(one)} is a copy of {printable(copied)}.")
            continue
        found.append((str(one), loaded))
        same += likeness(report.machine, loaded.machine).tier == "same"
        if same == MOST_BASELINES:
            break
    if not found and not named.intersection(one.resolve() for one in stored):
        why = f" ({remarks[0].rstrip('.')})" if remarks else ""
        raise UsageError(f"{printable(folder)}: no report before {printable(path)} serves as a baseline{why}")
    return found
