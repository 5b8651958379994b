"""What paired rounds say: the claims about speedups, cores and pools that are reused."""

from __future__ import annotations

from itertools import pairwise

from corecurve.reports.quantities import write_cores, write_count, write_estimate
from corecurve.reports.textbook.clauses import MARGIN, Clause, all_of, denied, is_faster
from corecurve.reports.textbook.evidence import Evidence

ONE_CORE = Clause(None, "only one core may be used here, on which nothing can be computed in parallel")
QUIET = 0.85
"""The share of the usable cores that other programs must leave before a missing gain says something."""


def processes_speed_up(evidence: Evidence) -> Clause:
    """Processes, in a pool and by themselves, beat the loop by more than the margin."""
    if evidence.usable_cores < 2:
        return ONE_CORE
    found = all_of(
        [
            is_faster(evidence.estimate("primes@pool"), "a pool"),
            is_faster(evidence.estimate("primes@processes"), "processes"),
        ]
    )
    return found if found.is_true else _if_quiet(found, evidence)


def threads_do_not(evidence: Evidence) -> Clause:
    """Threads do not beat the loop by more than the margin; without a GIL that would not be because of it."""
    if evidence.usable_cores < 2:
        return ONE_CORE
    speedup = evidence.estimate("primes@threads")
    found = denied(is_faster(speedup, "threads"))
    if evidence.has_gil or speedup is None:
        return found if found.is_true is False else _if_quiet(found, evidence)
    shown = write_estimate(speedup)
    if found.is_true is False:
        return Clause(False, f"this interpreter runs without the GIL, and threads do compute in parallel: {shown}")
    return Clause(
        None, f"this interpreter runs without the GIL: what holds its threads back is another thing ({shown})"
    )


def threads_speed_up_waiting(evidence: Evidence) -> Clause:
    """Threads that wait beat the loop that waits by more than the margin; that needs no second core."""
    return is_faster(evidence.estimate("waiting@threads"), "threads that wait")


def more_cores(evidence: Evidence) -> Clause:
    """Every step to more processes keeps more cores busy."""
    if evidence.usable_cores < 2:
        return ONE_CORE
    found = all_of([_uses_more(evidence, one, two) for one, two in _pairs(evidence)] or [Clause(None, "no steps")])
    return found if found.is_true else _if_quiet(found, evidence)


def it_scales(evidence: Evidence) -> Clause:
    """Every step to more processes is faster by more than the margin."""
    if evidence.usable_cores < 2:
        return ONE_CORE
    steps = [
        is_faster(evidence.estimate(f"pool step {two}"), f"{two} processes instead of {one}")
        for one, two in _pairs(evidence)
    ]
    found = all_of(steps or [Clause(None, "no steps")])
    return found if found.is_true else _if_quiet(found, evidence)


def reuse_pays(evidence: Evidence) -> Clause:
    """A round on a pool that is up is shorter than one that has to make the pool and end it."""
    gain = evidence.estimate("pool reuse")
    if gain is None:
        return Clause(None, "no interval")
    shown = f"for work of this length a pool that is up is {write_estimate(gain)} as fast as a new one"
    if gain.low > 1:
        return Clause(True, shown)
    return Clause(False if gain.high <= 1 else None, shown)


def _if_quiet(found: Clause, evidence: Evidence) -> Clause:
    """What was found, unless other programs were at work: two workers gain nothing on a core that another has."""
    room = evidence.estimate("room")
    if room is None or room.value >= QUIET * evidence.usable_cores:
        return found
    left = f"other programs left only {write_cores(room.value)} of the {evidence.usable_cores} cores"
    return Clause(None, f"{found.says}; {left}: ask again when it is quiet")


def _pairs(evidence: Evidence) -> list[tuple[int, int]]:
    return list(pairwise(evidence.steps))


def _uses_more(evidence: Evidence, fewer: int, more: int) -> Clause:
    before, after = evidence.estimate(f"pool cores {fewer}"), evidence.estimate(f"pool cores {more}")
    if before is None or after is None:
        return Clause(None, f"{write_count(more, 'process')}: no interval")
    busy = write_cores(before.value), write_cores(after.value)
    what = f"{write_count(more, 'process')} kept {busy[1]} cores busy, {fewer} kept {busy[0]}"
    if after.low > before.high * (1 + MARGIN):
        return Clause(True, what)
    if after.high < before.low * (1 + MARGIN):
        return Clause(False, what)
    return Clause(None, f"{what}: the intervals are too near each other")
