"""The overview of a report: each workload's best case in a line, after the tables."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from corecurve.bench.printable import printable
from corecurve.reports.answers import Answer
from corecurve.reports.palette import ink_of
from corecurve.reports.quantities import write_interval, write_share, write_speedup, write_workers
from corecurve.reports.telling import told

HEADINGS = ("speedup", "95% interval", "of ceiling")
NARROWEST_USE = 18
"""Room for ``2 processes (pool)``."""


def overview(answers: Sequence[Answer]) -> RenderableType:
    """A row for each workload."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="")
    table.add_column("workload", overflow="fold")
    table.add_column("use", overflow="fold", min_width=NARROWEST_USE)
    for heading in HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for found in answers:
        table.add_row(Text(printable(found.workload, 40), style="bold"), *_use(found))
    return table


def _use(found: Answer) -> list[Text | str]:
    """What to use, with its figures; none where it is the loop, or cannot be told."""
    if found.outcome in ("equal", "slower"):
        return ["the loop", *[""] * len(HEADINGS)]
    if found.outcome == "unclear":
        return ["cannot tell yet", *[""] * len(HEADINGS)]
    if found.best is None or found.best.speedup is None:
        return ["nothing was measured" if found.failed or found.skipped else "too few rounds", *[""] * len(HEADINGS)]
    case, speedup, share = found.best.case, found.best.speedup, told(found.best.ceiling_share)
    return [
        Text(write_workers(case.backend, case.workers, case.start_method), style=ink_of(case.backend).dark),
        Text(f"{found.best.mark}{write_speedup(speedup.value)}", style="bold"),
        write_interval(speedup),
        write_share(share.value) if share is not None else "",
    ]
