"""A report as pytest-benchmark would have saved it: a view, written for the tools that read its files.

``pytest-benchmark compare``, github-action-benchmark (tool ``pytest``) and Bencher (adapter ``python_pytest``) read
it; we read our own key beside it. What failed is not in it: a time of a wrong answer is no time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from statistics import median

from corecurve.bench.estimator.estimate import Comparison, compare, launch_variance_of
from corecurve.bench.estimator.launches import LaunchVariance
from corecurve.bench.machine import pytest_benchmark_machine_info
from corecurve.bench.report import CaseResult, Report
from corecurve.bench.report_file.clock_digits import clock_digits
from corecurve.bench.report_file.pytest_benchmark_stats import benchmark_stats
from corecurve.bench.tree_sums import peak_bytes

LAYOUT_VERSION = "5.3.1"
"""The pytest-benchmark whose files look like this."""

SERIAL = "serial"


def pytest_benchmark_view(report: Report, *, has_speedups: bool = True) -> dict[str, object]:
    """The keys of a pytest-benchmark file, for JSON.

    Estimating speedups takes longer than all the rest; ``has_speedups`` False leaves them out.
    """
    compared = _compare(report) if has_speedups else {}
    variance = launch_variance_of(compared.values())
    return {
        "machine_info": pytest_benchmark_machine_info(report.machine),
        "commit_info": asdict(report.run.commit),
        "benchmarks": [
            _benchmark(report, case, name, {**_speedup(case, compared.get(id(case)), variance), **_costs(case)})
            for case, name in _named(report)
        ],
        "datetime": report.run.started,
        "version": LAYOUT_VERSION,
    }


def _named(report: Report) -> Iterator[tuple[CaseResult, str]]:
    """The cases that ran, each with a name of its own: charts and comparisons elsewhere go by it.

    Where two subjects have a case of one id, as two versions of a workload do, their subjects tell them apart.
    """
    ran = [case for case in report.cases if case.status == "ok" and case.rounds]
    times_there = Counter(case.id for case in ran)
    for case in ran:
        subject = case.subject.removeprefix(f"{case.workload}@")
        yield case, case.id if times_there[case.id] == 1 else f"{case.id.removesuffix(']')}@{subject}]"


def _benchmark(report: Report, case: CaseResult, name: str, extra_info: dict[str, object]) -> dict[str, object]:
    return {
        "group": case.workload,
        "name": name,
        "fullname": f"corecurve::{name}",
        "params": {
            "workload": case.workload,
            "backend": case.backend,
            "workers": case.workers,
            "start_method": case.start_method,
        },
        "param": name.removeprefix(case.workload).strip("[]"),
        "extra_info": {key: value for key, value in extra_info.items() if value is not None},
        "options": {
            "timer": "perf_counter_ns",
            "warmup": True,
            "max_time": report.run.budget_seconds,
            "chunksize": case.chunksize,
            **case.options,
        },
        "stats": benchmark_stats(
            [round(one.wall_seconds, clock_digits(one.iterations)) for one in case.rounds],
            min(one.iterations for one in case.rounds),
        ),
    }


def _compare(report: Report) -> dict[int, Comparison | None]:
    """Each case beside its serial loop, by the case's identity: ids may be there twice."""
    pairs = ((serial, case) for case in report.cases if (serial := report.serial_of(case)) is not None)
    return {id(case): compare(serial.rounds, case.rounds) for serial, case in pairs if case is not serial}


def _speedup(case: CaseResult, compared: Comparison | None, launch_variance: LaunchVariance) -> dict[str, object]:
    """Speedup with its interval and efficiency; nothing where it is not known."""
    estimate = compared.speedup(launch_variance) if compared is not None else None
    if estimate is None:
        return {}
    return {
        "speedup": estimate.value,
        "speedup_low": estimate.low,
        "speedup_high": estimate.high,
        "efficiency": estimate.value / case.workers,
    }


def _costs(case: CaseResult) -> dict[str, object]:
    """What a round cost besides time: medians over the rounds in which each was taken."""

    def middle(field: str) -> float | None:
        taken = [value for one in case.rounds if (value := getattr(one, field)) is not None]
        return median(taken) if taken else None

    return {
        "cpu_seconds": middle("cpu_seconds"),
        "startup_seconds": middle("startup_seconds"),
        "stop_seconds": middle("stop_seconds"),
        "runqueue_seconds": middle("runqueue_seconds"),
        "peak_pss_bytes": None if case.profile is None else peak_bytes(case.profile.samples, "pss"),
        "workers_observed": case.workers_observed,
    }
