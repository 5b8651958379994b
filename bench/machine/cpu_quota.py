"""The CPU quota of our control groups: how many cores' time we may use, and how often we were stopped for it.

The scheduler gives a group ``quota`` microseconds of CPU time in every ``period``, on as many cores as
it likes, and stops all of the group once they are used up (the kernel's Documentation/scheduler/sched-bwc.rst).
"""

from __future__ import annotations

from corecurve.bench.machine.cgroups import UNIFIED, group_folders, smallest_limit
from corecurve.bench.machine.system_files import HERE, SystemFiles, whole_number


def quota_cores(files: SystemFiles = HERE) -> float | None:
    """The smallest quota on the path from our group to the top, in cores; None where none is seen."""
    limits = [
        smallest_limit(group_folders(files, UNIFIED), lambda folder: _unified_quota(files, folder)),
        smallest_limit(group_folders(files, "cpu"), lambda folder: _legacy_quota(files, folder)),
    ]
    return min((limit for limit in limits if limit is not None), default=None)


def throttled_periods(files: SystemFiles = HERE) -> int | None:
    """In how many periods our groups were stopped because their quota was used up, since they were made.

    None where no group on the path counts it.
    """
    folders = group_folders(files, UNIFIED) + group_folders(files, "cpu")
    counts = [count for folder in folders if (count := _throttled(files, folder)) is not None]
    return sum(counts) if counts else None


def _unified_quota(files: SystemFiles, folder: str) -> float | None:
    """Version 2: ``cpu.max`` is ``QUOTA PERIOD`` in microseconds, or ``max PERIOD``."""
    fields = (files.text(f"{folder}/cpu.max") or "").split()
    return _cores(whole_number(fields[0]), whole_number(fields[1])) if len(fields) == 2 else None


def _legacy_quota(files: SystemFiles, folder: str) -> float | None:
    """Version 1: a file each; a quota of -1 is none."""
    return _cores(files.integer(f"{folder}/cpu.cfs_quota_us"), files.integer(f"{folder}/cpu.cfs_period_us"))


def _cores(quota: int | None, period: int | None) -> float | None:
    return quota / period if quota is not None and period is not None and quota > 0 and period > 0 else None


def _throttled(files: SystemFiles, folder: str) -> int | None:
    for line in (files.text(f"{folder}/cpu.stat") or "").splitlines():
        name, _, value = line.partition(" ")
        if name == "nr_throttled":
            return whole_number(value.strip())
    return None
