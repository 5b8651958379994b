"""What the CPUs' time went to, as ``/proc/stat`` counts it: in ticks of (mostly) 10 ms, since boot."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.bench.machine.system_files import HERE, SystemFiles, whole_number


@dataclass(frozen=True)
class CpuTime:
    """Seconds since boot, summed over some CPUs: busy with anybody's work, taken by the hypervisor, and all."""

    busy_seconds: float
    steal_seconds: float
    total_seconds: float

    def __sub__(self, earlier: CpuTime) -> CpuTime:
        """What passed since ``earlier``; never negative, though some kernels' counters step back."""
        return CpuTime(
            max(0.0, self.busy_seconds - earlier.busy_seconds),
            max(0.0, self.steal_seconds - earlier.steal_seconds),
            max(0.0, self.total_seconds - earlier.total_seconds),
        )

    @property
    def steal_share(self) -> float | None:
        """The share of the time that the hypervisor gave to others while we had work; None of no time."""
        return self.steal_seconds / self.total_seconds if self.total_seconds > 0 else None


def cpu_time(files: SystemFiles = HERE, cpu_ids: Sequence[int] | None = None) -> CpuTime | None:
    """The time of these CPUs, or of all; None where it cannot be read."""
    wanted = {"cpu"} if cpu_ids is None else {f"cpu{cpu}" for cpu in cpu_ids}
    rows = [row for line in (files.text("/proc/stat") or "").splitlines() if (row := line.split()) and row[0] in wanted]
    found = [ticks for row in rows if (ticks := _ticks(row)) is not None]
    if not found or len(found) < len(wanted):
        return None
    per_second = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
    # user nice system idle iowait irq softirq steal; what follows (guest) is within user and nice
    busy = sum(ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] for ticks in found)
    steal, total = sum(ticks[7] for ticks in found), sum(sum(ticks) for ticks in found)
    return CpuTime(busy / per_second, steal / per_second, total / per_second)


def _ticks(row: list[str]) -> list[int] | None:
    ticks = [number for field in row[1:9] if (number := whole_number(field)) is not None and number >= 0]
    return ticks if len(ticks) == 8 else None
