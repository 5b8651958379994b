"""The clock that rounds are timed with: where it comes from, how fine it is, and what reading it costs."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from corecurve.bench.machine.system_files import HERE, SystemFiles

SOURCES = "/sys/devices/system/clocksource/clocksource0"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """``source`` is the kernel's, of those ``available``; ``read_seconds`` is what one reading takes."""

    source: str | None
    available: list[str]
    resolution_seconds: float
    read_seconds: float


def read_clock(files: SystemFiles = HERE) -> Clock:
    """The clock of ``perf_counter`` here; takes well under a millisecond."""
    return Clock(
        source=files.text(f"{SOURCES}/current_clocksource", longest_bytes=64) or None,
        available=(files.text(f"{SOURCES}/available_clocksource", longest_bytes=256) or "").split(),
        resolution_seconds=time.get_clock_info("perf_counter").resolution,
        read_seconds=_read_seconds(),
    )


def _read_seconds(repeats: int = 7, readings: int = 200) -> float:
    """Seconds of one reading, call included: the median of a few bursts, so that one disturbance does not count."""
    bursts = []
    for _ in range(repeats):
        start = time.perf_counter_ns()
        for _ in range(readings):
            time.perf_counter_ns()
        bursts.append((time.perf_counter_ns() - start) / readings / 1e9)
    return statistics.median(bursts)
