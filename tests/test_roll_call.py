"""The roll call: all workers, each once, or a reason."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from corecurve.core.roll_call import Register, RollCall, WorkerFailed


def fine() -> None:
    """Everybody is alive."""


@pytest.fixture
def roll_call() -> Iterator[Callable[[int], RollCall]]:
    made = []

    def make(workers: int) -> RollCall:
        made.append(RollCall(workers))
        return made[-1]

    yield make
    for one in made:
        one.close()


def start(register: Register, workers: int) -> list[threading.Thread]:
    threads = [threading.Thread(target=register.report) for _ in range(workers)]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.parametrize("workers", [1, 2, 64])
def test_every_worker_is_told_once(roll_call: Callable[[int], RollCall], workers: int) -> None:
    one = roll_call(workers)
    threads = start(one.register(shares_memory=True), workers)
    found = one.gather(fine)
    for thread in threads:
        thread.join()
    assert len({worker.thread for worker in found}) == workers
    assert {worker.pid for worker in found} == {os.getpid()}


def test_nobody_goes_on_before_all_are_there(roll_call: Callable[[int], RollCall]) -> None:
    one = roll_call(2)
    register = one.register(shares_memory=True)
    (early,) = start(register, 1)
    time.sleep(0.05)
    assert early.is_alive()
    (late,) = start(register, 1)
    one.gather(fine)
    early.join(10)
    late.join(10)
    assert not early.is_alive() and not late.is_alive()


def test_a_worker_that_cannot_be_set_up_says_why(roll_call: Callable[[int], RollCall]) -> None:
    one = roll_call(2)
    one.register(shares_memory=True).report_failure("no licence")
    with pytest.raises(WorkerFailed, match="no licence"):
        one.gather(fine)


def test_a_reason_of_any_length_is_cut(roll_call: Callable[[int], RollCall]) -> None:
    one = roll_call(1)
    one.register(shares_memory=True).report_failure("ü" * 100_000)
    with pytest.raises(WorkerFailed, match="^ü{1000}"):
        one.gather(fine)


def test_a_death_before_the_report_is_told(roll_call: Callable[[int], RollCall]) -> None:
    def dead() -> None:
        raise WorkerFailed("worker 7 was killed")

    with pytest.raises(WorkerFailed, match="worker 7 was killed"):
        roll_call(1).gather(dead)


def test_a_worker_that_replaces_a_dead_one_is_not_taken_for_it(roll_call: Callable[[int], RollCall]) -> None:
    one = roll_call(1)
    register = one.register(shares_memory=True)
    # The first worker reports and dies before it is released; the one that a pool puts in its place reports too.
    read, os.read = os.read, lambda descriptor, count: b""
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Register, "_send", _only_present(Register._send))
            register.report()
            register.report()
    finally:
        os.read = read
    with pytest.raises(WorkerFailed, match="died and was replaced"):
        one.gather(fine)


def _only_present(send: Callable[[Register, bytes], None]) -> Callable[[Register, bytes], None]:
    def send_if_present(register: Register, message: bytes) -> None:
        if message[:1] == b"P":
            send(register, message)

    return send_if_present
