"""The loss in words: how many cores were lost, to what, and why."""

from __future__ import annotations

from corecurve.reports.explain.evidence import Inquiry, evidence
from corecurve.reports.explain.factors import FactorName
from corecurve.reports.explain.losses import Breakdown, Loss
from corecurve.reports.quantities import write_count, write_interval, write_speedup
from corecurve.reports.summary import CaseSummary

PHRASES: dict[FactorName, str] = {
    "load balance": "imbalance",
    "dispatch": "dispatch",
    "serial section": "the serial part",
    "work inflation": "work inflation",
    "waiting for a core": "waiting for a core",
    "blocked": "being blocked",
    "on-CPU share": "being off the core",
    "task inflation": "tasks that take longer",
    "serial overhead": "loop overhead",
}
"""What a factor is called in a sentence, after *lost to*."""

_GAINS: dict[FactorName, str] = {
    "load balance": "no imbalance",
    "dispatch": "quicker dispatch",
    "serial section": "a quicker serial part",
    "work inflation": "the same tasks cost less CPU time than in the loop",
    "waiting for a core": "less waiting for a core than in the loop",
    "blocked": "less blocking than in the loop",
    "on-CPU share": "tasks are on a core for more of their time than in the loop",
    "task inflation": "the tasks take less time than in the loop",
    "serial overhead": "the loop's own overhead is shared",
}
"""What a factor above 1 is called."""

_SMALL_SHARE = 0.1
_ALMOST_ALL = 0.97


def cannot_tell(summary: CaseSummary) -> str | None:
    """What stands in place of a headline where the speedup's interval says nothing; None where it does."""
    if summary.speedup is None or not summary.is_too_wide:
        return None
    bounds = write_interval(summary.speedup)
    return f"Cannot tell: the speedup is somewhere in {bounds}, which is too wide to explain. Measure longer."


def headline(inquiry: Inquiry) -> str:
    """One or two sentences: the speedup of the profile rounds, and what took the rest.

    *4 workers gave 2.1×. Of the 1.9 lost: 1.1 waiting for a core (only 2 are usable), 0.6 dispatch (41 MB
    pickled per round), 0.2 imbalance (5 tasks for 4 workers).*
    """
    breakdown = inquiry.breakdown
    gave = f"{write_count(breakdown.workers, 'worker')} gave {write_speedup(breakdown.speedup.value)}"
    if breakdown.speedup.low > breakdown.workers:
        return f"{gave}: more than its workers; {_gains(breakdown)}."
    if breakdown.speedup.value >= _ALMOST_ALL * breakdown.workers:
        return f"{gave}: next to nothing is lost."
    named = [loss for loss in breakdown.losses if loss.cores.value >= _SMALL_SHARE * breakdown.lost_cores]
    named = named or breakdown.losses[:1]
    parts = [f"{_cores(loss.cores.value, breakdown.lost_cores)} {_named(inquiry, loss)}" for loss in named]
    sentence = f"{gave}. Of the {_cores(breakdown.lost_cores, breakdown.lost_cores)} lost: {', '.join(parts)}."
    gained = -sum(gain.cores.value for gain in breakdown.gains)
    if gained >= _SMALL_SHARE * breakdown.lost_cores:
        sentence += f" {_cores(gained, breakdown.lost_cores)} came back: {_gains(breakdown)}."
    return sentence


def largest_loss(inquiry: Inquiry) -> str | None:
    """The largest loss with its share of the lost cores, in a few words; None where next to nothing is lost."""
    breakdown = inquiry.breakdown
    if breakdown.largest is None or breakdown.speedup.value >= _ALMOST_ALL * breakdown.workers:
        return None
    share = min(1.0, breakdown.largest.cores.value / breakdown.lost_cores)
    return f"{_named(inquiry, breakdown.largest)}: {share:.0%} of what is lost"


def _gains(breakdown: Breakdown) -> str:
    return " and ".join(_GAINS[gain.factor] for gain in breakdown.gains[:2])


def _named(inquiry: Inquiry, loss: Loss) -> str:
    reason = evidence(inquiry, loss.factor)
    phrase = PHRASES[loss.factor]
    return f"{phrase} ({reason})" if reason else phrase


def _cores(cores: float, lost_cores: float) -> str:
    """Cores with as many digits as the sum of the losses deserves: 1.1 of 1.9, 0.04 of 0.21."""
    return f"{cores:.1f}" if abs(lost_cores) >= 1 else f"{cores:.2f}"
