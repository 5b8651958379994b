"""Break-even is where the speedup crosses one, and is told no more surely than the intervals allow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_reports import QUIET, make_report

from corecurve.bench.errors import FileError
from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.report import Report
from corecurve.bench.report_file.writing import write_report
from corecurve.core.workloads import grain
from corecurve.reports.breakeven.account import BreakEven, account_for, side_of
from corecurve.reports.breakeven.crossing import Crossing, Point, find_crossing
from corecurve.reports.breakeven.saved import load_sweep
from corecurve.reports.breakeven.sweep import SweepRequest, measure_sweep, reasons
from corecurve.reports.breakeven.text import render_account
from corecurve.reports.summary import summarise

OVERHEAD_SECONDS = 0.0004
MOST = 1.9


def estimate(value: float, half: float = 0.02) -> Estimate:
    return Estimate(value, value * (1 - half), value * (1 + half), 6, 2, "wall")


def curve(half: float = 0.02, overhead: float = OVERHEAD_SECONDS, most: float = MOST) -> list[Point]:
    """Speedups of a backend that costs a fixed time a round and is ``most`` times as fast otherwise."""
    return [
        Point(work, estimate(work / (overhead + work / most), half))
        for work in (1e-6 * 4**power for power in range(11))
    ]


def truth(overhead: float = OVERHEAD_SECONDS, most: float = MOST) -> float:
    return overhead / (1 - 1 / most)


def test_the_crossing_is_where_the_overhead_is_earned_back() -> None:
    found = find_crossing(curve())
    assert found.side == "crosses"
    assert found.seconds == pytest.approx(truth(), rel=0.01)
    assert found.low is not None and found.high is not None and found.seconds is not None
    assert found.low < found.seconds < found.high


def test_wider_intervals_make_a_wider_crossing() -> None:
    narrow, wide = find_crossing(curve(0.01)), find_crossing(curve(0.2))
    assert narrow.low and narrow.high and wide.low and wide.high
    assert wide.low < narrow.low < truth() < narrow.high < wide.high


@pytest.mark.parametrize(
    ("most", "half", "side"),
    [(1.01, 0.02, "never"), (1.06, 0.05, "unknown"), (0.9, 0.02, "never"), (1.9, 0.02, "crosses")],
)
def test_what_the_intervals_cannot_tell_is_not_told(most: float, half: float, side: str) -> None:
    found = find_crossing(curve(half, most=most))
    assert found.side == side
    assert (found.seconds is None) == (side != "crosses")


def test_a_backend_that_always_wins_has_no_crossing() -> None:
    found = find_crossing([Point(1e-6, estimate(1.5)), Point(1e-3, estimate(1.9))])
    assert (found.side, found.seconds) == ("always", None)
    assert find_crossing([]).side == "unknown"


def sweep() -> Report:
    """A made sweep: the pool costs 0.4 ms a round, threads gain nothing."""
    parts = []
    for power in range(9):
        work = 8e-6 * 4**power
        speedup = work / (OVERHEAD_SECONDS + work / MOST)
        parts.append(
            make_report(
                workloads=(f"grain-{4 ** (power + 1)}",),
                backends=("threads", "pool"),
                workers=(2,),
                serial_seconds=work,
                tasks=32,
                speedups={("pool", 2): speedup, ("threads", 2): 0.98},
                noise=QUIET,
                ceilings=False,
                profile=False,
            )
        )
    whole = [case for part in parts for case in part.cases if not (case.backend != "serial" and case.workers == 1)]
    return replace(parts[0], workloads=[part.workloads[0] for part in parts], cases=whole)


def test_the_account_tells_the_cost_per_task_and_the_work_of_each_backend() -> None:
    by_backend = {one.backend: one for one in account_for(sweep())}
    pool = by_backend["pool"]
    assert pool.per_task.seconds == pytest.approx(truth() / 32, rel=0.02)
    # 2 × 6 ms to start and a fifth of that to stop
    assert pool.total.seconds == pytest.approx(truth(OVERHEAD_SECONDS + 0.0144), rel=0.1)
    assert by_backend["threads"].per_task.side == "never"


def test_a_workload_is_told_on_which_side_it_is() -> None:
    found = account_for(sweep())
    report = make_report(workloads=("coarse", "waiting"), serial_seconds=0.32, tasks=32)
    coarse, waiting = (side_of(one, found) for one in summarise(report).workloads)
    assert coarse is not None
    assert coarse.sides == {"threads": "below", "pool": "above"}
    assert waiting is None
    fine = make_report(workloads=("fine",), serial_seconds=32e-6, tasks=32)
    (side,) = (side_of(one, found) for one in summarise(fine).workloads)
    assert side is not None and side.sides["pool"] == "below"
    text = render_account(found, [side, coarse], {"interpreters": "needs Python 3.14"}, 80)
    assert "not worth it for threads, pool" in text
    assert "worth it for pool" in text
    assert "interpreters: needs Python 3.14" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def broken_even(backend: str, per_task: Crossing, total: Crossing) -> BreakEven:
    return BreakEven(
        backend=backend,
        workers=2,
        tasks=32,
        per_task=per_task,
        total=total,
        best=estimate(1.87),
        smallest_task_seconds=1.23e-7,
        largest_task_seconds=4e-3,
        largest_work_seconds=0.128,
        curve=[],
    )


def test_intervals_stand_below_their_figures_where_there_is_no_room_beside_them() -> None:
    wide = Crossing(seconds=950e-6, low=890e-6, high=1.1e-3, side="crosses")
    open_ended = Crossing(seconds=0.0995, low=None, high=None, side="crosses")
    found = [broken_even("interpreters", wide, open_ended), broken_even("executor", open_ended, wide)]
    beside, below = (render_account(found, [], {}, width).splitlines() for width in (120, 80))
    assert any(
        "interpreters" in line and "950 µs (890 µs – 1.10 ms)" in line and "1.87× (1.83–1.91)" in line
        for line in beside
    )
    first = next(number for number, line in enumerate(below) if "interpreters" in line)
    assert below[first].split() == ["interpreters", "950", "µs", "99.5", "ms", "1.87×"]
    assert "(890 µs – 1.10 ms)" in below[first + 1] and "(1.83–1.91)" in below[first + 1]
    for width in range(80, 121):
        lines = render_account(found, [], {}, width).splitlines()
        assert max(map(len, lines)) <= width
        assert sum(line.count("(") for line in lines) == sum(line.count(")") for line in lines) == 6
        assert all(line.count("(") == line.count(")") for line in lines)


def test_the_sweep_measures_every_grain_and_says_what_it_could_not() -> None:
    request = SweepRequest(backends=("pool", "interpreters"), workers=2, budget_seconds=3.0, grains=(4, 4096))
    report = measure_sweep(request)
    measured = {case.workload for case in report.cases if case.backend == "pool" and case.rounds}
    assert measured == {record.name for record in report.workloads} == {"grain-4", "grain-4096"}
    assert all(case.size == 32 for case in report.cases if case.rounds)
    missing = reasons(report, ("pool", "interpreters"), {"pool"})
    assert set(missing) <= {"interpreters"}


def test_a_saved_sweep_is_read_back_and_nothing_else_is_taken_for_one(tmp_path: Path) -> None:
    write_report(sweep(), tmp_path / "sweep.json")
    read, made = account_for(load_sweep(tmp_path / "sweep.json")), account_for(sweep())
    assert [one.backend for one in read] == [one.backend for one in made]
    assert [one.per_task.side for one in read] == [one.per_task.side for one in made]
    assert read[1].per_task.seconds == pytest.approx(made[1].per_task.seconds, rel=0.001)
    for workloads, found in ((("primes",), "a report of primes"), ((), "a report of nothing")):
        write_report(make_report(workloads=workloads), tmp_path / "other.json")
        with pytest.raises(FileError, match=f"expected what `corecurve breakeven --output FILE` saved, got {found}"):
            load_sweep(tmp_path / "other.json")


def test_a_task_takes_as_long_as_its_iterations() -> None:
    assert grain.spin(5) == 10
    assert grain.grain_64.make_inputs(3) == [64, 64, 64]
