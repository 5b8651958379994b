"""Which side moved when a speedup fell: the parallel code, the serial code, or the machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from corecurve.reports.check.verdicts import CaseChange, Mover
from corecurve.reports.compare.shift import Shift, difference

SURE = 0.025
"""What lies outside an interval on either side when a side is said to have moved."""

EXCUSED = 0.005
"""What excuses a proven loss is as sure as the loss: the serial loop's seconds differ from run to run by themselves."""


def mover_of(change: CaseChange, tolerance: float, machine_drift: float | None) -> Mover:
    """Which side moved in a case whose speedup fell beyond the tolerance.

    ``machine_drift`` is the change of the serial loops of the run's other workloads: where they
    got faster as well, it was the machine, and the serial code has not been shown to be faster. A serial loop that
    got faster excuses a loss only where the parallel code is shown not to have got slower by the tolerance.
    """
    assert change.speedup is not None
    if change.held > 0:
        return "cores held"
    if is_within_unrest(-change.speedup.change, change.unrest, tolerance):
        return "machine unrest"
    if ceiling_fell(change.speedup, change.ceiling, tolerance):
        return "ceiling fell"
    if change.serial is None or change.parallel is None:
        return "not told"
    return _side_that_moved(change.serial, change.parallel, change.speedup, tolerance, machine_drift)


def _side_that_moved(
    serial: Shift, parallel: Shift, speedup: Shift, tolerance: float, machine_drift: float | None
) -> Mover:
    is_serial_faster = serial.high(EXCUSED) < 0 and not _is_machine(serial, machine_drift)
    is_parallel_slower = parallel.low(SURE) > 0
    if is_parallel_slower:
        return "both sides" if is_serial_faster else "parallel slower"
    if is_serial_faster and _explains(serial, speedup, tolerance):
        is_parallel_unharmed = parallel.high(SURE) <= 1 / (1 - tolerance) - 1
        return "serial faster" if is_parallel_unharmed else "perhaps serial"
    return "not told"


def is_within_unrest(moved: float, unrest: float, tolerance: float) -> bool:
    """Whether a loss, less what the machine slowed its own rounds by more than before, is within the tolerance.

    Or a gain, less the unrest of its baseline.
    """
    return unrest > 0 and moved - unrest <= tolerance


def ceiling_fell(speedup: Shift, ceiling: Shift | None, tolerance: float) -> bool:
    """Whether the machine gives less than it did, and the speedup no more than that less.

    The ceiling has surely fallen, by more than half of the loss, and what the loss is beyond it does not reach the
    tolerance for sure.
    """
    if ceiling is None or ceiling.high(SURE) >= 0 or ceiling.log > speedup.log / 2:
        return False
    return difference(speedup, ceiling).high(SURE) >= -tolerance


def machine_drift(serial_logs: Sequence[tuple[str, float]], workload: str) -> float | None:
    """The median change of the other workloads' serial loops, as a logarithm; None where there is none."""
    others = {name: log for name, log in serial_logs if name != workload}
    return median(others.values()) if others else None


def _is_machine(serial: Shift, drift: float | None) -> bool:
    return drift is not None and drift < serial.log / 2


def _explains(serial: Shift, speedup: Shift, tolerance: float) -> bool:
    """Whether the speedup would still be within the tolerance, had the serial loop not got faster."""
    return speedup.log - serial.log >= math.log1p(-tolerance)
