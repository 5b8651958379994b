"""Histories as a pandas frame: one row a machine, run and case."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from corecurve.reports.history.series import CaseHistory, MachineHistory

COLUMNS = (
    "machine",
    "node",
    "run",
    "started",
    "commit",
    "is_dirty",
    "file",
    "case_id",
    "workload",
    "backend",
    "workers",
    "speedup",
    "speedup_low",
    "speedup_high",
    "level",
    "is_change",
)


def history_frame(machines: Sequence[MachineHistory]) -> pd.DataFrame:
    """The columns of :data:`COLUMNS`.

    ``machine`` and ``run`` count machines and their runs from 0; ``speedup`` has its 95% interval; ``level`` is
    the typical speedup of the steady stretch that the run is in, and ``is_change`` marks the first run of a new one.
    """
    rows = [
        row for number, machine in enumerate(machines) for history in machine.cases for row in _rows(number, history)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(machine: int, history: CaseHistory) -> list[tuple[object, ...]]:
    starts = {change.first_after.number for change in history.changes}
    levels = iter(history.levels)
    _, last, level = next(levels)
    rows: list[tuple[object, ...]] = []
    for point in history.points:
        if point.number > last:
            _, last, level = next(levels)
        run, case = point.run, point.case
        rows.append(
            (
                machine,
                run.machine.node,
                point.number,
                run.started,
                run.commit,
                run.is_dirty,
                run.file,
                case.case_id,
                case.workload,
                case.backend,
                case.workers,
                case.speedup,
                case.low,
                case.high,
                level,
                point.number in starts,
            )
        )
    return rows
