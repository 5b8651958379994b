"""Clauses: the single claims that a statement is made of, each true, false, or not to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.bench.estimator.estimate import Estimate
from corecurve.reports.quantities import write_estimate

MARGIN = 0.05
"""A speedup counts as one where it is more than 5% for sure, and as none where it is less for sure."""


@dataclass(frozen=True)
class Clause:
    """A claim, and whether it is true here; None is: the data cannot tell. ``says`` is why, as a part of a sentence."""

    is_true: bool | None
    says: str


def is_faster(speedup: Estimate | None, what: str) -> Clause:
    """Whether it is faster by more than the margin."""
    if speedup is None:
        return Clause(None, f"{what}: no interval")
    shown = f"{what}: {write_estimate(speedup)}"
    if speedup.low > 1 + MARGIN:
        return Clause(True, shown)
    if speedup.high < 1 + MARGIN:
        return Clause(False, f"{shown}, which is no gain of more than {MARGIN:.0%}")
    return Clause(None, f"{shown}, an interval that holds {1 + MARGIN:g}×")


def is_more(larger: Estimate | None, smaller: Estimate | None, what: str) -> Clause:
    """Whether one estimate lies above another for sure: their intervals do not touch."""
    if larger is None or smaller is None:
        return Clause(None, f"{what}: no interval")
    if larger.low > smaller.high:
        return Clause(True, what)
    if larger.high < smaller.low:
        return Clause(False, f"{what}: the other way round")
    return Clause(None, f"{what}: the intervals touch")


def denied(clause: Clause) -> Clause:
    """The opposite claim."""
    return Clause(None if clause.is_true is None else not clause.is_true, clause.says)


def all_of(clauses: Sequence[Clause], summary: str = "") -> Clause:
    """True where all are, false where one is; it says what decided, or ``summary`` where all are true."""
    for deciding in (False, None):
        found = [one.says for one in clauses if one.is_true is deciding]
        if found:
            return Clause(deciding, "; ".join(found))
    return Clause(True, summary or "; ".join(one.says for one in clauses))
