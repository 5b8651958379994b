"""One piece of advice, and what it is made from."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from corecurve.bench.report import CaseResult
from corecurve.reports.explain.losses import Breakdown
from corecurve.reports.explain.replay.model import Model
from corecurve.reports.quantities import write_speedup
from corecurve.reports.summary import CaseSummary, ReportSummary

LEAST_GAIN = 1.05
"""Less than 5% more speedup is not worth anyone's time."""


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What to change, the speedup before and after, whether the latter was ``measured`` or is ``predicted``.

    ``check`` is the command that measures it.
    """

    change: str
    before: float
    after: float
    source: str
    check: str

    @property
    def gain(self) -> float:
        """After / before: 1.2 is 20% faster."""
        return self.after / self.before

    def sentence(self) -> str:
        """The advice with its gain in one sentence."""
        return f"{self.change}: {write_speedup(self.before)} → {write_speedup(self.after)} ({self.source})."


@dataclass(frozen=True, kw_only=True)
class AdvisedCase:
    """A case that is to be faster, with everything that is known of it.

    ``model`` is None where there is nothing to replay.
    """

    report: ReportSummary
    summary: CaseSummary
    breakdown: Breakdown
    model: Model | None

    @property
    def case(self) -> CaseResult:
        """The case itself."""
        return self.summary.case

    @property
    def speedup(self) -> float:
        """What its timing rounds gave, or where they are too few its profile rounds."""
        found = self.summary.speedup
        return found.value if found is not None else self.breakdown.speedup.value

    def run_command(self, *options: str) -> str:
        """``corecurve run`` for this case's workload, as it was referred to, with these options."""
        records = [one.reference for one in self.report.report.workloads if one.name == self.case.workload]
        name = records[0] if records else self.case.workload
        return " ".join(["corecurve run", shlex.quote(name), *options])
