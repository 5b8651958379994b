"""What it costs to start a backend for one round, and to stop it after."""

from __future__ import annotations

from dataclasses import dataclass

from corecurve.bench.estimator.estimate import Estimate
from corecurve.reports.explain.losses import Breakdown
from corecurve.reports.quantities import write_seconds, write_speedup
from corecurve.reports.summary import CaseSummary

_SMALL_SHARE = 0.03


@dataclass(frozen=True, kw_only=True)
class StartUp:
    """Starting and stopping, beside the speedup that is left of a backend that is started for one round."""

    startup_seconds: Estimate
    stop_seconds: Estimate
    warm_speedup: Estimate
    cold_speedup: Estimate

    @property
    def lost_cores(self) -> float:
        """How much of the speedup goes with a backend that is started for one round."""
        return self.warm_speedup.value - self.cold_speedup.value

    def is_largest_loss(self, breakdown: Breakdown) -> bool:
        """Whether, for one round, starting and stopping take more than any factor does."""
        largest = breakdown.largest
        least = _SMALL_SHARE * self.warm_speedup.value
        return self.lost_cores > max(least, largest.cores.value if largest is not None else 0.0)

    def sentence(self) -> str:
        """What is left of the speedup for one round, and why."""
        return (
            f"Started for one round, it gives {write_speedup(self.cold_speedup.value)}: starting takes "
            f"{write_seconds(self.startup_seconds.value)}, stopping {write_seconds(self.stop_seconds.value)}."
        )


def start_up(summary: CaseSummary) -> StartUp | None:
    """The start-up of a case; None where too few rounds measured it for an interval."""
    startup, stop, warm, cold = summary.startup_seconds, summary.stop_seconds, summary.speedup, summary.cold_speedup
    if startup is None or stop is None or warm is None or cold is None:
        return None
    return StartUp(startup_seconds=startup, stop_seconds=stop, warm_speedup=warm, cold_speedup=cold)
