"""The doctor on other people's work: processes beside us, and guests beside our virtual machine."""

from __future__ import annotations

from corecurve.bench.doctor.finding import Finding, Severity
from corecurve.bench.machine.foreign_load import BusyProcess, ForeignLoad
from corecurve.bench.machine.surroundings import Surroundings
from corecurve.bench.machine.virtualisation import is_virtual_machine
from corecurve.bench.report import Machine

SMALLEST_LOAD_CORES = 0.05
"""Less than this, of one core's time, is what an idle machine does, or the grain of its accounts."""


def find_foreign_load(machine: Machine, surroundings: Surroundings) -> Finding | None:
    """Other processes are using the cores right now."""
    load = surroundings.load
    if load is None or load.cores is None or load.cores < SMALLEST_LOAD_CORES:
        return None
    named = [one for one in load.processes if one.cores >= SMALLEST_LOAD_CORES][:3]
    return Finding(
        severity=_load_severity(machine, load.cores),
        topic="foreign-load",
        what=f"other work takes {_amount(load.cores)} cores' time right now: {_who(named, load)}",
        why="a neighbour on one core delays the whole parallel round and the serial one hardly, so speedups come out"
        " too low",
        remedy=_quieten(named),
    )


def find_steal(machine: Machine, surroundings: Surroundings) -> Finding | None:
    """The hypervisor gives our cores to others."""
    now = surroundings.load.steal_share if surroundings.load else None
    shares = [share for share in (now, machine.steal_share) if share is not None]
    worst = max(shares, default=0.0)
    if worst < 0.01:
        return None
    return Finding(
        severity="severe" if worst >= 0.05 else "moderate",
        topic="steal",
        what=f"the hypervisor took {worst:.1%} of the CPUs' time for other guests ("
        + ("right now)" if worst == now else "since boot)"),
        why="the cores are shared with machines that cannot be seen from here; the more of them are used at once, the"
        " more is taken away",
        remedy="take a machine with cores of its own, or measure at another hour, and longer:"
        " corecurve run --budget 300s",
    )


def find_virtual_machine(machine: Machine, _surroundings: Surroundings) -> Finding | None:
    """A virtual machine, whatever else it does."""
    if not is_virtual_machine(machine.virtualisation):
        return None
    return Finding(
        severity="minor",
        topic="virtual-machine",
        what=f"this is a virtual machine ({machine.virtualisation})",
        why="two of its CPUs may be threads of one real core, and what they share with other guests changes with"
        " the hour and with the host",
        remedy="believe differences within one run rather than between days, and measure longer:"
        " corecurve run --budget 300s",
    )


def _load_severity(machine: Machine, cores: float) -> Severity:
    """By how many cores we shall lack: under a quota, others may use what we could not use anyway."""
    cpus = len(machine.affinity) if machine.affinity else machine.logical_cores
    spare = max(0.0, cpus - machine.usable_cores) if cpus and machine.usable_cores else 0.0
    lacking = cores - spare
    return "severe" if lacking >= 0.5 else "moderate" if lacking >= 0.1 else "minor"


def _who(named: list[BusyProcess], load: ForeignLoad) -> str:
    if not named:
        return "processes that end quickly, the kernel, or what a container cannot see"
    listed = ", ".join(f"{_printable(one.name)} (process {one.pid}, {_amount(one.cores)})" for one in named)
    rest = (load.cores or 0.0) - sum(one.cores for one in named)
    return f"{listed} and others" if rest >= SMALLEST_LOAD_CORES else listed


def _quieten(named: list[BusyProcess]) -> str:
    if not named:
        return "see what it is, and measure when it is done: top -d 1"
    pids = " ".join(str(one.pid) for one in named)
    return f"end it, or if it is yours pause it (kill -CONT goes on): kill -STOP {pids}"


def _amount(cores: float) -> str:
    return f"{cores:.1f}" if cores >= 0.1 else f"{cores:.2f}"


def _printable(name: str) -> str:
    """A process chooses its name freely; control characters in it must not reach the terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)
