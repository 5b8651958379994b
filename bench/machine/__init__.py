"""The machine and its state: what a run records of them, and how many cores a run may use."""

from corecurve.bench.machine.commit import describe_commit
from corecurve.bench.machine.describe import describe_machine
from corecurve.bench.machine.pytest_benchmark import pytest_benchmark_machine_info
from corecurve.bench.machine.usable_cores import usable_core_count, usable_cores, usable_cpu_ids

__all__ = [
    "describe_commit",
    "describe_machine",
    "pytest_benchmark_machine_info",
    "usable_core_count",
    "usable_cores",
    "usable_cpu_ids",
]
