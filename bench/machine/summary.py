"""The machine in a few lines for a person; what is not known is left out."""

from __future__ import annotations

from collections.abc import Iterable

from corecurve.bench.machine.cpu_list import write_cpu_list
from corecurve.bench.report import Machine

GIB = 1 << 30


def machine_lines(machine: Machine) -> list[str]:
    """Four lines at most: the CPU, the cores that may be used, memory and state, the system."""
    lines = [_cpu_line(machine), _cores_line(machine), _state_line(machine), _system_line(machine)]
    return [line for line in lines if line]


def _cpu_line(machine: Machine) -> str:
    return _joined(
        machine.cpu_model,
        _counted(machine.physical_cores, "core"),
        _counted(machine.logical_cores, "CPU"),
        {True: "SMT on", False: "no SMT", None: None}[machine.smt],
        _counted(machine.numa_nodes, "NUMA node"),
        f"{machine.frequency_mhz:.0f} MHz" if machine.frequency_mhz else None,
        f"at most {machine.max_frequency_mhz:.0f} MHz" if machine.max_frequency_mhz else None,
        f"governor {machine.governor}" if machine.governor else None,
    )


def _cores_line(machine: Machine) -> str:
    return _joined(
        f"usable: {_counted(machine.usable_cores, 'core')}" if machine.usable_cores is not None else None,
        f"CPUs {write_cpu_list(machine.affinity)}" if machine.affinity else None,
        f"quota {machine.quota_cores:g} cores" if machine.quota_cores is not None else None,
        f"stopped for it {machine.throttled_periods} times" if machine.throttled_periods else None,
    )


def _state_line(machine: Machine) -> str:
    averages = " ".join(f"{value:.2f}" for value in machine.load_average or ())
    return _joined(
        f"memory {_gib(machine.memory_bytes)}" if machine.memory_bytes else None,
        f"{_gib(machine.available_memory_bytes)} available" if machine.available_memory_bytes is not None else None,
        f"limit {_gib(machine.memory_limit_bytes)}" if machine.memory_limit_bytes else None,
        f"load {averages}" if averages else None,
        f"stolen {machine.steal_share:.1%}" if machine.steal_share is not None else None,
    )


def _system_line(machine: Machine) -> str:
    virtualised = machine.virtualisation
    on = "bare metal" if virtualised == "none" else virtualised
    return _joined(f"{machine.system} {machine.release}", machine.architecture, on, f"named {machine.node}")


def _joined(*parts: str | None) -> str:
    return " · ".join(_present(parts))


def _present(parts: Iterable[str | None]) -> list[str]:
    return [part for part in parts if part]


def _counted(count: float | None, noun: str) -> str | None:
    return None if count is None else f"{count:g} {noun}{'' if count == 1 else 's'}"


def _gib(size_bytes: int) -> str:
    return f"{size_bytes / GIB:.1f} GiB"
