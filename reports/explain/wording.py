"""Figures in words: seconds, bytes and cores as a person reads them."""

from __future__ import annotations

import math

_TIMES = ((1.0, "s", 1.0), (1e-3, "ms", 1e3), (1e-6, "µs", 1e6))
_SIZES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))


def seconds_text(seconds: float) -> str:
    """Two significant digits with the unit that suits: 1.2 s, 35 ms, 4.1 µs."""
    for least, unit, factor in _TIMES:
        if seconds >= least:
            return f"{significant(seconds * factor)} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def bytes_text(size: float) -> str:
    """Decimal units: 41 MB."""
    for least, unit in _SIZES:
        if size >= least:
            return f"{significant(size / least)} {unit}"
    return f"{size:.0f} bytes"


def significant(value: float, digits: int = 2) -> str:
    """``value`` with this many significant digits, never in exponents: 0.034, 1.2, 41, 1234."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    return f"{rounded:,.{max(0, places)}f}"


def cores_text(cores: float, lost_cores: float) -> str:
    """Cores with as many digits as the sum of the losses deserves: 1.1 of 1.9, 0.04 of 0.21."""
    return f"{cores:.1f}" if abs(lost_cores) >= 1 else f"{cores:.2f}"


def count_text(count: int, noun: str) -> str:
    """``1 worker``, ``1,000 tasks``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
