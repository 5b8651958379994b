"""The view for pytest-benchmark: what its own tools, and those that read its files, find in a report."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_reports import make_report
from pytest_benchmark.stats import Stats
from pytest_benchmark.utils import get_commit_info

from corecurve.bench.estimator import estimate
from corecurve.bench.report import Report
from corecurve.bench.report_file.pytest_benchmark_stats import benchmark_stats
from corecurve.bench.report_file.pytest_benchmark_times import load_benchmark_times
from corecurve.bench.report_file.storage import prepare_storage
from corecurve.bench.report_file.writing import encode_report, write_report

MACHINE_KEYS = [
    "node",
    "processor",
    "machine",
    "python_compiler",
    "python_implementation",
    "python_implementation_version",
    "python_version",
    "python_build",
    "release",
    "system",
    "cpu",
]
STATS_KEYS = [
    "min",
    "max",
    "mean",
    "stddev",
    "rounds",
    "median",
    "iqr",
    "q1",
    "q3",
    "iqr_outliers",
    "stddev_outliers",
    "outliers",
    "ld15iqr",
    "hd15iqr",
    "ops",
    "total",
    "data",
    "iterations",
]
BENCHMARK_KEYS = ["group", "name", "fullname", "params", "param", "extra_info", "options", "stats"]


@pytest.fixture(scope="module")
def report() -> Report:
    failed = {("primes", "processes", 2): "the worker was killed"}
    return make_report(workloads=("primes", "waiting"), backends=("pool", "processes"), failed=failed)


def view_of(report: Report) -> dict[str, Any]:
    view: dict[str, Any] = json.loads(encode_report(report))
    return view


def benchmark_of(view: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [benchmark for benchmark in view["benchmarks"] if benchmark["name"] == name]
    return dict(found)


def test_the_keys_are_those_of_a_pytest_benchmark_file(report: Report) -> None:
    view = view_of(report)
    assert list(view) == ["machine_info", "commit_info", "benchmarks", "datetime", "version", "corecurve"]
    assert list(view["machine_info"]) == MACHINE_KEYS
    assert sorted(view["commit_info"]) == sorted(get_commit_info())
    for benchmark in view["benchmarks"]:
        assert list(benchmark) == BENCHMARK_KEYS
        assert list(benchmark["stats"]) == STATS_KEYS


def test_every_case_that_ran_is_a_benchmark_and_the_serial_loops_say_whose_they_are(report: Report) -> None:
    names = [benchmark["name"] for benchmark in view_of(report)["benchmarks"]]
    assert names == [case.id for case in report.cases if case.status == "ok"]
    assert {"primes[serial@pool]", "primes[serial@processes]", "primes[pool-2]", "waiting[processes-2]"} <= set(names)
    assert "primes[processes-2]" not in names, "it has failed: a time of a wrong answer is no time"


def test_a_benchmark_says_which_case_it_is(report: Report) -> None:
    benchmark = benchmark_of(view_of(report), "primes[pool-2]")
    assert benchmark["group"] == "primes"
    assert benchmark["fullname"] == "corecurve::primes[pool-2]"
    assert benchmark["param"] == "pool-2"
    assert benchmark["params"] == {"workload": "primes", "backend": "pool", "workers": 2, "start_method": "fork"}


def test_the_same_case_of_two_versions_has_two_names() -> None:
    report = make_report(backends=("pool",))
    other = [replace(case, subject=f"{case.subject}:base") for case in report.cases]
    names = [bench["name"] for bench in view_of(replace(report, cases=[*report.cases, *other]))["benchmarks"]]
    assert len(set(names)) == len(names) == 6
    assert {"primes[pool-2@pool]", "primes[pool-2@pool:base]"} <= set(names)


def test_extra_info_is_flat_and_holds_the_estimate_and_the_costs(report: Report) -> None:
    extra = benchmark_of(view_of(report), "primes[pool-2]")["extra_info"]
    case = next(case for case in report.cases if case.id == "primes[pool-2]")
    serial = report.serial_of(case)
    assert serial is not None
    variance = estimate.pooled_launch_variance(
        (before.rounds, one.rounds)
        for one in report.cases
        if one.backend != "serial" and (before := report.serial_of(one)) is not None
    )
    expected = estimate.speedup(serial.rounds, case.rounds, launch_variance=variance)
    assert expected is not None
    assert (extra["speedup_low"], extra["speedup"], extra["speedup_high"]) == (
        expected.low,
        expected.value,
        expected.high,
    )
    assert extra["efficiency"] == expected.value / 2
    assert extra["cpu_seconds"] == pytest.approx(0.2, rel=0.1)
    assert extra["peak_pss_bytes"] == pytest.approx(38.5e6, rel=0.05)
    assert {type(value) for value in extra.values()} <= {int, float}


def test_what_is_not_known_is_left_out_of_extra_info() -> None:
    report = make_report(backends=("pool",), pss=False, launches=1, blocks=1)
    serial = benchmark_of(view_of(report), "primes[serial@pool]")["extra_info"]
    pool = benchmark_of(view_of(report), "primes[pool-2]")["extra_info"]
    assert serial.keys().isdisjoint({"speedup", "efficiency", "startup_seconds", "peak_pss_bytes"})
    assert pool.keys().isdisjoint({"speedup", "speedup_low", "speedup_high", "efficiency", "peak_pss_bytes"})
    assert "startup_seconds" in pool


def test_the_peak_is_of_the_sum_over_the_tree_at_one_moment(report: Report) -> None:
    case = next(case for case in report.cases if case.id == "primes[pool-2]")
    assert case.profile is not None
    (samples,) = case.profile.samples
    one = replace(samples.processes[0], sample=[0, 1], cpu_percent=[None, 1.0], rss_bytes=[1, 1], uss_bytes=[1, 1])
    one = replace(one, pss_bytes=[100, 10], threads=[1, 1])
    other = replace(one, pid=2, pss_bytes=[5, 80])
    late = replace(one, pid=3, sample=[1, 2], pss_bytes=[2, None])
    profile = replace(case.profile, samples=[replace(samples, processes=[one, other, late])])
    changed = [replace(case, profile=profile) if each is case else each for each in report.cases]
    view = view_of(replace(report, cases=changed))
    assert benchmark_of(view, "primes[pool-2]")["extra_info"]["peak_pss_bytes"] == 105


def test_a_run_that_goes_on_is_saved_without_the_estimates_that_take_time(report: Report) -> None:
    going_on = replace(report, run=replace(report.run, is_complete=False, interrupted=None))
    interrupted = replace(report, run=replace(report.run, is_complete=False, interrupted="SIGINT"))
    assert "speedup" not in benchmark_of(view_of(going_on), "primes[pool-2]")["extra_info"]
    assert "speedup" in benchmark_of(view_of(interrupted), "primes[pool-2]")["extra_info"]


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.lists(st.sampled_from([0.1, 0.2, 0.5]) | st.floats(1e-9, 1e3), min_size=1, max_size=40))
def test_the_statistics_are_those_that_pytest_benchmark_computes(seconds: list[float]) -> None:
    theirs = Stats()
    for value in seconds:
        theirs.update(value)
    ours = benchmark_stats(seconds, 1)
    for key, value in theirs.as_dict().items():
        if isinstance(value, float):
            assert math.isclose(ours[key], value, rel_tol=1e-9, abs_tol=1e-15), key  # type: ignore[arg-type]
        elif key in ("min", "max", "rounds", "data"):
            assert ours[key] == value, key
    assert ours["data"] == seconds


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 51, 52, 53])
def test_outliers_are_counted_as_pytest_benchmark_counts_them(count: int) -> None:
    seconds = [0.1 + 0.001 * ((7 * index) % count) ** 3 for index in range(count)]
    theirs = Stats()
    for value in seconds:
        theirs.update(value)
    ours = benchmark_stats(seconds, 1)
    assert {key: ours[key] for key in ("iqr_outliers", "stddev_outliers", "outliers")} == {
        "iqr_outliers": theirs.iqr_outliers,
        "stddev_outliers": theirs.stddev_outliers,
        "outliers": theirs.outliers,
    }


def test_equal_rounds_have_no_deviation_and_no_outliers() -> None:
    stats = benchmark_stats([0.1, 0.1, 0.1], 1)
    assert (stats["stddev"], stats["iqr"], stats["outliers"]) == (0.0, 0.0, "0;0")


def test_the_statistics_are_of_the_rounds_that_are_saved(report: Report) -> None:
    benchmark = benchmark_of(view_of(report), "primes[pool-2]")
    truth = next(case for case in view_of(report)["corecurve"]["cases"] if case["id"] == "primes[pool-2]")
    assert benchmark["stats"]["data"] == [one["wall_seconds"] for one in truth["rounds"]]
    assert benchmark["stats"]["min"] == min(benchmark["stats"]["data"])


# The tools of others.


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory, report: Report) -> Path:
    """Two reports, saved as two runs save them."""
    folder = tmp_path_factory.mktemp("storage") / "results"
    for seed in (1, 2):
        one = make_report(workloads=("primes", "waiting"), backends=("pool", "processes"), seed=seed)
        write_report(one, prepare_storage(folder, one.machine, one.run.commit, one.run.started))
    return folder


def pytest_benchmark(storage: Path, *words: str) -> str:
    """What ``pytest-benchmark`` prints, of this storage."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest_benchmark", "--storage", str(storage), *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=storage,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_pytest_benchmark_lists_what_is_in_a_storage(storage: Path) -> None:
    listed = pytest_benchmark(storage, "list").splitlines()
    assert [Path(line).name[:5] for line in listed] == ["0001_", "0002_"]
    assert Path(listed[0]).parent.name == "Linux-CPython-3.13-64bit"


def test_pytest_benchmark_compares_two_reports_in_its_table(storage: Path) -> None:
    table = pytest_benchmark(storage, "compare")
    assert "benchmark 'primes': 12 tests" in table
    assert "benchmark 'waiting': 12 tests" in table
    for run in ("0001_0123456", "0002_0123456"):
        assert f"primes[serial@pool] ({run})" in table
    assert "Failed to load" not in table


def test_pytest_benchmark_finds_a_report_by_its_number_and_groups_it_by_params(storage: Path) -> None:
    table = pytest_benchmark(storage, "compare", "0002", "--group-by=param:backend,param:workers")
    assert "benchmark 'backend=pool workers=2': 2 tests" in table
    assert "0001_" not in table


def test_pytest_benchmark_sets_the_reports_against_each_other(storage: Path) -> None:
    table = pytest_benchmark(storage, "compare", "--between=min,ops", "-k", "primes")
    assert "2 sources" in table
    assert "waiting" not in table


def test_pytest_benchmark_draws_its_histogram(storage: Path, tmp_path: Path) -> None:
    if find_spec("pygal") is None:
        pytest.skip("pytest-benchmark draws with pygal")
    pytest_benchmark(storage, "compare", f"--histogram={tmp_path / 'drawn'}")
    for workload in ("primes", "waiting"):
        assert "<svg" in (tmp_path / f"drawn-{workload}.svg").read_text(encoding="utf-8")


def test_pytest_benchmark_writes_its_table_as_csv(storage: Path, tmp_path: Path) -> None:
    pytest_benchmark(storage, "compare", f"--csv={tmp_path / 'table'}")
    rows = (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + 24
    assert "param:backend" in rows[0]


def test_github_action_benchmark_finds_what_its_pytest_extractor_reads(report: Report) -> None:
    """It charts ``stats.ops`` per ``fullname`` with ``stats.stddev``, ``stats.mean`` and ``stats.rounds`` beside."""
    for benchmark in view_of(report)["benchmarks"]:
        stats = benchmark["stats"]
        assert isinstance(benchmark["fullname"], str)
        assert isinstance(stats["rounds"], int)
        assert all(isinstance(stats[key], float) for key in ("ops", "stddev", "mean"))


def test_bencher_finds_what_its_python_pytest_adapter_reads(report: Report) -> None:
    """It takes the objects ``machine_info`` and ``commit_info``, and ``stats.median`` ± ``stats.iqr`` of each."""
    view = view_of(report)
    assert isinstance(view["machine_info"], dict)
    assert isinstance(view["commit_info"], dict)
    for benchmark in view["benchmarks"]:
        assert 0 < len(benchmark["fullname"]) <= 1024
        assert 0 <= benchmark["stats"]["iqr"] < benchmark["stats"]["median"] < 1e3


def test_our_own_reader_of_plain_files_reads_the_view(storage: Path, report: Report) -> None:
    (first, _) = sorted(storage.glob("*/*.json"))
    times = load_benchmark_times(first)
    assert [one.name for one in times] == [
        case.id for case in make_report(workloads=("primes", "waiting"), backends=("pool", "processes")).cases
    ]
    assert all(one.stats.data is not None and len(one.stats.data) == one.stats.rounds for one in times)
