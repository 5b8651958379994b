"""What differs between the machines, their Pythons and the runs; what is the same is folded away."""

from __future__ import annotations

from corecurve.reports.compare.comparison import Comparison
from corecurve.reports.page.content import Block, Cell, Column, PageTable, Row, Section
from corecurve.reports.page.machine_section import facts_of

LEAD = "Whatever differs here can be why the figures differ. What is not known is said."
DIFFERS = "What differs"
NOT_KNOWN = "not known"


def differences_section(comparison: Comparison) -> Section:
    """A table of the facts that differ, a column for each side, and a list of those that are the same."""
    facts = [dict(facts_of(side.report.machine, side.report.run)) for side in comparison.sides]
    names = list(dict.fromkeys(name for side in facts for name in side))
    differing = [name for name in names if len({side.get(name, NOT_KNOWN) for side in facts}) > 1]
    alike = [name for name in names if name not in differing]
    blocks = []
    if differing:
        columns = [Column("field"), *(Column(side.label) for side in comparison.sides)]
        rows = [Row(cells=[Cell(name), *(Cell(side.get(name, NOT_KNOWN)) for side in facts)]) for name in differing]
        blocks.append(
            Block(anchor="machine-differing", tables=[PageTable(caption=DIFFERS, columns=columns, rows=rows)])
        )
    if alike:
        same = [(name, facts[0].get(name, NOT_KNOWN)) for name in alike]
        blocks.append(Block(anchor="machine-alike", heading="What is the same", facts=same))
    return Section(anchor="machine", title=DIFFERS, lead=LEAD, blocks=blocks)
