"""How quantities are written for people: units, and as many digits as make sense."""

from __future__ import annotations

import math
import re

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.printable import printable

SECOND_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
BYTE_UNITS = ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))


def write_number(value: float, digits: int = 3) -> str:
    """A number with so many significant digits, never in powers of ten: ``1.87``, ``0.0031``, ``128``."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    return f"{value:.{decimals_of(value, digits)}f}"


def decimals_of(value: float, digits: int = 3) -> int:
    """How many decimals a number needs for so many significant digits."""
    rounded = float(f"{abs(value):.{digits - 1}e}")
    return max(0, digits - 1 - math.floor(math.log10(rounded))) if rounded else 0


def write_seconds(seconds: float) -> str:
    """Seconds with a unit that fits: ``107 ms``, ``1.50 s``, ``12.3 µs``; minutes from 100 s."""
    if seconds >= 100:
        return f"{seconds / 60:.1f} min"
    for unit_seconds, unit in SECOND_UNITS:
        if float(f"{seconds:.2e}") >= unit_seconds:
            return f"{write_number(seconds / unit_seconds)} {unit}"
    return f"{write_number(seconds / SECOND_UNITS[-1][0])} {SECOND_UNITS[-1][1]}"


def write_seconds_interval(value: Estimate) -> str:
    """The bounds of an interval in seconds: ``201–206 ms``, ``0.99 ms – 1.01 s``."""
    low, high = write_seconds(max(0.0, value.low)), write_seconds(value.high)
    low_number, _, low_unit = low.partition(" ")
    return f"{low_number}–{high}" if low_unit == high.partition(" ")[2] else f"{low} – {high}"


def write_count(count: int, noun: str) -> str:
    """A number of things: ``1 case``, ``2 cases``, ``3 launches``."""
    plural = f"{noun}es" if noun.endswith(("s", "ch")) else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def write_commit(commit: str, *, is_dirty: bool = False, dirty: str = " (dirty)") -> str:
    """A commit's id in its first ten digits; what is no id stays whole."""
    short = commit[:10] if re.fullmatch("[0-9a-f]{10,}", commit) else printable(commit, 40)
    return short + (dirty if is_dirty else "")


def write_cores(cores: float) -> str:
    """How many cores: ``1.87``, ``12.4``, ``<0.01``."""
    return f"{cores:.{2 if cores < 9.995 else 1}f}" if cores >= 0.005 else "<0.01"


def write_bytes(size: float) -> str:
    """Bytes in powers of 1024: ``38.2 MiB``."""
    for unit_bytes, unit in BYTE_UNITS:
        if size >= unit_bytes:
            return f"{write_number(size / unit_bytes)} {unit}"
    return f"{size:.0f} B"


def write_share(share: float) -> str:
    """A share as a percentage: ``93%``, ``2.4%``, ``<0.1%``."""
    percent = 100 * share
    if 0 < percent < 0.095:
        return "<0.1%"
    return f"{percent:.0f}%" if percent >= 9.95 or percent == 0 else f"{write_number(percent, 2)}%"


def write_speedup(speedup: float) -> str:
    """A speedup with its sign: ``1.87×``, ``0.99×``, ``31.4×``, ``0.0031×``."""
    return f"{speedup:.{decimals_of_speedup(speedup)}f}×"


def decimals_of_speedup(speedup: float) -> int:
    """Two decimals around one, fewer for large ones, two digits for what is far slower than the loop."""
    if speedup < 0.0995:
        return decimals_of(speedup, 2)
    return max(0, 2 - max(0, math.floor(math.log10(float(f"{speedup:.2e}")))))


def write_interval(value: Estimate) -> str:
    """The bounds of the interval of a speedup, with the value's decimals: ``1.84–1.90``."""
    decimals = decimals_of_speedup(value.value)
    return f"{value.low:.{decimals}f}–{value.high:.{decimals}f}"


def write_estimate(value: Estimate) -> str:
    """A speedup with its interval: ``1.87× (1.84–1.90)``."""
    return f"{write_speedup(value.value)} ({write_interval(value)})"


def write_workers(backend: str, workers: int, start_method: str | None) -> str:
    """What ran: ``2 processes``, ``2 processes (pool)``, ``1 thread``, ``4 workers (dask)``.

    A backend with a start method starts processes; one that is named after its workers needs no other word.
    """
    if backend in ("threads", "processes", "interpreters"):
        return write_count(workers, backend.removesuffix("es" if backend == "processes" else "s"))
    return f"{write_count(workers, 'process' if start_method is not None else 'worker')} ({printable(backend, 40)})"
