"""The machine as pytest-benchmark's files have it, beside what pytest-benchmark itself writes."""

from __future__ import annotations

import json
import platform
from dataclasses import replace

import pytest
from pytest_benchmark.plugin import pytest_benchmark_generate_machine_info

from corecurve.bench.machine import describe_machine, pytest_benchmark_machine_info
from corecurve.bench.report import Machine, Python

MACHINE = Machine(node="box", system="Linux", release="6.1.0", architecture="aarch64")
PYTHON = Python(
    executable="/usr/bin/python3.13t",
    implementation="CPython",
    version="3.13.1",
    compiler="GCC 12.2.0",
    build=["main", "Jan  1 2026 00:00:00"],
    bits=64,
    gil_enabled=False,
    is_free_threaded_build=True,
    start_method="forkserver",
)


def test_the_keys_are_pytest_benchmarks_own_and_what_both_know_agrees() -> None:
    theirs = json.loads(json.dumps(pytest_benchmark_generate_machine_info()))
    ours = json.loads(json.dumps(pytest_benchmark_machine_info(describe_machine())))
    assert list(ours) == list(theirs)
    assert {key: ours[key] for key in ours if key not in ("cpu", "processor")} == {
        key: theirs[key] for key in theirs if key not in ("cpu", "processor")
    }


def test_the_cpu_has_py_cpuinfos_keys_and_agrees_where_both_know() -> None:
    theirs = pytest_benchmark_generate_machine_info()["cpu"]
    ours = pytest_benchmark_machine_info(describe_machine())["cpu"]
    assert isinstance(ours, dict)
    for key in ("arch", "arch_string_raw", "bits", "brand_raw"):
        if key in theirs:
            assert ours[key] == theirs[key], key
    assert ours.keys() - {"hz_actual", "hz_actual_friendly", "hz_advertised", "hz_advertised_friendly"} <= theirs.keys()


def test_the_measured_interpreter_is_told_where_it_is_known() -> None:
    info = pytest_benchmark_machine_info(replace(MACHINE, python=PYTHON))
    assert info["python_version"] == info["python_implementation_version"] == "3.13.1"
    assert info["python_build"] == ["main", "Jan  1 2026 00:00:00"]
    assert info["python_compiler"] == "GCC 12.2.0"


def test_otherwise_the_running_interpreter_is_told() -> None:
    info = pytest_benchmark_machine_info(MACHINE)
    assert info["python_version"] == platform.python_version()
    assert info["python_implementation"] == platform.python_implementation()


def test_frequencies_are_in_py_cpuinfos_notation() -> None:
    cpu = pytest_benchmark_machine_info(replace(MACHINE, frequency_mhz=2596.14, max_frequency_mhz=3600.0))["cpu"]
    assert cpu == {
        "arch": "ARM_8",
        "arch_string_raw": "aarch64",
        "bits": 64,
        "hz_actual": [2596140000, 0],
        "hz_actual_friendly": "2.5961 GHz",
        "hz_advertised": [3600000000, 0],
        "hz_advertised_friendly": "3.6000 GHz",
    }


@pytest.mark.parametrize(
    ("raw", "arch", "bits"),
    [
        ("x86_64", "X86_64", 64),
        ("AMD64", "X86_64", 64),
        ("i686", "X86_32", 32),
        ("armv7l", "ARM_7", 32),
        ("m68k", None, None),
    ],
)
def test_architectures_have_py_cpuinfos_names(raw: str, arch: str | None, bits: int | None) -> None:
    cpu = pytest_benchmark_machine_info(replace(MACHINE, architecture=raw))["cpu"]
    assert isinstance(cpu, dict)
    assert (cpu.get("arch"), cpu.get("bits")) == (arch, bits)
