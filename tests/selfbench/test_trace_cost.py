"""What the trace adds to a task of no work, beside mpire and viztracer where they are installed."""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

import pytest

from corecurve.core.stopwatch import TimedTask

TASKS = 20_000
CHUNK = 1000
ROUNDS = 25


def nothing(value: int) -> int:
    return value


def seconds_of(run: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def added_ns(bare: Callable[[], Any], traced: Callable[[], Any]) -> float:
    """What tracing adds to a task: the difference of the quickest rounds, taken in turn."""
    bare()
    traced()
    pairs = [(seconds_of(bare), seconds_of(traced)) for _ in range(ROUNDS)]
    return (min(with_it for _, with_it in pairs) - min(without for without, _ in pairs)) / TASKS * 1e9


def test_ours(show: Callable[[str], None]) -> None:
    with get_context("fork").Pool(1) as pool:
        timed = TimedTask(nothing)
        found = added_ns(lambda: pool.map(nothing, range(TASKS), CHUNK), lambda: pool.map(timed, range(TASKS), CHUNK))
    show(f"trace: corecurve adds {found:.0f} ns to a task of no work")


def test_mpire(show: Callable[[str], None]) -> None:
    mpire = pytest.importorskip("mpire")
    with (
        mpire.WorkerPool(1, enable_insights=False, keep_alive=True) as bare,
        mpire.WorkerPool(1, enable_insights=True, keep_alive=True) as insights,
    ):
        found = added_ns(
            lambda: bare.map(nothing, range(TASKS), chunk_size=CHUNK),
            lambda: insights.map(nothing, range(TASKS), chunk_size=CHUNK),
        )
    show(f"trace: mpire's insights add {found:.0f} ns")


def test_viztracer(show: Callable[[str], None]) -> None:
    viztracer = pytest.importorskip("viztracer")

    def bare() -> None:
        for value in range(TASKS):
            nothing(value)

    def traced() -> None:
        with viztracer.VizTracer(verbose=0, tracer_entries=4 * TASKS):
            bare()

    show(f"trace: viztracer adds {added_ns(bare, traced):.0f} ns, without bringing anything home")
