"""The sampler: what a process tree uses, whoever comes and goes in it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from corecurve.bench.measuring.sampler import Sampler

_HOLD = "data = bytearray(b'x') * {size}; print('up', flush=True); input()"
_BURN = "print('up', flush=True)\nwhile True: pass"
_PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "print('up', flush=True); input()"], stdin=subprocess.PIPE)
input()
child.kill(); child.wait(); print("gone", flush=True)
input()
"""
_MEBIBYTE = 1 << 20


@contextmanager
def process(program: str) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert started.stdout is not None
        started.stdout.readline()
        yield started
    finally:
        started.kill()
        started.communicate()


def take(sampler: Sampler, count: int, pause: float = 0.0) -> tuple[int, int]:
    """Takes samples; returns the span in which they were taken."""
    begin = time.perf_counter_ns()
    for _ in range(count):
        sampler.sample()
        time.sleep(pause)
    return begin, time.perf_counter_ns()


def test_memory_that_a_process_holds_is_seen() -> None:
    with process(_HOLD.format(size=64 * _MEBIBYTE)) as one:
        sampler = Sampler(one.pid)
        samples = sampler.cut([take(sampler, 3)], 0, 1)
    (seen,) = samples.processes
    assert (seen.pid, seen.role) == (one.pid, "subject")
    assert len(samples.time_seconds) == 3
    assert all(rss is not None and rss >= 64 * _MEBIBYTE for rss in seen.rss_bytes)
    if sys.platform == "linux":
        assert all(pss is not None and pss >= 64 * _MEBIBYTE for pss in seen.pss_bytes)


def test_the_first_cpu_percentage_is_unknown_and_the_next_ones_are_shares_of_a_core() -> None:
    with process(_BURN) as one:
        sampler = Sampler(one.pid)
        samples = sampler.cut([take(sampler, 5, 0.05)], 0, 1)
    (seen,) = samples.processes
    assert seen.cpu_percent[0] is None
    assert all(share is not None and 0 <= share < 300 for share in seen.cpu_percent[1:])
    assert max(share for share in seen.cpu_percent if share is not None) > 0


def test_a_child_that_vanishes_does_not_end_the_walk() -> None:
    with process(_PARENT) as one:
        assert one.stdin is not None and one.stdout is not None
        sampler = Sampler(one.pid)
        first = take(sampler, 2)
        one.stdin.write("\n")
        one.stdin.flush()
        one.stdout.readline()
        last = take(sampler, 2)
        samples = sampler.cut([first, last], 3, 2)
    roles = {seen.role: seen.sample for seen in samples.processes}
    assert roles == {"subject": [0, 1, 2, 3], "worker": [0, 1]}
    assert samples.round_index == [3, 3, 4, 4]


def test_a_subject_that_is_gone_has_no_samples_and_raises_nothing() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    sampler = Sampler(gone.pid)
    assert sampler.sample() >= 0
    assert sampler.cut([(0, time.perf_counter_ns())], 0, 1).processes == []


def test_samples_outside_profile_rounds_are_left_out() -> None:
    sampler = Sampler(os.getpid())
    take(sampler, 2)
    span = take(sampler, 3)
    take(sampler, 2)
    assert len(sampler.cut([span], 0, 1).time_seconds) == 3


def test_rounds_that_left_no_trace_count_to_the_last_that_did() -> None:
    sampler = Sampler(os.getpid())
    spans = [take(sampler, 1) for _ in range(4)]
    assert sampler.cut(spans, 0, 2).round_index == [0, 1, 1, 1]


def test_sampling_takes_a_quarter_of_the_time_at_most() -> None:
    sampler = Sampler(os.getpid())
    for _ in range(5):
        begin = time.perf_counter()
        due = sampler.sample()
        assert due >= 0
        assert time.perf_counter() - begin < 5
    assert sampler.interval_seconds == pytest.approx(max(0.002, 4 * sampler._cost))
