"""What scaling laws say of each backend's curve."""

from __future__ import annotations

from corecurve.bench.printable import printable
from corecurve.reports.explain.explanation import WorkloadExplanation
from corecurve.reports.page.content import Block, Section

LEAD = (
    "Amdahl's law and the universal scalability law, fitted to blocks of rounds. What the data cannot tell is not said."
)


def laws_section(explanations: list[WorkloadExplanation]) -> Section | None:
    """A block for each workload of which a law says anything; None where there is none."""
    blocks = [
        Block(
            anchor=f"laws-{number}",
            heading=printable(told.name, 80),
            workload=told.name,
            facts=[(printable(label, 60), " ".join(sentences)) for label, sentences in told.laws],
        )
        for number, told in enumerate(explanations)
        if any(not sentence.startswith("No scaling law") for _, sentences in told.laws for sentence in sentences)
    ]
    return Section(anchor="laws", title="Scaling laws", lead=LEAD, blocks=blocks) if blocks else None
