"""The doctor on cores: too few of them, quotas, threads that share a core, cores that are not alike."""

from __future__ import annotations

import math

from corecurve.bench.doctor.finding import Finding
from corecurve.bench.machine.cpu_list import write_cpu_list
from corecurve.bench.machine.surroundings import Surroundings
from corecurve.bench.report import Machine

SMALLEST_FRACTION = 0.01
"""A quota within this of a whole number of cores is whole."""


def find_too_few_cores(machine: Machine, _surroundings: Surroundings) -> Finding | None:
    """One usable core: there is nothing to be parallel on."""
    if machine.usable_cores is None or machine.usable_cores >= 2:
        return None
    cause, remedy = _cause_of_one_core(machine)
    return Finding(
        severity="severe",
        topic="one-core",
        what=f"only one core can be used all of the time: {cause}",
        why="no speedup of computing can be measured on one core; only tasks that wait can gain",
        remedy=remedy,
    )


def find_quota(machine: Machine, _surroundings: Surroundings) -> Finding | None:
    """A quota below the number of CPUs; where it leaves one core, :func:`find_too_few_cores` tells of it."""
    quota, cpus = machine.quota_cores, _cpu_count(machine)
    if quota is None or cpus is None or quota >= cpus or quota < 2:
        return None
    is_whole = abs(quota - round(quota)) < SMALLEST_FRACTION
    return Finding(
        severity="moderate" if is_whole else "severe",
        topic="cpu-quota",
        what=f"the control group's quota is {quota:g} cores, on {cpus} CPUs",
        why="whenever more threads run than the quota has cores, all are stopped for the rest of its period (mostly"
        " 0.1 s), the parallel side more than the serial one",
        remedy=f"stay within the quota by pinning: taskset -c {_some_cpus(machine, _whole(quota))} corecurve run",
    )


def find_throttling(machine: Machine, _surroundings: Surroundings) -> Finding | None:
    """The quota has been felt."""
    if not machine.throttled_periods or machine.usable_cores is None:
        return None
    count = max(1, math.floor(machine.usable_cores))
    workers = "1" if count == 1 else f"1,{count}"
    return Finding(
        severity="moderate",
        topic="throttling",
        what=f"the control group was stopped {machine.throttled_periods} times since it was made, its quota used up",
        why="a round that is stopped takes longer than its work does",
        remedy=f"use no more workers than the quota has whole cores: corecurve run --workers {workers}",
    )


def find_shared_cores(machine: Machine, surroundings: Surroundings) -> Finding | None:
    """Simultaneous multithreading within the CPUs that we may use."""
    groups = surroundings.core_groups
    if groups is None:
        return _shared_cores_by_counts(machine)
    cpus, cores = sum(map(len, groups)), len(groups)
    if cpus == cores:
        return None
    one_each = write_cpu_list(group[0] for group in groups)
    is_one_core = cores == 1
    return Finding(
        severity="severe" if is_one_core else "moderate",
        topic="smt",
        what=f"the {cpus} usable CPUs are threads of {cores} physical core{'' if is_one_core else 's'} (SMT)",
        why=_WHY_SMT,
        remedy="measure on a machine with more cores; lscpu -e shows which CPUs share one"
        if is_one_core
        else f"use one CPU of each core: taskset -c {one_each} corecurve run",
    )


def find_unlike_cores(_machine: Machine, surroundings: Surroundings) -> Finding | None:
    """Performance and efficiency cores side by side."""
    fast, groups = surroundings.fastest_cpu_ids, surroundings.core_groups
    cpus = sum(map(len, groups)) if groups else None
    if not fast or cpus is None or len(fast) >= cpus:
        return None
    return Finding(
        severity="moderate",
        topic="unlike-cores",
        what=f"{cpus - len(fast)} of the {cpus} usable CPUs are of a slower kind",
        why="the serial loop runs on a fast core and the parallel case on slow ones too, so efficiency falls with"
        " the workers though nothing is lost; equal shares of work wait for the slowest core",
        remedy=f"use cores of one kind: taskset -c {write_cpu_list(fast)} corecurve run",
    )


def find_numa(_machine: Machine, surroundings: Surroundings) -> Finding | None:
    """Several NUMA nodes within the CPUs that we may use."""
    nodes = surroundings.node_cpu_ids
    if len(nodes) < 2:
        return None
    node = max(nodes, key=lambda number: len(nodes[number]))
    return Finding(
        severity="minor",
        topic="numa",
        what=f"the usable CPUs are on {len(nodes)} NUMA nodes",
        why="memory of another node is slower, so a memory-bound figure depends on where its workers happened to run",
        remedy=f"stay on one node: numactl --cpunodebind={node} --membind={node} corecurve run",
    )


_WHY_SMT = (
    "two threads of one core share its arithmetic and caches, and together do some 1.1 to 1.4 times the work of"
    " one: efficiency falls once there are more workers than cores"
)


def _shared_cores_by_counts(machine: Machine) -> Finding | None:
    """Where it is not known which CPUs share a core, but all of them may be used."""
    logical, physical = machine.logical_cores, machine.physical_cores
    uses_all = machine.affinity is None or len(machine.affinity) == logical
    if not logical or not physical or logical <= physical or not uses_all:
        return None
    return Finding(
        severity="moderate",
        topic="smt",
        what=f"the {logical} usable CPUs are threads of {physical} physical cores (SMT)",
        why=_WHY_SMT,
        remedy=f"go up to the number of cores: corecurve run --workers {','.join(map(str, sorted({1, physical})))}",
    )


def _cause_of_one_core(machine: Machine) -> tuple[str, str]:
    """Why there is one core only, and how to get more."""
    if machine.quota_cores is not None and machine.quota_cores < 2:
        return (
            f"the control group's quota is {machine.quota_cores:g} cores",
            "ask for at least two whole cores, for instance: docker run --cpus=2 …",
        )
    if machine.logical_cores is not None and machine.logical_cores > 1 and machine.affinity:
        return (
            f"this process is bound to CPU {write_cpu_list(machine.affinity)} of {machine.logical_cores}",
            f"let this shell use all: taskset -cp 0-{machine.logical_cores - 1} $$",
        )
    return (
        "the machine has no more",
        "measure on a machine with more cores, then look at both: corecurve compare HERE.json THERE.json",
    )


def _cpu_count(machine: Machine) -> int | None:
    return len(machine.affinity) if machine.affinity else machine.logical_cores


def _some_cpus(machine: Machine, count: int) -> str:
    cpus = machine.affinity or list(range(machine.logical_cores or count))
    return write_cpu_list(cpus[:count])


def _whole(quota: float) -> int:
    return max(1, math.floor(quota + SMALLEST_FRACTION))
