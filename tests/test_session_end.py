"""Ending sessions: everything of theirs is gone, nothing of others'."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from corecurve.bench.subjects.session_end import end_session, end_sessions

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems know process groups only")

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
WITH_CHILDREN = f"""
import subprocess, sys
children = [subprocess.Popen([sys.executable, '-c', {DEAF!r}], stdout=subprocess.PIPE, start_new_session=new)
            for new in (False, True)]
print(*[child.pid for child in children if child.stdout.readline()], flush=True)
sys.stdin.read()
"""


@contextmanager
def session(program: str, mark: str) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A leader of a session with a mark, and the numbers that it prints on its first line."""
    name, _, value = mark.partition("=")
    leader = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, name: value},
    )
    try:
        assert leader.stdout is not None
        yield leader, [int(word) for word in leader.stdout.readline().split() if word.isdigit()]
    finally:
        leader.kill()
        leader.communicate()


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_children_that_ignore_signals_or_have_left_the_session_end_too() -> None:
    with session(WITH_CHILDREN, "CORECURVE_SUBJECT=one") as (leader, children):
        assert len(children) == 2
        end_session(leader.pid, "CORECURVE_SUBJECT=one")
        assert leader.wait(10) == -9
        assert not any(is_alive(child) for child in children)


def test_the_children_of_a_leader_that_is_gone_end_too() -> None:
    with session(WITH_CHILDREN, "CORECURVE_SUBJECT=two") as (leader, children):
        leader.kill()
        leader.wait(10)
        assert all(is_alive(child) for child in children)
        end_session(leader.pid, "CORECURVE_SUBJECT=two")
        assert not any(is_alive(child) for child in children)


def test_other_sessions_live_on() -> None:
    with session(DEAF, "CORECURVE_SUBJECT=three") as (ended, _), session(DEAF, "CORECURVE_SUBJECT=four") as (other, _):
        end_session(ended.pid, "CORECURVE_SUBJECT=three")
        assert ended.wait(10) == -9
        assert other.poll() is None


def test_several_sessions_end_at_once() -> None:
    with session(DEAF, "CORECURVE_SUBJECT=five") as (one, _), session(DEAF, "CORECURVE_SUBJECT=six") as (two, _):
        end_sessions({one.pid: "CORECURVE_SUBJECT=five", two.pid: "CORECURVE_SUBJECT=six"})
        assert one.wait(10) == two.wait(10) == -9


def test_a_resource_tracker_may_finish_its_work() -> None:
    program = "import sys, time; print(len(sys.argv), flush=True); sys.stdin.read(1); time.sleep(0.3)"
    tracker = subprocess.Popen(
        [sys.executable, "-c", program, "multiprocessing.resource_tracker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    with tracker:
        assert tracker.stdin is not None and tracker.stdout is not None
        tracker.stdout.readline()
        tracker.stdin.close()
        end_session(tracker.pid, "CORECURVE_SUBJECT=seven")
        assert tracker.wait(10) == 0


def test_a_session_that_is_gone_costs_no_wait() -> None:
    with session("print(1)", "CORECURVE_SUBJECT=eight") as (leader, _):
        leader.wait(10)
        began = time.monotonic()
        end_session(leader.pid, "CORECURVE_SUBJECT=eight")
        assert time.monotonic() - began < 2
