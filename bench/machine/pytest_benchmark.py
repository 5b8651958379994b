"""The machine in pytest-benchmark's terms: the ``machine_info`` of its files."""

from __future__ import annotations

import platform
import re

from corecurve.bench.report import Machine

_ARCHITECTURES = (
    (re.compile(r"x86_64|amd64|x64"), "X86_64", 64),
    (re.compile(r"i\d86|x86"), "X86_32", 32),
    (re.compile(r"aarch64|arm64"), "ARM_8", 64),
    (re.compile(r"armv[67].*"), "ARM_7", 32),
    (re.compile(r"ppc64(le)?"), "PPC_64", 64),
    (re.compile(r"s390x"), "S390X", 64),
    (re.compile(r"riscv64"), "RISCV_64", 64),
)


def pytest_benchmark_machine_info(machine: Machine) -> dict[str, object]:
    """What pytest-benchmark saves as ``machine_info``, for JSON, with the same keys and meaning.

    ``python_*`` tell of the measured interpreter where ``machine`` knows it, otherwise of this one.
    ``processor`` is the architecture: to ask the system for it takes a subprocess, and most say the same.
    """
    python = machine.python
    return {
        "node": machine.node,
        "processor": machine.architecture,
        "machine": machine.architecture,
        "python_compiler": python.compiler if python else platform.python_compiler(),
        "python_implementation": python.implementation if python else platform.python_implementation(),
        "python_implementation_version": python.version if python else platform.python_version(),
        "python_version": python.version if python else platform.python_version(),
        "python_build": list(python.build if python else platform.python_build()),
        "release": machine.release,
        "system": machine.system,
        "cpu": cpu_dictionary(machine),
    }


def cpu_dictionary(machine: Machine) -> dict[str, object]:
    """The ``cpu`` of ``machine_info``: py-cpuinfo's keys, those of them that the machine tells."""
    name, bits = _architecture(machine.architecture)
    known: dict[str, object] = {
        "arch": name,
        "arch_string_raw": machine.architecture,
        "bits": bits,
        "brand_raw": machine.cpu_model,
        "count": machine.logical_cores,
        **_hertz("hz_actual", machine.frequency_mhz),
        **_hertz("hz_advertised", machine.max_frequency_mhz),
    }
    return {key: value for key, value in known.items() if value is not None}


def _architecture(raw: str) -> tuple[str | None, int | None]:
    for pattern, name, bits in _ARCHITECTURES:
        if pattern.fullmatch(raw.lower()):
            return name, bits
    return None, None


def _hertz(key: str, mhz: float | None) -> dict[str, object]:
    """py-cpuinfo's notation: whole hertz and a fraction (here 0), and a text such as ``2.5961 GHz``."""
    return {} if mhz is None else {key: [round(mhz * 1e6), 0], f"{key}_friendly": f"{mhz / 1000:.4f} GHz"}
