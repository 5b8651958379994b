"""Which intervals tell something: those whose ends are not too far apart."""

from __future__ import annotations

from corecurve.bench.estimator.estimate import Estimate
from corecurve.reports.quantities import write_interval

WIDEST_FACTOR = 4.0
"""From a high end that is this many times the low end on, a figure is not shown and nothing is built on it: such an
interval reaches from half to twice its middle, from a plain loss to a full gain on two cores."""

TOO_WIDE = "too wide"


def is_telling(value: Estimate | None) -> bool:
    """Whether there is a figure, and its interval is narrow enough to say something."""
    return value is not None and value.high < WIDEST_FACTOR * value.low


def told(value: Estimate | None) -> Estimate | None:
    """The figure where it tells something, else None."""
    return value if is_telling(value) else None


def write_bounds(value: Estimate) -> str:
    """The bounds of a ratio for a table: ``1.84–1.90``, or ``too wide``."""
    return write_interval(value) if is_telling(value) else TOO_WIDE
