"""The stopwatch around a task tells CPU from waiting, knows its thread after a fork, and costs little."""

from __future__ import annotations

import multiprocessing
import threading
import time
from typing import Any

import pytest

from corecurve.core.stopwatch import Reading, TimedResult, TimedTask


def burn(seconds: float) -> float:
    begin = time.thread_time()
    while time.thread_time() - begin < seconds:
        pass
    return seconds


def sleep_and_burn(seconds: tuple[float, float]) -> None:
    time.sleep(seconds[0])
    burn(seconds[1])


def read(task: Any, *values: Any) -> list[TimedResult]:
    timed = TimedTask(task)
    return [TimedResult._make(timed(value)) for value in values]


def test_results_and_times_come_in_order() -> None:
    readings = read(burn, 0.001, 0.002)
    assert [one.result for one in readings] == [0.001, 0.002]
    assert readings[0].start_ns < readings[0].end_ns <= readings[1].start_ns < readings[1].end_ns


def test_cpu_time_is_that_of_the_task_alone() -> None:
    first, second, third = read(sleep_and_burn, (0.0, 0.01), (0.02, 0.0), (0.01, 0.005))
    assert 0.010 <= first.cpu_ns / 1e9 < 0.015
    assert second.cpu_ns / 1e9 < 0.001
    assert 0.005 <= third.cpu_ns / 1e9 < 0.009


def test_rest_between_tasks_belongs_to_none() -> None:
    timed = TimedTask(burn)
    timed(0.001)
    burn(0.01)
    after = TimedResult._make(timed(0.001))
    assert after.cpu_ns / 1e9 < 0.005


def test_many_short_tasks_add_up_to_their_cpu_time() -> None:
    timed = TimedTask(abs)
    begin = time.thread_time_ns()
    readings = [TimedResult._make(timed(value)) for value in range(20_000)]
    spent = time.thread_time_ns() - begin
    total = sum(one.cpu_ns for one in readings)
    assert 0 < total <= spent
    long = TimedResult._make(TimedTask(burn)(0.002))
    assert 0.002 <= long.cpu_ns / 1e9 < 0.005


def test_each_thread_has_its_own_id() -> None:
    found: list[Reading] = []
    threads = [threading.Thread(target=lambda: found.append(TimedTask(abs)(1))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {TimedResult._make(one).thread for one in found} == {thread.native_id for thread in threads}


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_has_its_own_id() -> None:
    TimedTask(abs)(1)
    receive, send = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=lambda: send.send(TimedTask(abs)(-2)))
    process.start()
    try:
        assert TimedResult._make(receive.recv()).thread == process.pid
    finally:
        process.join()


def test_what_a_task_raises_is_not_caught_and_the_next_is_read_well() -> None:
    timed = TimedTask(burn)
    with pytest.raises(TypeError):
        timed(None)
    assert 0.003 <= TimedResult._make(timed(0.003)).cpu_ns / 1e9 < 0.006
