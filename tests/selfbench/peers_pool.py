"""The same pool for the gates on times: as a test for pytest-benchmark, as a script for pyperf."""

from __future__ import annotations

import importlib
import sys
from multiprocessing import Pool
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from peers_workload import compute, inputs


def test_pool(benchmark: Any) -> None:
    with Pool(2) as pool:
        benchmark(pool.map, compute, inputs())


if __name__ == "__main__":
    pyperf: Any = importlib.import_module("pyperf")

    runner = pyperf.Runner()
    with Pool(2) as shared:
        runner.bench_func("pool", shared.map, compute, inputs())
