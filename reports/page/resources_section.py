"""CPU and memory: of the best case over time, and of every case."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from corecurve.bench.printable import printable
from corecurve.bench.report import Samples
from corecurve.bench.tree_sums import tree_cores, tree_memory
from corecurve.reports.figures.drawing import draw_quantity
from corecurve.reports.figures.over_time import draw_over_time, longest_turn
from corecurve.reports.figures.quantity import MEMORY
from corecurve.reports.notes import memory_notes
from corecurve.reports.page import case_table as columns
from corecurve.reports.page.content import Block, Cell, Column, PageFigure, PageTable, Row, Section
from corecurve.reports.page.figures import HEIGHT_INCHES, WIDTH_INCHES, page_figure
from corecurve.reports.page.spotlight import name_case, spotlight
from corecurve.reports.quantities import write_bytes, write_cores, write_seconds
from corecurve.reports.summary import CaseSummary, ReportSummary, WorkloadSummary

LEAD = (
    "Cores busy are CPU seconds by wall seconds, from the system's own accounting of the timed rounds. Memory is of "
    "the whole process tree, sampled from outside in the profile rounds."
)
MOST_SAMPLES = 60


def resources_section(summary: ReportSummary, cases: pd.DataFrame) -> Section | None:
    """A block for each workload of which anything is known; None where there is none."""
    blocks = [
        block
        for number, workload in enumerate(summary.workloads)
        if (block := _block(workload, cases[cases["workload"] == workload.name], number)) is not None
    ]
    return Section(anchor="resources", title="CPU and memory", lead=LEAD, blocks=blocks) if blocks else None


BEHIND_THE_PEAKS = (
    columns.WORKERS,
    columns.CPU_SECONDS,
    columns.CORES,
    columns.CORES_BOUNDS,
    columns.PEAK,
    columns.PEAK_KIND,
    columns.PEAK_USS,
    columns.PEAK_RSS,
)


def _block(workload: WorkloadSummary, cases: pd.DataFrame, number: int) -> Block | None:
    anchor, name = f"resources-{number}", printable(workload.name, 80)
    table = columns.case_table(f"{name}: CPU and memory of every case", [workload], BEHIND_THE_PEAKS)
    peaks = draw_quantity(cases, MEMORY, "", WIDTH_INCHES, HEIGHT_INCHES)
    figures = [
        *_over_time(spotlight(workload), anchor),
        *page_figure(peaks, f"{anchor}-memory", f"{name}: peak memory against workers", table),
    ]
    is_known = any(one.effective_cores is not None for one in workload.cases)
    if not figures and not is_known:
        return None
    return Block(
        anchor=anchor,
        heading=name,
        workload=workload.name,
        figures=figures,
        tables=[] if peaks is not None else [table],
        notes=memory_notes(workload.cases),
    )


def _over_time(one: CaseSummary | None, anchor: str) -> Sequence[PageFigure]:
    turn = longest_turn(one.case) if one is not None else None
    if one is None or turn is None or one.memory is None:
        return []
    name = name_case(one)
    figure = draw_over_time(one.case, WIDTH_INCHES, HEIGHT_INCHES)
    return page_figure(
        figure, f"{anchor}-time", f"{name}: CPU and memory over time", _readings(turn, one.memory.kind, name)
    )


def _readings(turn: Samples, kind: str, name: str) -> PageTable:
    """The samples; where there are very many, every so-manyth."""
    step = -(-len(turn.time_seconds) // MOST_SAMPLES)
    rows = [
        Row(
            cells=[
                Cell(write_seconds(time) if time else "0", time),
                Cell("" if cores is None else write_cores(cores), cores),
                Cell("" if total is None else write_bytes(total), total),
            ]
        )
        for time, cores, total in list(zip(turn.time_seconds, tree_cores(turn), tree_memory(turn, kind), strict=True))[
            ::step
        ]
    ]
    every = "every sample" if step == 1 else f"one sample in {step}"
    headings = [
        Column("time", is_number=True),
        Column("cores busy", is_number=True),
        Column(kind.upper(), is_number=True),
    ]
    return PageTable(caption=f"{name}: {every}", columns=headings, rows=rows)
