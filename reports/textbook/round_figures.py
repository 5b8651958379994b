"""Figures from paired rounds: speedups, busy cores, the gain of each step, and what a new pool costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from corecurve.bench.estimator import estimate
from corecurve.bench.report import Report, Round
from corecurve.reports.quantities import write_count
from corecurve.reports.summary import CaseSummary, summarise
from corecurve.reports.textbook.evidence import Figure
from corecurve.reports.textbook.launch_interval import mean_over_launches

Named = Iterator[tuple[str, Figure]]


def round_figures(report: Report) -> dict[str, Figure]:
    """All figures that a report of the textbook's cases holds, by name."""
    found = [one for one in summarise(report).cases if one.case.backend != "serial" and one.speedup is not None]
    pool = sorted((one for one in found if _subject(one) == "primes@pool"), key=lambda one: one.case.workers)
    figures = dict(_speedups(found)) | dict(_room(report))
    figures |= dict(_cores(pool)) | dict(_steps(pool))
    if pool:
        figures |= dict(_reuse(pool[-1]))
    return figures


def _room(report: Report) -> Named:
    """How many cores the neighbours left to the parallel rounds of computing: of each launch, its quieter rounds.

    The estimator, too, looks to the quieter rounds; where even they were disturbed, it cannot know what would be.
    """
    by_launch: dict[int, list[float]] = {}
    for case in report.cases:
        for one in case.rounds if case.workload == "primes" and case.workers > 1 else ():
            if one.foreign_cpu_seconds is not None and report.machine.usable_cores is not None:
                taken = one.foreign_cpu_seconds + (one.steal_seconds or 0.0)
                left = report.machine.usable_cores - taken / one.wall_seconds
                by_launch.setdefault(one.launch, []).append(max(0.0, left))
    room = mean_over_launches([_upper_quartile(left) for left in by_launch.values()])
    if room is not None:
        yield "room", Figure("cores that other programs left", "cores", room)


def _upper_quartile(values: list[float]) -> float:
    return sorted(values)[3 * (len(values) - 1) // 4]


def steps_of(report: Report) -> tuple[int, ...]:
    """The numbers of workers that the pool was planned with."""
    return tuple(sorted(one.workers for one in report.cases if (one.workload, one.backend) == ("primes", "pool")))


def missing_cases(report: Report) -> dict[str, str]:
    """Why a subject has no figures: ``workload@backend`` → reason."""
    found = {one.case.subject for one in summarise(report).cases if one.speedup is not None}
    return {
        f"{one.workload}@{one.backend}": one.reason or "too few rounds for an interval; give it a larger --budget"
        for one in report.cases
        if one.backend != "serial" and (one.status != "ok" or one.subject not in found)
    }


def _subject(one: CaseSummary) -> str:
    return f"{one.case.workload}@{one.case.backend}"


def _speedups(found: list[CaseSummary]) -> Named:
    """Of each subject at the most workers (``waiting@threads``), of the pool at every number (``pool speedup 2``)."""
    for one in sorted(found, key=lambda one: one.case.workers):
        figure = Figure(f"{_described(one)}, speedup", "speedup", one.speedup)
        if _subject(one) == "primes@pool":
            yield f"pool speedup {one.case.workers}", figure
        yield _subject(one), figure


def _described(one: CaseSummary) -> str:
    if one.case.backend == "threads":
        return write_count(one.case.workers, "thread")
    workers = write_count(one.case.workers, "process")
    return f"{workers} in a pool" if one.case.backend == "pool" else workers


def _cores(pool: list[CaseSummary]) -> Named:
    for one in pool:
        yield f"pool cores {one.case.workers}", Figure(f"{_described(one)}, cores busy", "cores", one.effective_cores)


def _steps(pool: list[CaseSummary]) -> Named:
    for fewer, more in pairwise(pool):
        gain = estimate.speedup(fewer.case.rounds, more.case.rounds, launch_variance=more.launch_variance)
        label = f"{more.case.workers} instead of {fewer.case.workers}, speedup"
        yield f"pool step {more.case.workers}", Figure(label, "speedup", gain)


def _reuse(pool: CaseSummary) -> Named:
    rounds = [one for one in pool.case.rounds if one.startup_seconds is not None]
    gain = estimate.speedup([_made_anew(one) for one in rounds], rounds, launch_variance=pool.launch_variance)
    yield "pool round", Figure("a round on a pool that is up", "seconds", pool.seconds)
    yield "pool start", Figure("making the pool", "seconds", pool.startup_seconds)
    yield "pool stop", Figure("ending it", "seconds", pool.stop_seconds)
    yield "pool reuse", Figure("reused against made anew, speedup", "speedup", gain)


def _made_anew(one: Round) -> Round:
    return replace(one, wall_seconds=one.wall_seconds + (one.startup_seconds or 0.0) + (one.stop_seconds or 0.0))
