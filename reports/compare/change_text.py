"""How changes are written: with their sign, and with the interval that they come from."""

from __future__ import annotations

import math

from corecurve.reports.compare.shift import Shift

MINUS = "−"


def write_change(change: float) -> str:
    """A relative change with its sign: ``+1.6%``, ``−12%``, ``0.0%``."""
    if math.isinf(change):
        return "+∞"
    percent = 100 * change
    text = f"{abs(percent):.{0 if abs(percent) >= 9.95 else 1}f}%"
    if text in ("0.0%", "0%"):
        return text
    return f"{MINUS if percent < 0 else '+'}{text}"


def write_bounds(low: float, high: float) -> str:
    """The bounds of a change: ``−3.1% to +0.4%``."""
    return f"{write_change(low)} to {write_change(high)}"


def write_tolerance(tolerance: float) -> str:
    """A tolerance as a person would have typed it: ``5%``, ``2.5%``."""
    return f"{100 * tolerance:.3g}%"


def write_shift(shift: Shift, level: float = 0.025) -> str:
    """A shift with its interval: ``−1.3% (−3.1% to +0.4%)``; ``level`` is what lies outside on either side."""
    return f"{write_change(shift.change)} ({write_bounds(shift.low(level), shift.high(level))})"
