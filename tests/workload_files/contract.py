"""Workloads for the contract of backends: each shows one way in which tasks behave."""

import os
import signal
import sys
import threading
import time

from corecurve.core import Workload

_set_up = []
_PARENT = "CORECURVE_TEST_PARENT"


def remember_parent():
    os.environ.setdefault(_PARENT, str(threading.get_native_id()))


def is_worker():
    return os.environ.get(_PARENT) != str(threading.get_native_id())


def twelve():
    remember_parent()
    return list(range(12))


def nothing():
    return []


def square(value):
    return value * value


def burn(count):
    total = 0
    for number in range(count):
        total += number * number
    return total


def who(value):
    time.sleep(0.05)
    return os.getpid(), threading.get_native_id()


def raise_at_seven(value):
    if value == 7 and is_worker():
        raise ValueError("seven is not allowed")
    return value


def exit_at_seven(value):
    if value == 7 and is_worker():
        os._exit(3)
    return value


def kill_at_seven(value):
    if value == 7 and is_worker():
        os.kill(os.getpid(), signal.SIGKILL)
    return value


def return_a_lambda(value):
    return lambda: value


def sleep_for_ever(value):
    if value == 7 and is_worker():
        time.sleep(3600)
    return value


def print_much(value):
    print("x" * 200_000)
    print("y" * 200_000, file=sys.stderr)
    return value


def wrong_in_workers(value):
    return -1 if is_worker() else value


def set_up():
    _set_up.append(threading.get_native_id())


def was_set_up(value):
    time.sleep(0.01)
    return _set_up.count(threading.get_native_id()) == 1


def fail_in_workers():
    remember_parent()
    if is_worker():
        raise RuntimeError("no licence")


def not_a_number(value):
    return float("nan")


def total(results):
    return sum(results)


class Unfit(Exception):
    """Pickles, and does not unpickle: Exception calls its class with the message alone."""

    def __init__(self, message, number):
        super().__init__(message)


def return_unfit(value):
    return Unfit("no", value)


def sort_in_place(results):
    results.sort()
    return len(results)


def fall_asleep(results):
    time.sleep(0.02)


def nothing_to_say(results):
    return None


def same_number(right, found):
    return right["number"] == found["number"]


def numbered(value):
    return {"number": value, "process": os.getpid()}


squares = Workload("squares", square, twelve, check=lambda inputs, results: results == [x * x for x in inputs])
burning = Workload("burning", burn, lambda size: [60_000 * size] * 8)
workers = Workload("who", who, lambda: list(range(12)), equal=lambda a, b: True)
raising = Workload("raising", raise_at_seven, twelve)
exiting = Workload("exiting", exit_at_seven, twelve)
killed = Workload("killed", kill_at_seven, twelve)
unpicklable = Workload("unpicklable", return_a_lambda, twelve, equal=lambda a, b: True)
endless = Workload("endless", sleep_for_ever, twelve)
printing = Workload("printing", print_much, twelve)
wrong = Workload("wrong", wrong_in_workers, twelve)
prepared = Workload("prepared", was_set_up, twelve, initializer=set_up)
unprepared = Workload("unprepared", square, twelve, initializer=fail_in_workers)
nan = Workload("nan", not_a_number, twelve)
unfit = Workload("unfit", return_unfit, twelve, equal=lambda a, b: True)
falling = Workload("falling", square, lambda: list(range(12, 0, -1)), finish=sort_in_place)
dozing = Workload("dozing", square, twelve, finish=fall_asleep)
silent = Workload("silent", numbered, twelve, finish=nothing_to_say, equal=same_number)
finished = Workload("finished", square, twelve, finish=total)
empty = Workload("empty", square, nothing)
unchecked = Workload("unchecked", square, twelve, check=lambda inputs, results: False)
