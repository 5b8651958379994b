"""How the machine's CPUs hang together: which are online, which share a core, and the NUMA nodes.

A *CPU* is what the kernel numbers and schedules on, a *core* is what computes: with simultaneous
multithreading (SMT, "hyper-threading") one core is two or more CPUs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corecurve.bench.machine.cpu_list import read_cpu_list
from corecurve.bench.machine.system_files import HERE, SystemFiles

CPUS = "/sys/devices/system/cpu"
NODES = "/sys/devices/system/node"


def online_cpu_ids(files: SystemFiles = HERE) -> list[int] | None:
    """Numbers of the machine's CPUs that are switched on, ascending."""
    listed = read_cpu_list(files.text(f"{CPUS}/online"))
    if listed is not None:
        return listed
    counted = re.findall(r"^cpu([0-9]{1,5}) ", files.text("/proc/stat") or "", re.MULTILINE)
    return sorted(map(int, counted)) or None


def cores(files: SystemFiles, cpu_ids: Sequence[int]) -> list[list[int]] | None:
    """These CPUs, grouped by the physical core that they are threads of; None where that is not known.

    Other threads of the same cores are left out: the groups hold the CPUs that were given, no others.
    """
    groups: list[list[int]] = []
    left = dict.fromkeys(sorted(cpu_ids))
    while left:
        first = next(iter(left))
        siblings = read_cpu_list(files.text(f"{CPUS}/cpu{first}/topology/thread_siblings_list"))
        if siblings is None or first not in siblings:
            return None
        group = [cpu for cpu in siblings if cpu in left]
        for cpu in group:
            del left[cpu]
        groups.append(group)
    return groups


def is_smt_active(files: SystemFiles, core_groups: Sequence[Sequence[int]] | None) -> bool | None:
    """Whether cores run more than one thread: as the kernel says, otherwise as the groups of CPUs show."""
    said = files.integer(f"{CPUS}/smt/active")
    if said is not None:
        return said == 1
    return None if core_groups is None else any(len(group) > 1 for group in core_groups)


def numa_nodes(files: SystemFiles = HERE) -> int | None:
    """How many NUMA nodes have CPUs; None where the kernel shows no nodes."""
    nodes = read_cpu_list(files.text(f"{NODES}/has_cpu")) or read_cpu_list(files.text(f"{NODES}/online"))
    return len(nodes) if nodes else None


def node_cpu_ids(files: SystemFiles, cpu_ids: Sequence[int]) -> dict[int, list[int]]:
    """These CPUs by NUMA node; empty where the kernel shows no nodes."""
    nodes: dict[int, list[int]] = {}
    for name in files.names(NODES):
        if match := re.fullmatch(r"node([0-9]{1,5})", name):
            members = set(read_cpu_list(files.text(f"{NODES}/{name}/cpulist")) or ())
            inside = [cpu for cpu in cpu_ids if cpu in members]
            nodes.update({int(match[1]): inside} if inside else {})
    return nodes
