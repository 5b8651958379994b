"""The account of a sweep in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from corecurve.bench.printable import printable
from corecurve.reports.breakeven.account import BreakEven, Side
from corecurve.reports.breakeven.crossing import Crossing
from corecurve.reports.palette import ink_of
from corecurve.reports.plain_text import as_text
from corecurve.reports.quantities import write_count, write_estimate, write_seconds

_INDENT = 2
_GAP = 3
_HEADINGS = ("\nbackend", "kept: from\nper task", "started for it:\nfrom this work", "with the\nmost work")
PHRASES = {"above": "worth it", "below": "not worth it", "near": "too near to tell", None: "cannot tell"}


def render_account(
    found: Sequence[BreakEven],
    sides: Sequence[Side],
    missing: dict[str, str],
    width: int,
    *,
    is_coloured: bool = False,
) -> str:
    """All of it as text of ``width`` columns."""
    return as_text(Group(*_parts(found, sides, missing, width)), width, is_coloured=is_coloured)


def _parts(
    found: Sequence[BreakEven], sides: Sequence[Side], missing: dict[str, str], width: int
) -> Iterator[RenderableType]:
    if found:
        first = found[0]
        yield Text(
            f"Where {write_count(first.workers, 'worker')} beat the loop, for {first.tasks} equal tasks that compute:"
        )
        yield ""
        yield Padding(_table(found, width - _INDENT), (0, 0, 0, _INDENT))
    for backend, reason in missing.items():
        yield Text(f"{printable(backend, 40)}: {printable(reason, 200)}")
    for side in sides:
        yield ""
        yield from _side(side)


def _table(found: Sequence[BreakEven], width: int) -> Table:
    """A row for each backend; where there is no room beside the figures, their intervals stand below them."""
    names = [printable(one.backend, 30) for one in found]
    rows = [[write_per_task(one), write_total(one), write_estimate(one.best)] for one in found]
    if _width([_HEADINGS, *([name, *row] for name, row in zip(names, rows, strict=True))]) > width:
        rows = [[cell.replace(" (", "\n(", 1) for cell in row] for row in rows]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in _HEADINGS:
        is_name = heading == _HEADINGS[0]
        table.add_column(heading, justify="left" if is_name else "right", no_wrap=not is_name, overflow="fold")
    for one, name, cells in zip(found, names, rows, strict=True):
        table.add_row(Text(name, style=ink_of(one.backend).dark), *cells)
    return table


def _width(rows: Sequence[Sequence[str]]) -> int:
    """The width of a table of these cells, with what stands between its columns."""
    columns = [[line for cell in column for line in cell.split("\n")] for column in zip(*rows, strict=True)]
    return sum(max(map(cell_len, column)) for column in columns) + _GAP * (len(columns) - 1)


def write_per_task(one: BreakEven) -> str:
    """From which cost per task on a kept pool is worth it: ``23.5 µs (20.1 µs – 30.0 µs)``."""
    return _crossing(one.per_task, one.smallest_task_seconds, one.largest_task_seconds)


def write_total(one: BreakEven) -> str:
    """From how much work on it is worth to start a pool for it."""
    return _crossing(one.total, one.smallest_task_seconds * one.tasks, one.largest_work_seconds)


def _crossing(crossing: Crossing, smallest: float, largest: float) -> str:
    if crossing.side == "never":
        return f"never up to {write_seconds(largest)}"
    if crossing.side == "unknown":
        return "cannot tell"
    if crossing.side == "always" or crossing.seconds is None:
        return f"below {write_seconds(smallest)}"
    low = write_seconds(crossing.low) if crossing.low is not None else f"<{write_seconds(smallest)}"
    high = write_seconds(crossing.high) if crossing.high is not None else f">{write_seconds(largest)}"
    return f"{write_seconds(crossing.seconds)} ({low} – {high})"


def _side(side: Side) -> Iterator[RenderableType]:
    yield Text.assemble(
        (printable(side.workload, 60), "bold"),
        f": {write_count(side.tasks, 'task')} of {write_seconds(side.task_seconds)} each",
    )
    for kind, phrase in PHRASES.items():
        backends = [printable(backend, 30) for backend, where in side.sides.items() if where == kind]
        if backends:
            yield Padding(Text(f"{phrase} for {', '.join(backends)}"), (0, 0, 0, 2))
