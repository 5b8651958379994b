"""Histories in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from corecurve.reports.compare.change_text import write_change
from corecurve.reports.compare.markdown import escape, table
from corecurve.reports.history.runs import Unread
from corecurve.reports.history.series import MachineHistory
from corecurve.reports.history.text import change_lines, heading_lines, unread_lines
from corecurve.reports.quantities import write_speedup


def render_markdown(machines: Sequence[MachineHistory], unread: Sequence[Unread]) -> str:
    """For each machine what changed, then a row a case."""
    lines: list[str] = []
    for machine in machines:
        lines += ["", *(f"{escape(line)}  " for line in heading_lines(machine)), ""]
        lines += [f"- {escape(line)}" for line in change_lines(machine)]
        lines += ["", *table(["case", "runs", "first", "latest", "change"], _rows(machine))]
    return "\n".join([*lines, "", *(f"> {escape(line)}" for line in unread_lines(unread))]).strip() + "\n"


def _rows(machine: MachineHistory) -> list[list[str]]:
    return [
        [
            one.case_id,
            str(len(one.points)),
            write_speedup(one.points[0].case.speedup),
            write_speedup(one.points[-1].case.speedup),
            write_change(one.relative) if one.relative is not None else "",
        ]
        for one in machine.cases
    ]
