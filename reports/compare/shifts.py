"""How far a case moved between two reports: the estimator's answers, as shifts."""

from __future__ import annotations

import math

from corecurve.bench.estimator.estimate import CONDITIONS, Estimate, change
from corecurve.reports.compare.shift import Shift, difference, logarithm_of
from corecurve.reports.summary import CaseSummary


def speedup_shift(before: CaseSummary | None, after: CaseSummary | None) -> Shift | None:
    """The change of a case's speedup; None where either side has none with an interval."""
    if before is None or after is None or before.serial is None or after.serial is None:
        return None
    moved = change(
        (before.serial.rounds, before.case.rounds),
        (after.serial.rounds, after.case.rounds),
        launch_variances=(before.launch_variance, after.launch_variance),
    )
    return None if moved is None else logarithm_of(moved)


def seconds_shift(before: CaseSummary | None, after: CaseSummary | None) -> Shift | None:
    """The change of the seconds of a round on a warm backend."""
    return between(before.seconds if before else None, after.seconds if after else None)


def serial_shift(before: CaseSummary | None, after: CaseSummary | None) -> Shift | None:
    """The change of the seconds of the serial loop that the case is paired with."""
    return between(before.serial_seconds if before else None, after.serial_seconds if after else None)


def ceiling_shift(before: CaseSummary | None, after: CaseSummary | None) -> Shift | None:
    """The change of the speedup that the machine can give at all."""
    return between(before.ceiling if before else None, after.ceiling if after else None)


def between(before: Estimate | None, after: Estimate | None) -> Shift | None:
    """The change between two estimates of one quantity with independent errors; None where one is missing."""
    if before is None or after is None:
        return None
    return difference(of_a_run(after), of_a_run(before))


def of_a_run(value: Estimate) -> Shift:
    """The logarithm of what one run says, with the error that the conditions of a run add."""
    own = logarithm_of(value)
    return Shift(own.log, math.hypot(own.standard_error, CONDITIONS), own.degrees_of_freedom)
