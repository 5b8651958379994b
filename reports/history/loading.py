"""The history of a storage folder, from its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corecurve.bench.errors import FileError, UsageError
from corecurve.bench.printable import printable
from corecurve.bench.report_file.storage import list_reports
from corecurve.reports.compare.identity import Tier
from corecurve.reports.history.runs import Run, Unread, read_runs
from corecurve.reports.history.series import MachineHistory, histories


@dataclass(frozen=True)
class FolderHistory:
    """The histories of every machine in a folder, and the files that are no runs."""

    machines: list[MachineHistory]
    unread: list[Unread]


def load_history(folder: Path, workloads: Sequence[str], tier: Tier) -> FolderHistory:
    """Reads all reports of a folder; of their cases those of ``workloads`` (empty: all).

    Raises FileError where there is no report to be read, UsageError where no report has such a workload.
    """
    if folder.is_file():
        raise FileError(f"{printable(folder)}: is a file; expected a storage folder, as `corecurve run` makes one")
    if not folder.is_dir():
        raise FileError(f"{printable(folder)}: no such folder; `corecurve run` makes one with its first report")
    runs, unread = read_runs(list_reports(folder))
    if not runs:
        reason = f" ({unread[0].reason})" if unread else "; they lie in a folder for each machine, as `run` saves them"
        raise FileError(f"{printable(folder)}: holds no report of corecurve{reason}")
    if workloads:
        runs = _only(runs, workloads)
    return FolderHistory(histories(runs, tier), unread)


def _only(runs: Sequence[Run], workloads: Sequence[str]) -> list[Run]:
    known = dict.fromkeys(case.workload for run in runs for case in run.cases)
    for name in workloads:
        if name not in known:
            raise UsageError(
                f"--workload {printable(name)}: no run has it; there are: {', '.join(map(printable, known))}"
            )
    chosen = [replace(run, cases=tuple(case for case in run.cases if case.workload in workloads)) for run in runs]
    return [run for run in chosen if run.cases]
