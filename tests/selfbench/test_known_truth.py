"""Where the truth is known by construction, whether the reported interval holds it.

Sleeping tasks take no core, so n workers are n times as fast, whatever the machine, less what
the backend's own dispatch costs. That overhead is measured beside it, by the same tasks with a tenth of the sleep:
tasks that do nothing cost less to dispatch, as nobody has to be woken. How much longer than asked for a sleep takes is
measured as well: the one long sleep of a serial part has it once, the tasks have it each.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median

from command_line import corecurve

from corecurve.bench.estimator.estimate import Estimate, speedup
from corecurve.bench.report import Report
from corecurve.bench.report_file.reading import load_report

WORKERS = (1, 2, 4, 8)
TASKS = 24
SERIAL_SECONDS = 0.24
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
brief = Workload("brief", wait, lambda: [{SERIAL_SECONDS / TASKS / 10}] * {TASKS}, kind="wait")
"""


def test_known_truth(tmp_path: Path, show: Callable[[str], None]) -> None:
    (tmp_path / "waits.py").write_text(WAITING)
    for backend in ("threads", "pool", "processes"):
        target = tmp_path / f"{backend}.json"
        done = corecurve(
            tmp_path, "run", "waits.py", "--backend", backend, "--workers", ",".join(map(str, WORKERS)),
            "--budget", "40s", "--no-profile", "--quiet", "--output", str(target),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        report = load_report(target)
        for count in WORKERS:
            show_case(show, report, backend, count)


def show_case(show: Callable[[str], None], report: Report, backend: str, count: int) -> None:
    brief = seconds_of(report, f"brief[serial@{backend}]")
    overhead = seconds_of(report, f"brief[{backend}-{count}]") - brief / count
    together = seconds_of(report, f"waits[serial@{backend}]")
    oversleep = (together - SERIAL_SECONDS) / TASKS
    for workload, alone in (("waits", 0.0), ("half-serial", SERIAL_SECONDS + oversleep)):
        name = f"{workload}[{backend}-{count}]"
        found = speedup_of(report, name)
        truth = (alone + together) / (alone + together / count + overhead)
        holds = "holds" if found.low <= truth <= found.high else "MISSES"
        show(f"known truth: {name:<26} {found.value:.3f} ({found.low:.3f}–{found.high:.3f}) {holds} {truth:.3f}")


def seconds_of(report: Report, case_id: str) -> float:
    return median(one.wall_seconds for case in report.cases if case.id == case_id for one in case.rounds)


def speedup_of(report: Report, case_id: str) -> Estimate:
    case = next(case for case in report.cases if case.id == case_id)
    serial = report.serial_of(case)
    assert serial is not None
    found = speedup(serial.rounds, case.rounds)
    assert found is not None
    return found
