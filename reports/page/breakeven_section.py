"""From which cost per task, and from how much work, each backend beats the loop."""

from __future__ import annotations

from collections.abc import Sequence

from corecurve.bench.printable import printable
from corecurve.bench.report import Report
from corecurve.reports.breakeven.account import BreakEven, Side, account_for, side_of
from corecurve.reports.breakeven.figure import draw_break_even
from corecurve.reports.breakeven.text import PHRASES, write_per_task, write_total
from corecurve.reports.notes import Note
from corecurve.reports.page.content import Block, Cell, Column, PageFigure, PageTable, Row, Section
from corecurve.reports.page.estimate_cells import interval_cell, value_cell
from corecurve.reports.page.figures import HEIGHT_INCHES, WIDTH_INCHES, page_figure
from corecurve.reports.quantities import write_count, write_estimate, write_seconds, write_speedup
from corecurve.reports.summary import WorkloadSummary
from corecurve.reports.terminal import describe_machine, describe_run

UNKNOWN = (
    "From which cost per task a backend pays here was not measured. `corecurve breakeven --output FILE` measures it in "
    "a minute; `corecurve report REPORT --breakeven FILE --html PAGE` then shows it here."
)


def breakeven_section(sweep: Report | None, measured_on: Report, workloads: Sequence[WorkloadSummary]) -> Section:
    """The sweep's curves, its account, and on which side each workload is; without a sweep, how to get one."""
    if sweep is None:
        return _section(UNKNOWN, [Block(anchor="breakeven-all")])
    found = account_for(sweep)
    return _section(
        _lead(sweep, found),
        [
            Block(anchor="breakeven-all", figures=_figures(found), notes=_notes(sweep, measured_on, found)),
            *([Block(anchor="breakeven-backends", tables=[_backends(found)])] if found else []),
            *_workloads(workloads, found),
        ],
    )


def _section(lead: str, blocks: list[Block]) -> Section:
    return Section(anchor="breakeven", title="Break-even", lead=lead, blocks=blocks)


def _lead(sweep: Report, found: Sequence[BreakEven]) -> str:
    if not found:
        return "The sweep has too few rounds to tell anything."
    workers, tasks = write_count(found[0].workers, "worker"), write_count(found[0].tasks, "equal task")
    when = describe_run(sweep.run).partition(" · ")[0]
    return (
        f"The cost per task from which {workers} beat the loop, for {tasks} that compute. The broad bars on the loop's "
        f"line are the 95% intervals of the crossings. Measured {when}."
    )


def _figures(found: Sequence[BreakEven]) -> list[PageFigure]:
    if not found:
        return []
    figure = draw_break_even(found, WIDTH_INCHES, HEIGHT_INCHES)
    return page_figure(figure, "breakeven-figure", "Speedup against the cost of a task", _points(found))


def _points(found: Sequence[BreakEven]) -> PageTable:
    columns = [
        Column("backend"),
        Column("seconds per task", "In the serial loop", is_number=True),
        Column("speedup", "Of a kept backend", is_number=True),
        Column("95% interval", "Of the speedup", is_number=True),
    ]
    rows = [
        Row(
            cells=[
                Cell(printable(one.backend, 40), backend=one.backend),
                Cell(write_seconds(point.seconds), point.seconds),
                value_cell(point.speedup, write_speedup),
                interval_cell(point.speedup),
            ],
            backend=one.backend,
        )
        for one in found
        for point in one.curve
    ]
    return PageTable(caption="The speedup at each cost of a task", columns=columns, rows=rows)


def _backends(found: Sequence[BreakEven]) -> PageTable:
    columns = [
        Column("backend"),
        Column("kept: pays from, per task", "With a backend that is up already", is_number=True),
        Column("started for it: pays from this work", "Serial seconds of all tasks together", is_number=True),
        Column("speedup with the most work", is_number=True),
    ]
    rows = [
        Row(
            cells=[
                Cell(printable(one.backend, 40), backend=one.backend),
                Cell(write_per_task(one), one.per_task.seconds),
                Cell(write_total(one), one.total.seconds),
                Cell(write_estimate(one.best), one.best.value),
            ],
            backend=one.backend,
        )
        for one in found
    ]
    return PageTable(caption="What pays, with 95% intervals", columns=columns, rows=rows)


def _workloads(workloads: Sequence[WorkloadSummary], found: list[BreakEven]) -> list[Block]:
    """Only workloads that compute can be held against it."""
    sides = [side for one in workloads if (side := side_of(one, found)) is not None]
    if not found or not sides:
        return []
    columns = [
        Column("workload"),
        Column("tasks", is_number=True),
        Column("seconds per task", "In the serial loop", is_number=True),
        *(Column(printable(one.backend, 40)) for one in found),
    ]
    table = PageTable(
        caption="Are this report's tasks dear enough?", columns=columns, rows=[_row(side, found) for side in sides]
    )
    return [Block(anchor="breakeven-workloads", tables=[table])]


def _row(side: Side, found: Sequence[BreakEven]) -> Row:
    cells = [
        Cell(printable(side.workload, 80)),
        Cell(str(side.tasks), side.tasks),
        Cell(write_seconds(side.task_seconds), side.task_seconds),
        *(Cell(PHRASES[side.sides[one.backend]]) for one in found),
    ]
    return Row(cells=cells, workload=side.workload)


def _notes(sweep: Report, measured_on: Report, found: Sequence[BreakEven]) -> list[Note]:
    told = {one.backend for one in found}
    reasons = {case.backend: case.reason for case in sweep.cases if case.status != "ok" and case.backend not in told}
    notes = [
        Note("failed", f"{printable(backend, 40)}: {printable(reason or 'no reason is given', 300)}")
        for backend, reason in reasons.items()
    ]
    here, there = (" · ".join(describe_machine(one.machine)) for one in (measured_on, sweep))
    if here != there:
        notes.append(Note("warning", f"Measured on another machine: {there}."))
    return notes
