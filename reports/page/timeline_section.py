"""Who worked when: the timeline of one round of each workload's best case."""

from __future__ import annotations

from corecurve.reports.explain.explanation import CaseExplanation
from corecurve.reports.explain.lanes import Lane
from corecurve.reports.explain.pictures import draw_timeline
from corecurve.reports.page.content import Block, Cell, Column, PageTable, Row, Section
from corecurve.reports.page.explained import ExplainedWorkload
from corecurve.reports.page.figures import MOST_INCHES, WIDTH_INCHES, page_figure
from corecurve.reports.page.spotlight import name_case, spotlight
from corecurve.reports.quantities import write_seconds

LEAD = (
    "The profile round of median length. A bar is a task, a gap is waiting; the parent's lane shows handing out and "
    "collecting."
)


def timeline_section(explained: list[ExplainedWorkload]) -> Section | None:
    """A block for each workload with profile rounds; None where no workload has any."""
    blocks = []
    for number, told in enumerate(explained):
        close = spotlight(told.workload)
        if close is None:
            continue
        anchor, name = f"timeline-{number}", name_case(close)
        table = _lanes(told.best, name) if told.best is not None else None
        figure = draw_timeline(close.case, width_inches=WIDTH_INCHES, most_inches=MOST_INCHES)
        figures = page_figure(figure, anchor, f"{name}: tasks of one round, by worker", table)
        blocks.append(Block(anchor=anchor, heading=name, workload=told.workload.name, figures=figures))
    return Section(anchor="timeline", title="Who worked when", lead=LEAD, blocks=blocks) if blocks else None


def _lanes(one: CaseExplanation, name: str) -> PageTable:
    columns = [
        Column("worker", is_number=True),
        Column("tasks", is_number=True),
        Column("wait", "Before its first task", is_number=True),
        Column("busy", "In tasks", is_number=True),
        Column("gaps", "Between tasks", is_number=True),
        Column("tail", "After its last task", is_number=True),
    ]
    rows = [Row(cells=_lane(lane)) for lane in one.lanes]
    return PageTable(caption=f"{name}: what each worker did, means over the profile rounds", columns=columns, rows=rows)


def _lane(lane: Lane) -> list[Cell]:
    seconds = (lane.wait_seconds, lane.busy_seconds, lane.gap_seconds, lane.tail_seconds)
    return [
        Cell(str(lane.worker + 1), lane.worker),
        Cell(str(lane.tasks), lane.tasks),
        *(Cell(write_seconds(value) if value > 0 else "0", value) for value in seconds),
    ]
