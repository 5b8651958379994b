"""The cases of a test as benchmarks of pytest-benchmark: in its table, its files and its comparisons.

pytest-benchmark takes times only from its own timer. So the finished rounds are handed over where that timer would put
them; whatever is private there is used in this module alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture
from pytest_benchmark.stats import Metadata

from corecurve.bench.report_file.pytest_benchmark_view import pytest_benchmark_view
from corecurve.reports.pytest_plugin.result import SpeedupResult


@dataclass(frozen=True)
class _Described:
    """What pytest-benchmark asks of the fixture that an entry comes from."""

    name: str
    fullname: str
    group: str | None
    param: str | None
    params: Mapping[str, Any]
    extra_info: Mapping[str, Any]
    has_error: bool = False
    cprofile_stats: None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def claim_fixture(benchmark: BenchmarkFixture) -> None:
    """Marks the fixture as used, so that it neither complains nor measures something else under the same name."""
    benchmark._mode = "speedup(...)"  # noqa: SLF001


def add_entries(benchmark: BenchmarkFixture, result: SpeedupResult, taken: set[str]) -> None:
    """Adds an entry for the serial loop and for each case, named after the test; ``taken`` grows by their labels."""
    view: Any = pytest_benchmark_view(result.report)
    for entry in view["benchmarks"]:
        described = _describe(benchmark, entry, _ceiling_info(result, entry), taken)
        stats = entry["stats"]
        metadata = Metadata(described, iterations=stats["iterations"], options=dict(described.options))
        for seconds in stats["data"]:
            metadata.stats.update(seconds)
        benchmark._add_stats(metadata)  # noqa: SLF001


def _describe(
    benchmark: BenchmarkFixture, entry: dict[str, Any], ceiling: dict[str, float], taken: set[str]
) -> _Described:
    label = _free_label(entry["param"], taken)
    own_param = [] if benchmark.param is None else [benchmark.param]
    test = benchmark.name.partition("[")[0]
    suffix = f"[{'-'.join([*own_param, label])}]"
    return _Described(
        name=test + suffix,
        fullname=benchmark.fullname.removesuffix(benchmark.name) + test + suffix,
        group=benchmark.group or entry["group"],
        param=label,
        params={**(benchmark.params or {}), **entry["params"]},
        extra_info={**benchmark.extra_info, **entry["extra_info"], **ceiling},
        options=entry["options"],
    )


def _free_label(label: str, taken: set[str]) -> str:
    """The label, with a number where an earlier call of the same test has it."""
    free, number = label, 1
    while free in taken:
        number += 1
        free = f"{label}#{number}"
    taken.add(free)
    return free


def _ceiling_info(result: SpeedupResult, entry: dict[str, Any]) -> dict[str, float]:
    if entry["params"]["backend"] == "serial":
        return {}
    found = result.ceiling(workers=entry["params"]["workers"])
    return {} if found is None else {"ceiling": found.value, "ceiling_low": found.low, "ceiling_high": found.high}
