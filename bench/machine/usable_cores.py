"""How many cores this process may use: the smaller of its affinity and its control groups' quota.

``os.cpu_count()`` says how many the machine has. A container with ``--cpus=2`` on 64 cores may use two.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Sequence

from corecurve.bench.machine.cpu_quota import quota_cores
from corecurve.bench.machine.system_files import HERE, SystemFiles
from corecurve.bench.machine.topology import online_cpu_ids

CpuIdsReader = Callable[[], "list[int] | None"]


def usable_cpu_ids() -> list[int] | None:
    """Numbers of the CPUs that this process may run on, ascending; None where the system does not tell.

    The affinity already holds what a cpuset (``docker --cpuset-cpus``) allows.
    """
    if sys.platform == "linux":
        try:
            return sorted(os.sched_getaffinity(0))
        except OSError:
            return None
    if sys.platform == "win32":
        import psutil

        return sorted(psutil.Process().cpu_affinity())
    return None


def cores_within(cpu_ids: Sequence[int] | None, quota: float | None, online_cores: int | None) -> float | None:
    """What affinity, quota and the machine together allow; None where none of the three is known."""
    cores = len(cpu_ids) if cpu_ids else online_cores
    limits = [float(limit) for limit in (cores, quota) if limit is not None]
    return min(limits, default=None)


def usable_cores(files: SystemFiles = HERE, read_cpu_ids: CpuIdsReader = usable_cpu_ids) -> float:
    """How many cores' time this process may use; a quota makes it a fraction, such as 1.5."""
    online = online_cpu_ids(files)
    online_cores = len(online) if online else os.cpu_count()
    cores = cores_within(read_cpu_ids(), quota_cores(files), online_cores)
    return 1.0 if cores is None else cores


def usable_core_count(files: SystemFiles = HERE, read_cpu_ids: CpuIdsReader = usable_cpu_ids) -> int:
    """How many workers can compute at once all of the time: whole cores, rounded down, at least 1.

    1.5 cores count as 1: two workers would use the quota up after three quarters of each period, and both
    would be stopped for the rest of it.
    """
    return max(1, math.floor(usable_cores(files, read_cpu_ids)))
