"""The CPU's name, and what else the first block of ``/proc/cpuinfo`` says of it."""

from __future__ import annotations

import re

from corecurve.bench.machine.system_files import HERE, SystemFiles

_NAME_FIELDS = ("model name", "cpu model", "uarch", "cpu")
_ARM_PARTS = {
    ("0x41", "0xd03"): "ARM Cortex-A53",
    ("0x41", "0xd08"): "ARM Cortex-A72",
    ("0x41", "0xd0b"): "ARM Cortex-A76",
    ("0x41", "0xd0c"): "ARM Neoverse-N1",
    ("0x41", "0xd40"): "ARM Neoverse-V1",
    ("0x41", "0xd49"): "ARM Neoverse-N2",
    ("0x41", "0xd4f"): "ARM Neoverse-V2",
    ("0x41", "0xd84"): "ARM Neoverse-V3",
    ("0x41", "0xd8e"): "ARM Neoverse-N3",
    ("0xc0", "0xac3"): "Ampere-1",
    ("0xc0", "0xac4"): "Ampere-1a",
}


def cpuinfo_fields(files: SystemFiles = HERE) -> dict[str, str]:
    """The first processor's ``key: value`` lines of ``/proc/cpuinfo``; empty where there is none.

    One read of 4 KiB: with hundreds of CPUs the kernel may work for tens of milliseconds on the whole file.
    """
    fields: dict[str, str] = {}
    for line in (files.beginning("/proc/cpuinfo") or "").splitlines():
        key, colon, value = line.partition(":")
        if not line.strip() and fields:
            break
        if colon:
            fields.setdefault(key.strip(), " ".join(value.split()))
    return fields


def cpu_model(cpuinfo: dict[str, str]) -> str | None:
    """The CPU's marketing name where the kernel knows it; for ARM cores, their design's name or number."""
    for field in _NAME_FIELDS:
        if name := cpuinfo.get(field):
            return name
    maker, part = cpuinfo.get("CPU implementer"), cpuinfo.get("CPU part")
    if not maker or not part:
        return None
    return _ARM_PARTS.get((maker.lower(), part.lower()), f"ARM implementer {maker} part {part}")


def cpuinfo_mhz(cpuinfo: dict[str, str]) -> float | None:
    """The first CPU's clock as ``/proc/cpuinfo`` gives it, in MHz; in most virtual machines the nominal one."""
    text = cpuinfo.get("cpu MHz") or cpuinfo.get("clock", "").removesuffix("MHz")
    return float(text) or None if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,9})?", text, re.ASCII) else None
