"""The doctor on speed: clocks of the cores that change while we measure, and the clock that we measure with."""

from __future__ import annotations

from corecurve.bench.doctor.finding import Finding
from corecurve.bench.machine.clock import SOURCES
from corecurve.bench.machine.surroundings import Surroundings
from corecurve.bench.machine.topology import CPUS
from corecurve.bench.report import Machine

STEADY_GOVERNOR = "performance"
COARSE_RESOLUTION_SECONDS = 1e-6
SLOW_READING_SECONDS = 1e-6
SLOW_SOURCES = frozenset({"hpet", "acpi_pm", "pit", "jiffies", "refined-jiffies"})
"""Sources that are read from a chip or change in steps; the processor's own counter is ``tsc`` on x86."""


def find_governor(machine: Machine, _surroundings: Surroundings) -> Finding | None:
    """A governor that changes the clock with the load."""
    if machine.governor is None or machine.governor == STEADY_GOVERNOR:
        return None
    return Finding(
        severity="moderate",
        topic="governor",
        what=f"the cores' clock is governed by {machine.governor}, not {STEADY_GOVERNOR}",
        why="the clock follows the load: a core that has just been idle, as a worker's is when a round starts, is"
        " slow at first",
        remedy=f"echo {STEADY_GOVERNOR} | sudo tee {CPUS}/cpu*/cpufreq/scaling_governor",
    )


def find_battery(_machine: Machine, surroundings: Surroundings) -> Finding | None:
    """A laptop without its plug."""
    if not surroundings.is_on_battery:
        return None
    return Finding(
        severity="moderate",
        topic="battery",
        what="this machine runs on its battery",
        why="most laptops then lower the clock, above all when many cores are busy",
        remedy="plug it in, then look again: corecurve doctor",
    )


def find_turbo(_machine: Machine, surroundings: Surroundings) -> Finding | None:
    """A clock that is higher when one core is busy than when all are."""
    turbo = surroundings.turbo
    if turbo is None or not turbo.is_on:
        return None
    return Finding(
        severity="minor",
        topic="turbo",
        what="the cores may run above their nominal clock (turbo)",
        why="one busy core runs faster than many together: real for whoever uses the machine, yet part of what"
        " looks like a loss of parallelism",
        remedy=f"to see the program without it: echo {turbo.value_off} | sudo tee {turbo.switch}",
    )


def find_poor_clock(_machine: Machine, surroundings: Surroundings) -> Finding | None:
    """A clock that is coarse, or slow to read."""
    clock = surroundings.clock
    if clock is None:
        return None
    is_coarse = clock.resolution_seconds > COARSE_RESOLUTION_SECONDS
    if not is_coarse and clock.source not in SLOW_SOURCES and clock.read_seconds <= SLOW_READING_SECONDS:
        return None
    source = f" (clock source {clock.source})" if clock.source else ""
    can_be_tsc = "tsc" in clock.available and clock.source != "tsc"
    return Finding(
        severity="moderate",
        topic="clock",
        what=f"the clock has steps of {clock.resolution_seconds:.2g} s and takes {clock.read_seconds * 1e9:.0f} ns"
        f" to read{source}",
        why="tasks shorter than some thousand readings are timed poorly, and the stopwatch itself costs them time",
        remedy=f"echo tsc | sudo tee {SOURCES}/current_clocksource"
        if can_be_tsc
        else "the kernel says which clocks it tried: sudo dmesg | grep -i clocksource",
    )
