"""The machine and its state, as they are recorded with every run."""

from __future__ import annotations

import platform
import sys
from dataclasses import replace

from corecurve.bench.machine.cpu_model import cpu_model, cpuinfo_fields, cpuinfo_mhz
from corecurve.bench.machine.cpu_quota import quota_cores, throttled_periods
from corecurve.bench.machine.cpu_time import cpu_time
from corecurve.bench.machine.elsewhere import describe_elsewhere
from corecurve.bench.machine.frequency import current_mhz, governor, maximum_mhz
from corecurve.bench.machine.load_average import load_average
from corecurve.bench.machine.memory import read_memory
from corecurve.bench.machine.system_files import HERE, SystemFiles
from corecurve.bench.machine.topology import cores, is_smt_active, numa_nodes, online_cpu_ids
from corecurve.bench.machine.usable_cores import CpuIdsReader, cores_within, usable_cpu_ids
from corecurve.bench.machine.virtualisation import virtualisation
from corecurve.bench.report import Machine


def describe_machine(files: SystemFiles = HERE, read_cpu_ids: CpuIdsReader = usable_cpu_ids) -> Machine:
    """Everything that can be told about this machine without a subprocess; never raises.

    What is not known is None. ``python`` is left None: the measured interpreter describes itself.
    """
    name = platform.uname()
    machine = Machine(node=name.node, system=name.system, release=name.release, architecture=name.machine)
    affinity = read_cpu_ids()
    if files == HERE and sys.platform != "linux":
        return describe_elsewhere(machine, affinity)
    return _describe_linux(machine, files, affinity)


def _describe_linux(machine: Machine, files: SystemFiles, affinity: list[int] | None) -> Machine:
    online = online_cpu_ids(files)
    usable = affinity or online or []
    logical = len(online) if online else None
    core_groups = cores(files, online) if online else None
    quota = quota_cores(files)
    cpuinfo = cpuinfo_fields(files)
    memory = read_memory(files)
    time_since_boot = cpu_time(files, usable)
    return replace(
        machine,
        cpu_model=cpu_model(cpuinfo),
        physical_cores=len(core_groups) if core_groups else None,
        logical_cores=logical,
        usable_cores=cores_within(affinity, quota, logical),
        affinity=affinity,
        quota_cores=quota,
        throttled_periods=throttled_periods(files),
        smt=is_smt_active(files, core_groups),
        numa_nodes=numa_nodes(files),
        governor=governor(files, usable),
        frequency_mhz=current_mhz(files, usable) or cpuinfo_mhz(cpuinfo),
        max_frequency_mhz=maximum_mhz(files, usable),
        virtualisation=virtualisation(cpuinfo, files),
        memory_bytes=memory.total_bytes,
        available_memory_bytes=memory.available_bytes,
        memory_limit_bytes=memory.limit_bytes,
        load_average=load_average(files),
        steal_share=time_since_boot.steal_share if time_since_boot else None,
    )
