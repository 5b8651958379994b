"""What experiments on messages say: which way is quickest, what needs a lock, which of a pool's calls wait."""

from __future__ import annotations

from corecurve.reports.quantities import write_bytes
from corecurve.reports.textbook.clauses import Clause, all_of, is_more
from corecurve.reports.textbook.evidence import Evidence

SHARED = "shared memory"
OTHERS = ("queue", "pipe")


def shared_memory_is_quick_and_needs_a_lock(evidence: Evidence) -> Clause:
    """For the largest messages it carries more than a queue or pipe; updates are lost without a lock, none with it."""
    sizes = [int(name.rpartition(" ")[2]) for name in evidence.figures if name.startswith("rate ")]
    if not sizes:
        return Clause(None, "no message was sent")
    largest = max(sizes)
    shared = evidence.estimate(f"rate {SHARED} {largest}")
    quick = [
        is_more(
            shared,
            evidence.estimate(f"rate {means} {largest}"),
            f"messages of {write_bytes(largest)} stream faster through shared memory than through a {means}",
        )
        for means in OTHERS
    ]
    return all_of([*quick, _lost_without_lock(evidence), _none_lost_with_lock(evidence)])


def apply_waits(evidence: Evidence) -> Clause:
    """``apply`` runs one task at a time, the other calls several; ``map`` costs less per task than ``apply``."""
    at_once = {
        name.removeprefix("at once "): figure.count
        for name, figure in evidence.figures.items()
        if name.startswith("at once ")
    }
    if "apply" not in at_once:
        return Clause(None, "no call was made")
    serial = Clause(at_once["apply"] == 1, f"apply ran {at_once['apply']} at the same moment")
    parallel = [
        Clause((most or 0) >= 2, f"{call} ran {most} at the same moment")
        for call, most in at_once.items()
        if call != "apply"
    ]
    cheaper = is_more(
        evidence.estimate("cost apply"), evidence.estimate("cost map"), "a task costs less by map than by apply"
    )
    summary = "apply ran one task at a time, the others several; map costs less per task than apply"
    return all_of([serial, *parallel, cheaper], summary)


def _lost_without_lock(evidence: Evidence) -> Clause:
    figure = evidence.figures.get("lost without lock")
    if figure is None:
        return Clause(None, "no update was made")
    if figure.count:
        return Clause(True, f"{figure.count} of {figure.out_of} updates were lost without a lock")
    return Clause(None, "no update was lost without a lock this time, which does not mean that none can be")


def _none_lost_with_lock(evidence: Evidence) -> Clause:
    figure = evidence.figures.get("lost with lock")
    if figure is None:
        return Clause(None, "no update was made under a lock")
    return Clause(not figure.count, f"{figure.count or 'none'} with it")
