"""The case of a workload that is looked at closely: waterfall, timeline, CPU and memory over time."""

from __future__ import annotations

from corecurve.bench.printable import printable
from corecurve.reports.answers import best_case
from corecurve.reports.quantities import write_workers
from corecurve.reports.summary import CaseSummary, WorkloadSummary


def spotlight(workload: WorkloadSummary) -> CaseSummary | None:
    """The best case with a profile; of those with several workers, if there are any. None without profiles."""
    profiled = [one for one in workload.cases if one.case.profile is not None and one.case.profile.rounds]
    several = [one for one in profiled if one.case.workers > 1] or profiled
    return best_case([one for one in several if one.speedup is not None]) or (several[0] if several else None)


def name_case(one: CaseSummary) -> str:
    """What a heading calls the case: ``primes, 2 processes (pool)``."""
    case = one.case
    return f"{printable(case.workload, 80)}, {write_workers(case.backend, case.workers, case.start_method)}"
