"""What systems other than Linux tell of the machine, by psutil; best effort, the rest is None."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from corecurve.bench.report import Machine

_Value = TypeVar("_Value")


def describe_elsewhere(machine: Machine, affinity: list[int] | None) -> Machine:
    """``machine``, which has its system's name, with what psutil knows."""
    import psutil

    logical, physical = _known(psutil.cpu_count), _known(lambda: psutil.cpu_count(logical=False))
    frequency, memory = _known(psutil.cpu_freq), _known(psutil.virtual_memory)
    load = _known(psutil.getloadavg)
    usable = len(affinity) if affinity else logical
    return replace(
        machine,
        cpu_model=_known(_cpu_brand),
        physical_cores=physical,
        logical_cores=logical,
        usable_cores=None if usable is None else float(usable),
        affinity=affinity,
        smt=logical > physical if logical and physical else None,
        frequency_mhz=(frequency.current or None) if frequency else None,
        max_frequency_mhz=(frequency.max or None) if frequency else None,
        memory_bytes=memory.total if memory else None,
        available_memory_bytes=memory.available if memory else None,
        load_average=list(load) if load else None,
    )


def _known(read: Callable[[], _Value]) -> _Value | None:
    """The reading, or None where this system has none: psutil raises whatever the system's call gave."""
    try:
        return read()
    except Exception:
        return None


def _cpu_brand() -> str | None:
    """The CPU's name: on macOS by sysctlbyname(3), on Windows from the environment."""
    if sys.platform != "darwin":
        return os.environ.get("PROCESSOR_IDENTIFIER")
    text, size = ctypes.create_string_buffer(256), ctypes.c_size_t(256)
    failed = ctypes.CDLL(None).sysctlbyname(b"machdep.cpu.brand_string", text, ctypes.byref(size), None, 0)
    return None if failed else text.value.decode(errors="replace") or None
