"""What others do with the CPUs that we may use, watched for a short time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from corecurve.bench.machine.cpu_time import CpuTime, cpu_time
from corecurve.bench.machine.system_files import HERE, SystemFiles

MOST_PROCESSES = 10

Process = tuple[int, float, str]
"""Process id, time of its creation (process ids are used again) and name."""


@dataclass(frozen=True, kw_only=True)
class BusyProcess:
    """A process that is not ours, and how many cores' time it took."""

    pid: int
    name: str
    cores: float


@dataclass(frozen=True, kw_only=True)
class ForeignLoad:
    """Others' work while we watched.

    ``cores`` is how many of the usable cores' time it took, ``processes`` are those that did most of it,
    busiest first, ten at most; they may add up to less than ``cores``, since a container hides its neighbours.
    """

    cores: float | None
    steal_share: float | None
    processes: list[BusyProcess]


@dataclass(frozen=True)
class Look:
    """One look at the accounts; two make a :class:`ForeignLoad`."""

    clock_seconds: float
    monotonic_seconds: float
    own_cpu_seconds: float
    cpus: CpuTime | None
    processes: Mapping[Process, float]


def watch_foreign_load(
    window_seconds: float = 1.0,
    cpu_ids: Sequence[int] | None = None,
    files: SystemFiles = HERE,
    sleep: Callable[[float], None] = time.sleep,
) -> ForeignLoad:
    """Watches for ``window_seconds``; ``cpu_ids`` are the CPUs that we may use, None is all of them."""
    before = _look(files, cpu_ids)
    sleep(window_seconds)
    return load_between(before, _look(files, cpu_ids))


def load_between(before: Look, after: Look) -> ForeignLoad:
    """What happened between two looks. Where the CPUs' time is not known, the processes' sum counts."""
    seconds = max(1e-9, after.monotonic_seconds - before.monotonic_seconds)
    own = after.own_cpu_seconds - before.own_cpu_seconds
    processes = [
        BusyProcess(pid=process[0], name=process[2], cores=(cpu - before.processes.get(process, 0.0)) / seconds)
        for process, cpu in after.processes.items()
        if process in before.processes or process[1] >= before.clock_seconds
    ]
    busiest = sorted((one for one in processes if one.cores > 0), key=lambda one: -one.cores)[:MOST_PROCESSES]
    if before.cpus is None or after.cpus is None:
        return ForeignLoad(cores=sum(one.cores for one in processes), steal_share=None, processes=busiest)
    passed = after.cpus - before.cpus
    foreign = max(0.0, passed.busy_seconds - own) / seconds
    return ForeignLoad(cores=foreign, steal_share=passed.steal_share, processes=busiest)


def _look(files: SystemFiles, cpu_ids: Sequence[int] | None) -> Look:
    return Look(time.time(), time.monotonic(), time.process_time(), cpu_time(files, cpu_ids), _process_seconds())


def _process_seconds() -> dict[Process, float]:
    """CPU seconds of every process that we can see but our own, since it was started."""
    import psutil

    seconds: dict[Process, float] = {}
    for process in psutil.process_iter(["pid", "name", "create_time", "cpu_times"]):
        known = process.info
        if known["pid"] != os.getpid() and known["cpu_times"] is not None and known["create_time"] is not None:
            times = known["cpu_times"]
            seconds[known["pid"], known["create_time"], known["name"] or "?"] = times.user + times.system
    return seconds
