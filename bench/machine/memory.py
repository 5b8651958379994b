"""Memory: how much the machine has, how much of it we may have, how much is free, and swap."""

from __future__ import annotations

from dataclasses import dataclass

from corecurve.bench.machine.cgroups import UNIFIED, group_folders
from corecurve.bench.machine.system_files import HERE, SystemFiles, whole_number


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Bytes. ``limit_bytes`` is the smallest of our control groups, None where none is seen.

    ``available_bytes`` is what could be taken without swapping, under the limit too.
    """

    total_bytes: int | None = None
    available_bytes: int | None = None
    limit_bytes: int | None = None
    swap_total_bytes: int | None = None
    swap_used_bytes: int | None = None


@dataclass(frozen=True)
class _Limit:
    """One group's limit, and what its processes use of it: all but file pages that can be dropped."""

    limit_bytes: int
    used_bytes: int | None


def read_memory(files: SystemFiles = HERE) -> Memory:
    """Memory as ``/proc/meminfo`` and our control groups say it."""
    machine = _meminfo(files)
    total, available = machine.get("MemTotal"), machine.get("MemAvailable")
    swap_total, swap_free = machine.get("SwapTotal"), machine.get("SwapFree")
    limits = [limit for limit in _limits(files) if total is None or limit.limit_bytes < total]
    rooms = [max(0, limit.limit_bytes - limit.used_bytes) for limit in limits if limit.used_bytes is not None]
    return Memory(
        total_bytes=total,
        available_bytes=None if available is None else min([available, *rooms]),
        limit_bytes=min((limit.limit_bytes for limit in limits), default=None),
        swap_total_bytes=swap_total,
        swap_used_bytes=None if swap_total is None or swap_free is None else max(0, swap_total - swap_free),
    )


def _meminfo(files: SystemFiles) -> dict[str, int]:
    """Bytes by name, from lines such as ``MemTotal:  24684096 kB``."""
    sizes: dict[str, int] = {}
    for line in (files.text("/proc/meminfo") or "").splitlines():
        name, _, value = line.partition(":")
        kib = whole_number(value.strip().removesuffix("kB").strip())
        if kib is not None and kib >= 0:
            sizes[name] = kib * 1024
    return sizes


def _limits(files: SystemFiles) -> list[_Limit]:
    """The limits of all groups on our path; version 1 writes "none" as a number beyond any memory."""
    found = [
        _limit(files, folder, "memory.max", "memory.current", "inactive_file")
        for folder in group_folders(files, UNIFIED)
    ] + [
        _limit(files, folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        for folder in group_folders(files, "memory")
    ]
    return [limit for limit in found if limit is not None and 0 < limit.limit_bytes < 1 << 60]


def _limit(files: SystemFiles, folder: str, limit_name: str, usage_name: str, droppable_name: str) -> _Limit | None:
    limit = files.integer(f"{folder}/{limit_name}")
    if limit is None:
        return None
    usage = files.integer(f"{folder}/{usage_name}")
    droppable = _statistic(files.text(f"{folder}/memory.stat"), droppable_name)
    return _Limit(limit, None if usage is None else max(0, usage - (droppable or 0)))


def _statistic(text: str | None, name: str) -> int | None:
    for line in (text or "").splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return whole_number(value.strip())
    return None
