"""Where the truth is known by construction, whether the reported interval holds it.

Sleeping tasks take no core, so n workers are n times as fast, whatever the machine, less what a round takes beyond the
sleeps that were asked for: dispatch, waking, and sleeping longer than asked. That is measured beside it, by the same
number of sleeps that are twice as long; the truth has the error of these measurements. (Much shorter sleeps would
tell too little: a core that has slept briefly wakes sooner.)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from statistics import median, stdev

from command_line import corecurve

from corecurve.bench.estimator.estimate import Estimate, speedup
from corecurve.bench.report import Report
from corecurve.bench.report_file.reading import load_report

WORKERS = (1, 2, 4, 8)
TASKS = 24
SERIAL_SECONDS = 0.24
CERTAIN, OF_A_MEDIAN = 1.96, 1.2533
WAITING = f"""
import time
from corecurve.core import Workload

def wait(seconds):
    time.sleep(seconds)
    return seconds

def inputs():
    return [{SERIAL_SECONDS / TASKS}] * {TASKS}

def wait_alone(results):
    time.sleep({SERIAL_SECONDS})

waits = Workload("waits", wait, inputs, kind="wait")
half_serial = Workload("half-serial", wait, inputs, finish=wait_alone, kind="wait")
twice = Workload("twice", wait, lambda: [{2 * SERIAL_SECONDS / TASKS}] * {TASKS}, kind="wait")
"""


def test_known_truth(tmp_path: Path, show: Callable[[str], None]) -> None:
    (tmp_path / "waits.py").write_text(WAITING)
    for backend in ("threads", "pool", "processes"):
        target = tmp_path / f"{backend}.json"
        done = corecurve(
            tmp_path, "run", "waits.py", "--backend", backend, "--workers", ",".join(map(str, WORKERS)),
            "--budget", "60s", "--no-profile", "--quiet", "--output", str(target),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        report = load_report(target)
        for count in WORKERS:
            show_case(show, report, backend, count)


def show_case(show: Callable[[str], None], report: Report, backend: str, count: int) -> None:
    loop, loop_error = overhead_of(report, f"twice[serial@{backend}]", 1)
    shared, shared_error = overhead_of(report, f"twice[{backend}-{count}]", count)
    for workload, alone in (("waits", 0.0), ("half-serial", SERIAL_SECONDS + loop / TASKS)):
        name = f"{workload}[{backend}-{count}]"
        found = speedup_of(report, name)
        slow, fast = alone + SERIAL_SECONDS + loop, alone + SERIAL_SECONDS / count + shared
        truth = slow / fast
        error = CERTAIN * truth * math.hypot(loop_error / slow, shared_error / fast)
        holds = "holds" if found.low <= truth + error and truth - error <= found.high else "MISSES"
        interval = f"{found.value:.3f} ({found.low:.3f}–{found.high:.3f})"
        show(f"known truth: {name:<26} {interval} {holds} {truth:.3f} ± {error:.3f}")


def overhead_of(report: Report, case_id: str, workers: int) -> tuple[float, float]:
    """What a round takes beyond its sleeps, and the standard error of that; seconds."""
    walls = [one.wall_seconds for case in report.cases if case.id == case_id for one in case.rounds]
    return median(walls) - 2 * SERIAL_SECONDS / workers, OF_A_MEDIAN * stdev(walls) / math.sqrt(len(walls))


def speedup_of(report: Report, case_id: str) -> Estimate:
    case = next(case for case in report.cases if case.id == case_id)
    serial = report.serial_of(case)
    assert serial is not None
    found = speedup(serial.rounds, case.rounds)
    assert found is not None
    return found
