"""Workloads as a person would write them, quick enough for tests."""

import os
import time
from multiprocessing import shared_memory

from corecurve.core import Workload


def nap(seconds):
    time.sleep(seconds)
    return seconds


def naps(size):
    return [0.0005 * size] * 8


def sum_of_squares(count):
    return sum(number * number for number in range(count))


def counts(size):
    return [300 * size] * 8


def fail(value):
    raise RuntimeError("this one always fails")


def nap_long(value):
    time.sleep(0.1)
    return value


def leave_shared_memory():
    name = os.environ["CORECURVE_TEST_SEGMENT"] + f"-{os.getpid()}"
    segment = shared_memory.SharedMemory(name=name, create=True, size=64)
    segment.close()


def tell_of_a_round(results):
    with open(os.environ["CORECURVE_TEST_ROUNDS"], "a") as file:
        file.write("round\n")


napping = Workload("napping", nap, naps, kind="wait", description="Short sleeps.")
summing = Workload("summing", sum_of_squares, counts)
failing = Workload("failing", fail, counts)
slow = Workload("slow", nap_long, lambda: list(range(8)))
leaving = Workload("leaving", nap, lambda: [0.01] * 8, initializer=leave_shared_memory)
telling = Workload("telling", nap, lambda: [0.01] * 8, finish=tell_of_a_round)
