"""The cases that a prediction cannot be made from, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from corecurve.bench.printable import printable
from corecurve.reports.explain.replay.model_making import tells
from corecurve.reports.explain.scaling_curve import is_weak
from corecurve.reports.quantities import write_count
from corecurve.reports.summary import ReportSummary
from corecurve.reports.telling import WIDEST_FACTOR


def untold(summary: ReportSummary, chosen: Collection[tuple[str, str, str | None]]) -> list[str]:
    """A sentence for each workload with profiled cases that tell nothing, of the chosen (backend, start method)."""
    counts: dict[str, dict[str, set[int]]] = {}
    for one in summary.cases:
        case = one.case
        is_chosen = (case.workload, case.backend, case.start_method) in chosen and not is_weak(case)
        if is_chosen and case.status == "ok" and case.profile is not None and not tells(one):
            counts.setdefault(case.workload, {}).setdefault(case.backend, set()).add(case.workers)
    return [_sentence(workload, backends) for workload, backends in counts.items()]


def _sentence(workload: str, backends: Mapping[str, Collection[int]]) -> str:
    named = ", ".join(f"{printable(backend, 40)} ({_workers(counts)})" for backend, counts in backends.items())
    return (
        f"{printable(workload, 60)}: cannot tell from {named}: too few rounds for an interval narrower than a factor "
        f"of {WIDEST_FACTOR:g}. Measure longer."
    )


def _workers(counts: Collection[int]) -> str:
    *before, last = sorted(counts)
    start = f"{', '.join(str(count) for count in before)} and " if before else ""
    return start + write_count(last, "worker")
