"""The speedup curves, one workload after the other, with what makes them unsure."""

from __future__ import annotations

import pandas as pd

from corecurve.bench.printable import printable
from corecurve.reports.figures.drawing import draw_quantity
from corecurve.reports.figures.quantity import EFFICIENCY, SPEEDUP
from corecurve.reports.notes import workload_notes
from corecurve.reports.page import case_table as columns
from corecurve.reports.page.content import Block, Section
from corecurve.reports.page.figures import HEIGHT_INCHES, WIDTH_INCHES, page_figure
from corecurve.reports.quantities import write_count, write_seconds, write_seconds_interval
from corecurve.reports.summary import ReportSummary, WorkloadSummary

LEAD = (
    "How many times faster than the serial loop each backend is. Bars are 95% intervals. Dotted: as many times as "
    "there are workers. Dashed: the ceiling, what independent processes reach together on this machine."
)
BEHIND_THE_CURVE = (
    columns.WORKERS,
    columns.SPEEDUP,
    columns.SPEEDUP_BOUNDS,
    columns.EFFICIENCY,
    columns.CEILING,
    columns.CEILING_BOUNDS,
    columns.CEILING_SHARE,
    columns.SECONDS,
    columns.STATUS,
)


def speedup_section(summary: ReportSummary, cases: pd.DataFrame) -> Section:
    """A block for each workload: its curve, the numbers behind it, and its warnings.

    Where there is one workload only, there is room for its efficiency.
    """
    is_alone = len(summary.workloads) == 1
    blocks = [_block(workload, cases, number, is_alone=is_alone) for number, workload in enumerate(summary.workloads)]
    return Section(anchor="speedup", title="Speedup", lead=LEAD, blocks=blocks)


def _block(workload: WorkloadSummary, cases: pd.DataFrame, number: int, *, is_alone: bool) -> Block:
    anchor = f"speedup-{number}"
    name = printable(workload.name, 80)
    table = columns.case_table(
        f"{name}: speedup",
        [workload],
        BEHIND_THE_CURVE,
    )
    own, size = cases[cases["workload"] == workload.name], (WIDTH_INCHES, HEIGHT_INCHES)
    figure = draw_quantity(own, SPEEDUP, "", *size)
    figures = page_figure(figure, anchor, f"{name}: speedup against workers", table)
    if is_alone:
        efficiency = draw_quantity(own, EFFICIENCY, "", *size)
        figures += page_figure(efficiency, f"{anchor}-efficiency", f"{name}: efficiency against workers", table)
    return Block(
        anchor=anchor,
        heading=name,
        workload=workload.name,
        paragraphs=_serial_loop(workload),
        figures=figures,
        tables=[] if figure is not None else [table],
        notes=workload_notes(workload),
    )


def _serial_loop(workload: WorkloadSummary) -> list[str]:
    seconds = workload.serial_seconds
    if seconds is None:
        return []
    tasks = write_count(workload.record.tasks, "task")
    return [f"The serial loop takes {write_seconds(seconds.value)} ({write_seconds_interval(seconds)}) for {tasks}."]
