"""The tables of cases: everything that is known of each, and what lies behind one figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corecurve.bench.printable import printable
from corecurve.reports.case_labels import label_cases
from corecurve.reports.page.content import Cell, Column, PageTable, Row
from corecurve.reports.page.estimate_cells import (
    EMPTY,
    interval_cell,
    number_cell,
    seconds_interval_cell,
    value_cell,
)
from corecurve.reports.quantities import write_bytes, write_cores, write_seconds, write_share, write_speedup
from corecurve.reports.summary import CaseSummary, WorkloadSummary

LONGEST_NAME = 120
IMPRECISE = "less precise than asked for"


@dataclass(frozen=True)
class CaseColumn:
    """A column of a table of cases, and how its cell is made."""

    column: Column
    cell: Callable[[CaseSummary], Cell]


def _number(heading: str, meaning: str, cell: Callable[[CaseSummary], Cell]) -> CaseColumn:
    return CaseColumn(Column(heading, meaning, is_number=True), cell)


WORKERS = _number("workers", "Threads, processes or interpreters", lambda one: number_cell(one.case.workers))
SECONDS = _number(
    "seconds", "Wall time of a round on a warm backend", lambda one: value_cell(one.seconds, write_seconds)
)
SECONDS_BOUNDS = _number("95% interval", "Of the seconds", lambda one: seconds_interval_cell(one.seconds))
SPEEDUP = _number(
    "speedup",
    "Serial time / parallel time; ~ where it is less precise than was asked for",
    lambda one: value_cell(one.speedup, lambda value: one.mark + write_speedup(value)),
)
SPEEDUP_BOUNDS = _number("95% interval", "Of the speedup", lambda one: interval_cell(one.speedup))
EFFICIENCY = _number("efficiency", "Speedup / workers", lambda one: value_cell(one.efficiency, write_share))
CEILING = _number(
    "ceiling", "What independent processes reach together here", lambda one: value_cell(one.ceiling, write_speedup)
)
CEILING_BOUNDS = _number("95% interval", "Of the ceiling", lambda one: interval_cell(one.ceiling))
CEILING_SHARE = _number("of the ceiling", "Speedup / ceiling", lambda one: value_cell(one.ceiling_share, write_share))
CPU_SECONDS = _number(
    "CPU seconds", "Of the subject and its workers, in a round", lambda one: value_cell(one.cpu_seconds, write_seconds)
)
CORES = _number("cores busy", "CPU seconds / wall seconds", lambda one: value_cell(one.effective_cores, write_cores))
CORES_BOUNDS = _number("95% interval", "Of the cores busy", lambda one: interval_cell(one.effective_cores))
PEAK = _number(
    "peak memory",
    "Peak over time of the sum over the process tree",
    lambda one: number_cell(one.memory.bytes, write_bytes) if one.memory else EMPTY,
)
PEAK_KIND = CaseColumn(
    Column("kind", "PSS shares out what processes share, USS leaves it out, RSS counts it once per process"),
    lambda one: Cell(one.memory.kind.upper()) if one.memory else EMPTY,
)
PEAK_USS = _number(
    "USS", "What only they hold", lambda one: number_cell(one.memory.uss_bytes, write_bytes) if one.memory else EMPTY
)
PEAK_RSS = _number(
    "RSS",
    "Shared pages once per process",
    lambda one: number_cell(one.memory.rss_bytes, write_bytes) if one.memory else EMPTY,
)
START = _number(
    "to start", "From nothing to all workers up", lambda one: value_cell(one.startup_seconds, write_seconds)
)
STOP = _number("to stop", "From the last result to gone", lambda one: value_cell(one.stop_seconds, write_seconds))
COLD = _number(
    "speedup if started",
    "With a backend that is started for the round and stopped after it",
    lambda one: value_cell(one.cold_speedup, write_speedup),
)
COLD_BOUNDS = _number("95% interval", "Of the speedup if started", lambda one: interval_cell(one.cold_speedup))
ROUNDS = _number("rounds", "Timed rounds", lambda one: number_cell(len(one.case.rounds)))
LAUNCHES = _number("launches", "Lives of the subject", lambda one: number_cell(one.case.launches))
STATUS = CaseColumn(Column("status", "And the reason, where it failed or was skipped"), lambda one: Cell(_status(one)))
OUTCOME = CaseColumn(
    Column("outcome", "ok, imprecise (less precise than was asked for), too few rounds, failed or skipped"),
    lambda one: Cell(_outcome(one).replace(IMPRECISE, "imprecise")),
)
REASON = CaseColumn(Column("reason", "Why it failed or was skipped"), lambda one: Cell(_reason(one)))

EVERYTHING = (
    WORKERS,
    OUTCOME,
    SECONDS,
    SECONDS_BOUNDS,
    SPEEDUP,
    SPEEDUP_BOUNDS,
    EFFICIENCY,
    CEILING_SHARE,
    CPU_SECONDS,
    CORES,
    PEAK,
    START,
    STOP,
    COLD,
    COLD_BOUNDS,
    ROUNDS,
    LAUNCHES,
    REASON,
)


def case_table(caption: str, workloads: Sequence[WorkloadSummary], columns: Sequence[CaseColumn]) -> PageTable:
    """A row for each case; several workloads are named first. Columns that are empty are left out."""
    has_workloads = len(workloads) > 1
    heading = [Column("workload")] if has_workloads else []
    rows = []
    for workload in workloads:
        for one, label in zip(workload.cases, label_cases([one.case for one in workload.cases]), strict=True):
            names = [Cell(printable(workload.name, LONGEST_NAME))] if has_workloads else []
            names.append(Cell(printable(label, LONGEST_NAME), backend=one.case.backend))
            rows.append(
                Row(
                    cells=[*names, *(column.cell(one) for column in columns)],
                    workload=workload.name,
                    backend=one.case.backend,
                )
            )
    headings = [*heading, Column("backend"), *(column.column for column in columns)]
    return _telling(PageTable(caption=caption, columns=headings, rows=rows))


def _telling(table: PageTable) -> PageTable:
    kept = [at for at in range(len(table.columns)) if any(row.cells[at].text for row in table.rows)]
    rows = [replace(row, cells=[row.cells[at] for at in kept]) for row in table.rows]
    return replace(table, columns=[table.columns[at] for at in kept], rows=rows)


def _status(one: CaseSummary) -> str:
    reason = _reason(one)
    return f"{_outcome(one)}: {reason}" if reason else _outcome(one)


def _reason(one: CaseSummary) -> str:
    return printable(one.case.reason or "no reason is given") if one.case.status != "ok" else ""


def _outcome(one: CaseSummary) -> str:
    if one.case.status != "ok":
        return one.case.status
    if one.speedup is None:
        return "too few rounds"
    return "ok" if one.is_precise else IMPRECISE
