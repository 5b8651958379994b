"""Figures as text: a value with its interval, or a count out of so many."""

from __future__ import annotations

from collections.abc import Callable

from corecurve.bench.estimator.estimate import Estimate
from corecurve.reports.quantities import (
    write_bytes,
    write_cores,
    write_number,
    write_seconds,
    write_share,
    write_speedup,
)
from corecurve.reports.textbook.evidence import Figure, Unit

MIB = 1024**2


def write_rate(rate: float) -> str:
    """Always in the same unit, so that rates can be compared down a column."""
    mebibytes = rate / MIB
    return f"{write_number(mebibytes) if mebibytes < 999.5 else round(mebibytes)} MiB/s"


WRITERS: dict[Unit, Callable[[float], str]] = {
    "speedup": write_speedup,
    "cores": write_cores,
    "seconds": write_seconds,
    "bytes": write_bytes,
    "bytes per second": write_rate,
    "share": lambda share: write_share(min(1.0, share)),
}


def write_figure(figure: Figure) -> str:
    """``1.87× (1.84–1.90)``, ``491 of 60000``; a figure without an interval is not shown."""
    if figure.count is not None:
        return f"{figure.count} of {figure.out_of}"
    if figure.estimate is None:
        return "no interval"
    return _write_estimate(figure.estimate, WRITERS[figure.unit])


def write_briefly(figure: Figure) -> str:
    """``1.87× ±1.6%``, for narrow columns: half the interval's width as a share of the value."""
    value = figure.estimate
    if value is None or figure.count is not None:
        return write_figure(figure)
    middle = WRITERS[figure.unit](max(0.0, value.value))
    return f"{middle} ±{write_share(value.half_width)}" if value.value else middle


def _write_estimate(value: Estimate, write: Callable[[float], str]) -> str:
    """The value, and the bounds in brackets, whose unit is named where it is another; none is shown below zero."""
    middle, low, high = (write(max(0.0, one)) for one in (value.value, value.low, value.high))
    units = {one.partition(" ")[2] for one in (middle, low, high)}
    if len(units) == 1:
        low, high = (one.partition(" ")[0].rstrip("×%") for one in (low, high))
    return f"{middle} ({low}–{high})"
