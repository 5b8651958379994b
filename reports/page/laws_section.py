"""What scaling laws say of each backend's curve."""

from __future__ import annotations

from corecurve.bench.printable import printable
from corecurve.reports.page.content import Block, Section
from corecurve.reports.page.explained import ExplainedWorkload

LEAD = (
    "Amdahl's law and the universal scalability law, fitted to blocks of rounds. What the data cannot tell is not said."
)


def laws_section(explained: list[ExplainedWorkload]) -> Section | None:
    """A block for each workload to which a law could be fitted; None where there is none."""
    blocks = [
        Block(
            anchor=f"laws-{number}",
            heading=printable(told.workload.name, 80),
            workload=told.workload.name,
            facts=[(printable(label, 60), " ".join(sentences)) for label, sentences in told.laws],
        )
        for number, told in enumerate(explained)
        if told.laws
    ]
    return Section(anchor="laws", title="Scaling laws", lead=LEAD, blocks=blocks) if blocks else None
