"""The stopwatch around each task: what it reads, and that it changes nothing."""

from __future__ import annotations

import os
import pickle
import threading
import time

import pytest

from corecurve.core.stopwatch import TimedResult, TimedTask, reading_seconds


def burn(seconds: float) -> str:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
    return "burnt"


def rest(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def refuse(value: object) -> None:
    raise ValueError(f"not {value}")


def measure(task: TimedTask, value: object) -> TimedResult:
    return TimedResult._make(task(value))


def test_the_result_is_the_tasks_own() -> None:
    value = object()
    assert measure(TimedTask(lambda given: given), value).result is value


def test_what_a_task_raises_comes_through() -> None:
    with pytest.raises(ValueError, match="not 5"):
        TimedTask(refuse)(5)


def test_computing_is_cpu_time_and_waiting_is_not() -> None:
    burnt, rested = measure(TimedTask(burn), 0.02), measure(TimedTask(rest), 0.02)
    assert burnt.cpu_ns >= 20e6
    assert burnt.end_ns - burnt.start_ns >= 20e6
    assert rested.end_ns - rested.start_ns >= 20e6
    assert rested.cpu_ns < 10e6


def test_a_rest_between_two_tasks_is_charged_to_neither() -> None:
    task = TimedTask(burn)
    first = measure(task, 0.005)
    burn(0.02)
    second = measure(task, 0.005)
    assert second.start_ns - first.end_ns >= 20e6
    assert second.cpu_ns < 20e6


def test_tasks_that_follow_at_once_are_charged_all_the_time_between_them() -> None:
    task = TimedTask(abs)
    before = time.thread_time_ns()
    readings = [measure(task, number) for number in range(1000)]
    used = time.thread_time_ns() - before
    assert 0 < sum(reading.cpu_ns for reading in readings) <= used


def test_it_travels_as_its_task_would() -> None:
    copy = pickle.loads(pickle.dumps(TimedTask(burn)))
    assert copy.task is burn


def test_each_thread_is_told_by_its_own_id() -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(measure(TimedTask(abs), 1).thread)) for _ in range(3)]
    for thread in threads:
        thread.start()
        thread.join()
    found.append(measure(TimedTask(abs), 1).thread)
    assert found[-1] == threading.get_native_id()
    assert all(one != threading.get_native_id() for one in found[:-1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_child_does_not_keep_its_parents_id() -> None:
    measure(TimedTask(abs), 1)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, str(measure(TimedTask(abs), 1).thread).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(reader, 20)) == child
    os.close(reader)
    os.close(writer)


def test_a_reading_costs_microseconds() -> None:
    assert 0 <= reading_seconds() < 1e-3
