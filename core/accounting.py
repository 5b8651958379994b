"""What the operating system says of a round: CPU seconds, run-queue wait, what others took.

Everything is read right before and right after a round, and nothing during it. On Linux each
process's CPU clock can be read by others: clock ids ``(~pid << 3) | 2`` (see clock_gettime(2)
and the kernel's CPUCLOCK macros), exact to the nanosecond, unlike the 10 ms ticks of ``/proc/<pid>/stat``.
``RUSAGE_CHILDREN`` counts only children that have ended.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

_IS_LINUX = sys.platform == "linux"
_SCHEDULED_CLOCK = 2


@dataclass(frozen=True)
class Reading:
    """One look at the system's accounts. None is: this system does not tell."""

    own_cpu_ns: int
    worker_cpu_ns: dict[int, int] | None
    runqueue_ns: dict[int, int] | None
    busy_seconds: float | None
    steal_seconds: float | None


@dataclass(frozen=True)
class Charge:
    """What a round cost, between two readings; seconds.

    ``worker_cpu_seconds`` is by process id; ``foreign_cpu_seconds`` still holds the harness's own.
    """

    cpu_seconds: float | None
    parent_cpu_seconds: float
    worker_cpu_seconds: dict[int, float]
    runqueue_seconds: float | None
    worker_runqueue_seconds: dict[int, float]
    foreign_cpu_seconds: float | None
    steal_seconds: float | None


def process_cpu_ns(pid: int) -> int | None:
    """The CPU nanoseconds of a live process, all its threads included; None where the system does not tell."""
    if not _IS_LINUX:
        return None
    try:
        return time.clock_gettime_ns((~pid << 3) | _SCHEDULED_CLOCK)
    except OSError:
        return None


class Accounts:
    """The accounts of this process and of these worker processes."""

    def __init__(self, worker_pids: Sequence[int] = ()) -> None:
        self._pids = sorted(set(worker_pids) - {os.getpid()})
        self._ticks_per_second = os.sysconf("SC_CLK_TCK") if _IS_LINUX else 100
        self._cpus = {f"cpu{number}" for number in os.sched_getaffinity(0)} if _IS_LINUX else set()

    def read_before(self) -> Reading:
        """A reading to start a round with: the exact clocks last, next to the round."""
        busy, steal = self._read_cpus()
        runqueue = self._read_runqueues()
        return Reading(time.process_time_ns(), self._read_worker_clocks(), runqueue, busy, steal)

    def read_after(self) -> Reading:
        """A reading to end a round with: the exact clocks first, next to the round."""
        own, clocks = time.process_time_ns(), self._read_worker_clocks()
        runqueue = self._read_runqueues()
        busy, steal = self._read_cpus()
        return Reading(own, clocks, runqueue, busy, steal)

    def charge(self, before: Reading, after: Reading) -> Charge:
        """What happened between two readings."""
        own = (after.own_cpu_ns - before.own_cpu_ns) / 1e9
        workers = _differences(before.worker_cpu_ns, after.worker_cpu_ns)
        waits = _differences(before.runqueue_ns, after.runqueue_ns)
        cpu = None if workers is None else own + sum(workers.values())
        busy = _difference(before.busy_seconds, after.busy_seconds)
        return Charge(
            cpu_seconds=cpu,
            parent_cpu_seconds=own,
            worker_cpu_seconds=workers or {},
            runqueue_seconds=None if waits is None else sum(waits.values()),
            worker_runqueue_seconds=waits or {},
            foreign_cpu_seconds=None if busy is None or cpu is None else max(0.0, busy - cpu),
            steal_seconds=_difference(before.steal_seconds, after.steal_seconds),
        )

    def _read_worker_clocks(self) -> dict[int, int] | None:
        clocks: dict[int, int] = {}
        for pid in self._pids:
            clock_ns = process_cpu_ns(pid)
            if clock_ns is None:
                return None
            clocks[pid] = clock_ns
        return clocks

    def _read_runqueues(self) -> dict[int, int] | None:
        if not _IS_LINUX:
            return None
        try:
            return {pid: _runqueue_ns(pid) for pid in [os.getpid(), *self._pids]}
        except (OSError, ValueError, IndexError):
            return None

    def _read_cpus(self) -> tuple[float | None, float | None]:
        """Busy and stolen seconds of the CPUs that we may use, since boot, in ticks of 10 ms."""
        if not _IS_LINUX:
            return None, None
        try:
            with open("/proc/stat", encoding="ascii") as file:
                rows = [line.split() for line in file if line.startswith("cpu")]
            ticks = [[int(field) for field in row[1:]] for row in rows if row[0] in self._cpus]
            # user nice system idle iowait irq softirq steal
            busy = sum(row[0] + row[1] + row[2] + row[5] + row[6] for row in ticks)
            return busy / self._ticks_per_second, sum(row[7] for row in ticks) / self._ticks_per_second
        except (OSError, ValueError, IndexError):
            return None, None


def _runqueue_ns(pid: int) -> int:
    """Nanoseconds that the process's live threads were ready to run but waited for a core."""
    total = 0
    folder = f"/proc/{pid}/task"
    for thread in os.listdir(folder):
        with open(f"{folder}/{thread}/schedstat", "rb") as file:
            total += int(file.read().split()[1])
    return total


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else max(0.0, after - before)


def _differences(before: dict[int, int] | None, after: dict[int, int] | None) -> dict[int, float] | None:
    if before is None or after is None or before.keys() != after.keys():
        return None
    return {key: max(0, after[key] - before[key]) / 1e9 for key in before}
