"""Histories in a terminal: for each machine a row a case, then what changed between which commits."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from corecurve.bench.printable import printable
from corecurve.reports.compare.change_text import write_change
from corecurve.reports.history.change_points import FEWEST_RUNS
from corecurve.reports.history.runs import Run, Unread
from corecurve.reports.history.series import CaseHistory, Change, MachineHistory
from corecurve.reports.history.sparkline import sparkline
from corecurve.reports.palette import TONES, ink_of
from corecurve.reports.plain_text import as_text
from corecurve.reports.quantities import write_commit, write_count, write_speedup
from corecurve.reports.terminal import describe_machine

NO_CHANGE = "No case changed."
_SPARK_WIDTH = 24


def render_text(machines: Sequence[MachineHistory], unread: Sequence[Unread], width: int, *, is_coloured: bool) -> str:
    """The story as text of ``width`` columns, with terminal colours or without."""
    parts: list[RenderableType] = [part for machine in machines for part in (_machine(machine), "")]
    parts += [Text(line, style="yellow") for line in unread_lines(unread)]
    return as_text(Group(*parts), width, is_coloured=is_coloured).rstrip("\n") + "\n"


def unread_lines(unread: Sequence[Unread]) -> list[str]:
    """What was passed over, in a line each; pytest-benchmark's own files together in one."""
    plain = sum(one.is_plain for one in unread)
    lines = [f"! passed over: {one.reason}" for one in unread if not one.is_plain]
    if plain:
        lines.append(f"! passed over: {write_count(plain, 'file')} of pytest-benchmark's own, without paired rounds")
    return lines


def heading_lines(machine: MachineHistory) -> list[str]:
    """The machine, and the runs that are told of."""
    first, last = machine.runs[0], machine.runs[-1]
    span = run_name(last) if first is last else f"{run_name(first)} to {run_name(last)}"
    return [" · ".join(describe_machine(machine.machine)), f"{write_count(len(machine.runs), 'run')}: {span}"]


def change_line(history: CaseHistory, change: Change) -> str:
    """A change in a sentence: case, size, levels, and the commits that it lies between."""
    before, after = change.last_before.run, change.first_after.run
    name = printable(history.case_id, 60)
    levels = f"{write_speedup(change.before)} → {write_speedup(change.after)}"
    return f"{name}: {write_change(change.relative)} ({levels}) after {run_name(before)}, by {run_name(after)}"


def change_lines(machine: MachineHistory) -> list[str]:
    """What changed, the latest first, and from where on another amount of work was measured."""
    changes = [change_line(history, change) for history, change in machine.changes] or [_no_change(machine)]
    resized: dict[str, list[str]] = {}
    for history in machine.cases:
        for point in history.resized:
            resized.setdefault(run_name(point.run), []).append(printable(history.case_id, 60))
    return changes + [
        f"From {run} on, another amount of work: {', '.join(cases)}. No change is looked for across it."
        for run, cases in resized.items()
    ]


def _no_change(machine: MachineHistory) -> str:
    most = max((len(stretch.points) for one in machine.cases for stretch in one.stretches), default=0)
    return NO_CHANGE if most >= FEWEST_RUNS else f"Too few runs to look for changes: {most} of at least {FEWEST_RUNS}."


def run_name(run: Run) -> str:
    """A run by its commit and minute: ``0123456789 (2026-01-02 03:04)``; a dirty tree is marked ``+``."""
    commit = write_commit(run.commit, is_dirty=run.is_dirty, dirty="+")
    return f"{commit} ({printable(run.started, 40)[:16].replace('T', ' ')})"


def _machine(machine: MachineHistory) -> RenderableType:
    quiet = TONES["quiet"].dark
    changes = [Text(line) for line in change_lines(machine)]
    return Group(*(Text(line, style=quiet) for line in heading_lines(machine)), "", _table(machine), "", *changes)


def _table(machine: MachineHistory) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("case", overflow="fold")
    for heading in ("runs", "first", "latest", "change"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("over time", no_wrap=True)
    for one in machine.cases:
        values = [point.case.speedup for point in one.points]
        table.add_row(
            Text(printable(one.case_id, 60), style=ink_of(one.case.backend).dark),
            str(len(values)),
            write_speedup(values[0]),
            write_speedup(values[-1]),
            write_change(one.relative) if one.relative is not None else "",
            sparkline(values, _SPARK_WIDTH),
        )
    return table
