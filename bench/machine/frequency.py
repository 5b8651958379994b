"""The CPUs' clock: how fast it runs, who governs it, and whether all CPUs have the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.bench.machine.system_files import HERE, SystemFiles
from corecurve.bench.machine.topology import CPUS

UNLIKE_SHARE = 0.9
"""CPUs whose top speed is below this share of the fastest one's are another kind of core.

"Favoured" cores of one kind differ by up to about 5%, efficiency and performance cores by 20% and more.
"""


_TURBO_SWITCHES = ((f"{CPUS}/intel_pstate/no_turbo", 0, 1), (f"{CPUS}/cpufreq/boost", 1, 0))
"""File, what it holds while turbo is on, and what switches it off."""


@dataclass(frozen=True, kw_only=True)
class Turbo:
    """Whether turbo is on, and the file that switches it off when ``value_off`` is written to it."""

    is_on: bool
    switch: str
    value_off: int


def governor(files: SystemFiles, cpu_ids: Sequence[int]) -> str | None:
    """The frequency governor of these CPUs; where they differ, all of them, ``performance, powersave``."""
    seen = {files.text(f"{CPUS}/cpu{cpu}/cpufreq/scaling_governor", longest_bytes=64) for cpu in cpu_ids}
    return ", ".join(sorted(name for name in seen if name)) or None


def current_mhz(files: SystemFiles, cpu_ids: Sequence[int]) -> float | None:
    """The clock of the first of these CPUs at this moment.

    Of one only: some kernels wait 10 ms and more to work out the clock of each CPU.
    """
    return _mhz(files, cpu_ids[0], "scaling_cur_freq") if cpu_ids else None


def maximum_mhz(files: SystemFiles, cpu_ids: Sequence[int]) -> float | None:
    """The highest clock that any of these CPUs can reach, turbo included."""
    known = [mhz for cpu in cpu_ids if (mhz := _mhz(files, cpu, "cpuinfo_max_freq")) is not None]
    return max(known, default=None)


def fastest_kind(files: SystemFiles, cpu_ids: Sequence[int]) -> list[int] | None:
    """Those of these CPUs that are of the fastest kind; None where not known.

    By the kernel's ``cpu_capacity`` where all have one, otherwise by the highest clock.
    """
    speeds = _speeds(files, cpu_ids, "cpu_capacity") or _speeds(files, cpu_ids, "cpufreq/cpuinfo_max_freq")
    if not speeds:
        return None
    fastest = max(speeds.values())
    return [cpu for cpu, speed in speeds.items() if speed >= UNLIKE_SHARE * fastest]


def read_turbo(files: SystemFiles = HERE) -> Turbo | None:
    """Whether a core may run above its nominal clock while others are idle; None where not known."""
    for switch, value_on, value_off in _TURBO_SWITCHES:
        value = files.integer(switch)
        if value is not None:
            return Turbo(is_on=value == value_on, switch=switch, value_off=value_off)
    return None


def _mhz(files: SystemFiles, cpu: int, name: str) -> float | None:
    khz = files.integer(f"{CPUS}/cpu{cpu}/cpufreq/{name}")
    return khz / 1000 if khz is not None and khz > 0 else None


def _speeds(files: SystemFiles, cpu_ids: Sequence[int], name: str) -> dict[int, int] | None:
    speeds = {cpu: files.integer(f"{CPUS}/cpu{cpu}/{name}") for cpu in cpu_ids}
    known = {cpu: speed for cpu, speed in speeds.items() if speed is not None and speed > 0}
    return known if len(known) == len(speeds) else None
