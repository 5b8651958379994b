"""What a case costs beside its time: start-up, memory, CPU seconds. Judged only where a tolerance is given."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from corecurve.reports.compare.shift import Shift
from corecurve.reports.compare.shifts import between
from corecurve.reports.summary import CaseSummary

MEMORY_ERROR = 0.02
"""What one measured peak of memory is off by, as a standard deviation: a sampler sees a peak only nearly."""


@dataclass(frozen=True)
class CostLimits:
    """By how much each cost may grow, as a share; a cost that is not named is not judged."""

    growth: Mapping[str, float] = field(default_factory=dict)


def cost_shifts(before: CaseSummary, after: CaseSummary) -> dict[str, Shift]:
    """How start-up seconds, peak memory and CPU seconds moved, as far as both sides know them."""
    return {name: shift for name, of in _COSTS.items() if (shift := of(before, after)) is not None}


def _startup(before: CaseSummary, after: CaseSummary) -> Shift | None:
    return between(before.startup_seconds, after.startup_seconds)


def _memory(before: CaseSummary, after: CaseSummary) -> Shift | None:
    old, new = before.memory, after.memory
    if old is None or new is None or old.kind != new.kind or not old.bytes or not new.bytes:
        return None
    return Shift(math.log(new.bytes / old.bytes), MEMORY_ERROR * math.sqrt(2), math.inf)


def _cpu(before: CaseSummary, after: CaseSummary) -> Shift | None:
    return between(before.cpu_seconds, after.cpu_seconds) if before.case.size == after.case.size else None


_COSTS: dict[str, Callable[[CaseSummary, CaseSummary], Shift | None]] = {
    "start-up": _startup,
    "memory": _memory,
    "CPU": _cpu,
}
"""The costs, by the name that they have in output."""
