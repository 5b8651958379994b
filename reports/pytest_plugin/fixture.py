"""The fixture ``speedup``: measures a function of a test on a backend, and shows it to pytest-benchmark."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from corecurve.reports.pytest_plugin.speedup import Speedup


@pytest.fixture
def speedup(request: pytest.FixtureRequest, benchmark: BenchmarkFixture) -> Iterator[Speedup]:
    """Measures the speedup of a task: ``speedup(count_primes, chunks, workers=[1, 2]).at_least(1.6, workers=2)``."""
    from corecurve.reports.pytest_plugin.benchmark_entries import claim_fixture

    claim_fixture(benchmark)
    _refuse_unfit_runs(request.config, benchmark)
    from corecurve.reports.pytest_plugin.speedup import Speedup

    with Speedup(request, benchmark) as measuring:
        yield measuring


def _refuse_unfit_runs(config: pytest.Config, benchmark: BenchmarkFixture) -> None:
    if hasattr(config, "workerinput") or "PYTEST_XDIST_WORKER" in os.environ:
        pytest.fail(
            "speedups cannot be measured under pytest-xdist, whose workers would disturb each other; "
            "run these tests apart with -n 0, and the others with --benchmark-skip",
            pytrace=False,
        )
    if benchmark.disabled:
        pytest.skip("speedups are not measured with --benchmark-disable")
