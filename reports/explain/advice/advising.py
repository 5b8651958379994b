"""All advice for a case, the largest gain first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corecurve.reports.explain.advice.advice import Advice, AdvisedCase
from corecurve.reports.explain.advice.measured import (
    advise_backend,
    advise_fewer_workers,
    advise_keeping,
    advise_loop,
    advise_start_method,
)
from corecurve.reports.explain.advice.replayed import (
    advise_chunk_size,
    advise_longest_first,
    advise_shared_memory,
    advise_workers,
)
from corecurve.reports.explain.advice.thread_limits import advise_thread_limit
from corecurve.reports.explain.losses import Breakdown
from corecurve.reports.explain.replay.model import Model
from corecurve.reports.explain.scaling_curve import is_weak
from corecurve.reports.summary import CaseSummary, ReportSummary

Adviser = Callable[[AdvisedCase], Iterator[Advice]]

ADVISERS: tuple[Adviser, ...] = (
    advise_backend,
    advise_loop,
    advise_workers,
    advise_fewer_workers,
    advise_chunk_size,
    advise_longest_first,
    advise_shared_memory,
    advise_thread_limit,
    advise_keeping,
    advise_start_method,
)


def advise(report: ReportSummary, summary: CaseSummary, breakdown: Breakdown, models: list[Model]) -> list[Advice]:
    """What to try for one case. Empty where nothing that the figures support would help."""
    if summary.is_too_wide:
        return []
    case = summary.case
    own = (case.workload, case.backend, case.start_method)
    replayable = [] if is_weak(case) else models
    model = next((one for one in replayable if (one.workload, one.backend, one.start_method) == own), None)
    advised = AdvisedCase(report=report, summary=summary, breakdown=breakdown, model=model)
    found = [advice for adviser in ADVISERS for advice in adviser(advised)]
    return sorted(found, key=lambda advice: -advice.gain)
