"""How far a case moved between two reports: the estimator's answers, as shifts."""

from __future__ import annotations

import math

from corecurve.bench.estimate import Estimate
from corecurve.bench.student_t import t_quantile
from corecurve.reports.compare.shift import Shift, difference
from corecurve.reports.summary import CaseSummary


def speedup_shift(before: CaseSummary | None, after: CaseSummary | None) -> Shift | None:
    """The change of a case's speedup; None where either side has none with an interval."""
    return between(before.speedup if before else None, after.speedup if after else None)


def seconds_shift(before: CaseSummary | None, after: CaseSummary | None) -> Shift | None:
    """The change of the seconds of a round on a warm backend."""
    return between(before.seconds if before else None, after.seconds if after else None)


def serial_shift(before: CaseSummary | None, after: CaseSummary | None) -> Shift | None:
    """The change of the seconds of the serial loop that the case is paired with."""
    return between(before.serial_seconds if before else None, after.serial_seconds if after else None)


def ceiling_shift(before: CaseSummary | None, after: CaseSummary | None) -> Shift | None:
    """The change of the speedup that the machine can give at all."""
    return between(before.ceiling if before else None, after.ceiling if after else None)


def logarithm_of(value: Estimate) -> Shift:
    """An estimate as a logarithm with its error."""
    freedom = max(1, value.blocks - 1)
    margin = math.log(value.high / value.low) / 2
    return Shift(math.log(value.value), margin / t_quantile(0.975, freedom), freedom)


def between(before: Estimate | None, after: Estimate | None) -> Shift | None:
    """The change between two estimates of one quantity with independent errors; None where one is missing."""
    if before is None or after is None:
        return None
    return difference(logarithm_of(after), logarithm_of(before))
