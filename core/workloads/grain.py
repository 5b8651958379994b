"""Equal tasks of a chosen grain, from a tenth of a microsecond to tens of milliseconds."""

from __future__ import annotations

from corecurve.core.workload import Workload


def spin(iterations: int) -> int:
    """Pure-Python computing that takes as long as it is told to."""
    total = 0
    for value in range(iterations):
        total += value
    return total


def of_grain(iterations: int) -> Workload:
    """As many tasks as the size says, each of so many iterations."""
    return Workload(
        f"grain-{iterations}",
        spin,
        lambda size: [iterations] * size,
        description=f"equal tasks of {iterations} iterations each",
    )


grain_4 = of_grain(4)
grain_16 = of_grain(16)
grain_64 = of_grain(64)
grain_256 = of_grain(256)
grain_1024 = of_grain(1024)
grain_4096 = of_grain(4096)
grain_16384 = of_grain(16384)
grain_65536 = of_grain(65536)
grain_262144 = of_grain(262144)

GRAINS = (4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144)
