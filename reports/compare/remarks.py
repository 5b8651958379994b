"""What a reader of a comparison must know beside its figures: which machines, which cases, how much may be compared."""

from __future__ import annotations

from corecurve.bench.printable import printable
from corecurve.reports.compare.comparison import Comparison, Side
from corecurve.reports.quantities import write_commit
from corecurve.reports.terminal import describe_machine

_MEANING = {
    "same": "times may be compared",
    "comparable": "speedups may be compared, times not",
    "different": "neither times nor speedups may be compared; look at seconds and shares of the ceiling",
}


def side_lines(comparison: Comparison) -> list[str]:
    """A line for each side: file, machine, time and commit."""
    return [_side(side) for side in comparison.sides]


def tier_lines(comparison: Comparison) -> list[str]:
    """A line for each side but the first: its tier, what it means, and the fields that decided."""
    return [_tier(side) for side in comparison.sides[1:]]


def remarks(comparison: Comparison) -> list[str]:
    """All that a reader must know of the cases."""
    return [*case_remarks(comparison), *figure_remarks(comparison)]


def case_remarks(comparison: Comparison) -> list[str]:
    """Cases that a side lacks, and those that failed there and why."""
    found = []
    for side_number, side in enumerate(comparison.sides):
        missing = [one.id for one in comparison.lonely if one.sides[side_number] is None]
        if missing:
            found.append(f"{side.label} does not have {_listed(missing)}.")
        found += [
            f"{side.label}: {printable(one.id, 80)} {summary.case.status}: {printable(summary.case.reason, 200)}"
            for one in comparison.cases
            if (summary := one.sides[side_number]) is not None and summary.case.status != "ok"
        ]
    return found


def figure_remarks(comparison: Comparison) -> list[str]:
    """What to know of the figures: which rounds they are of, and where each side did another amount of work."""
    return [*comparison.remarks, *_uneven_sizes(comparison)]


def _uneven_sizes(comparison: Comparison) -> list[str]:
    uneven = [one.case.workload for one in comparison.cases if not one.sizes_agree]
    if not uneven:
        return []
    names = _listed(list(dict.fromkeys(uneven)))
    return [f"The sizes of {names} differ: their seconds are of different amounts of work."]


def _side(side: Side) -> str:
    run = side.report.run
    commit = write_commit(run.commit.id, is_dirty=run.commit.dirty)
    when = printable(run.started, 40).replace("T", " ")[:16]
    machine = " · ".join(describe_machine(side.report.machine))
    return f"{side.label}  {printable(side.file, 80)} · {when} · commit {commit} · {machine}"


def _tier(side: Side) -> str:
    tier, deciding = side.likeness.tier, side.likeness.deciding
    fields = "; ".join(printable(one, 200) for one in deciding)
    return f"{side.label} against A: {tier} ({_MEANING[tier]})" + (f": {fields}" if fields else "")


def _listed(names: list[str], most: int = 6) -> str:
    shown = ", ".join(printable(name, 80) for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
