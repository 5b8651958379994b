"""The system's accounts: who used how much CPU, to the nanosecond where the system tells."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time

import pytest

from corecurve.core.accounting import Accounts, Reading, process_cpu_ns

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets one process read another's clock")


def burn(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def reading(own: int = 0, workers: dict[int, int] | None = None, busy: float | None = 0.0) -> Reading:
    return Reading(own, workers if workers is not None else {}, {}, busy, 0.0)


def test_own_cpu_time_is_what_getrusage_says() -> None:
    accounts = Accounts()
    before, used = accounts.read_before(), resource.getrusage(resource.RUSAGE_SELF)
    burn(0.1)
    again, after = resource.getrusage(resource.RUSAGE_SELF), accounts.read_after()
    by_rusage = again.ru_utime - used.ru_utime + again.ru_stime - used.ru_stime
    charge = accounts.charge(before, after)
    assert charge.cpu_seconds is not None
    assert 0.1 <= by_rusage <= charge.cpu_seconds + 0.001
    assert charge.parent_cpu_seconds == charge.cpu_seconds


@on_linux
def test_a_live_workers_cpu_time_is_charged_while_it_lives() -> None:
    burning = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass"
    program = f"{burning}\nprint('done', flush=True); input()"
    worker = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with worker:
        assert worker.stdout is not None and worker.stdin is not None
        accounts = Accounts([worker.pid])
        before = accounts.read_before()
        worker.stdout.readline()
        charge = accounts.charge(before, accounts.read_after())
        worker.stdin.close()
    assert charge.cpu_seconds is not None
    assert charge.worker_cpu_seconds[worker.pid] > 0.1
    assert charge.cpu_seconds == pytest.approx(charge.parent_cpu_seconds + charge.worker_cpu_seconds[worker.pid])


@on_linux
def test_a_worker_that_is_gone_makes_the_charge_unknown_and_not_wrong() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    accounts = Accounts([gone.pid])
    charge = accounts.charge(accounts.read_before(), accounts.read_after())
    assert process_cpu_ns(gone.pid) is None
    assert charge.cpu_seconds is None
    assert charge.foreign_cpu_seconds is None
    assert charge.runqueue_seconds is None


def test_our_own_process_among_the_workers_is_not_charged_twice() -> None:
    accounts = Accounts([os.getpid(), os.getpid()])
    charge = accounts.charge(accounts.read_before(), accounts.read_after())
    assert charge.worker_cpu_seconds == {}
    assert charge.cpu_seconds == charge.parent_cpu_seconds


def test_what_others_took_is_what_is_left_of_the_busy_time() -> None:
    before, after = reading(0, {7: 0}, 100.0), reading(1_000_000_000, {7: 2_000_000_000}, 104.5)
    charge = Accounts().charge(before, after)
    assert charge.cpu_seconds == 3.0
    assert charge.foreign_cpu_seconds == 1.5


def test_ticks_that_lag_behind_the_exact_clocks_never_give_less_than_nothing() -> None:
    charge = Accounts().charge(reading(0, {}, 100.0), reading(9_000_000, {}, 100.0))
    assert charge.foreign_cpu_seconds == 0.0


def test_what_the_system_does_not_tell_is_unknown() -> None:
    charge = Accounts().charge(Reading(0, None, None, None, None), Reading(5, None, None, None, None))
    assert charge.cpu_seconds is None
    assert charge.runqueue_seconds is None
    assert charge.foreign_cpu_seconds is None
    assert charge.steal_seconds is None
    assert charge.parent_cpu_seconds == 5e-9
