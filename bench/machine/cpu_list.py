"""The kernel's notation of a set of CPUs, ``0-3,8``, to be read and to be written."""

from __future__ import annotations

from collections.abc import Iterable

from corecurve.bench.machine.system_files import whole_number

MOST_CPUS = 1 << 16


def read_cpu_list(text: str | None) -> list[int] | None:
    """The CPU numbers in a list such as ``0-3,8``, ascending; None where the text is no such list."""
    if not text:
        return None
    numbers: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        low, high = whole_number(first), whole_number(last if dash else first)
        if low is None or high is None or not 0 <= low <= high < MOST_CPUS:
            return None
        numbers.update(range(low, high + 1))
    return sorted(numbers)


def write_cpu_list(cpu_ids: Iterable[int]) -> str:
    """The shortest notation of these CPUs, as taskset and numactl take it: ``0-3,8``."""
    runs: list[list[int]] = []
    for number in sorted(set(cpu_ids)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
