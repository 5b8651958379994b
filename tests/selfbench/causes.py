"""Workloads with one made-up cause of lost speedup each; they wait rather than work, where they can."""

import ctypes
import sysconfig
import time

from corecurve.core import Workload

WAIT_SECONDS = 0.02
HAS_GIL = not sysconfig.get_config_var("Py_GIL_DISABLED")


class SlowToPickle:
    """Takes ten milliseconds to be pickled, by sleeping: a payload of known cost."""

    def __reduce__(self) -> tuple[type, tuple[()]]:
        time.sleep(0.01)
        return SlowToPickle, ()


def wait(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def hold_the_gil(seconds: float) -> float:
    ctypes.PyDLL(None).usleep(int(seconds * 1e6))  # PyDLL, unlike CDLL, does not release it
    return seconds


def wait_beside(payload: SlowToPickle) -> None:
    time.sleep(0.01)


def spin(iterations: int) -> int:
    total = 0
    for value in range(iterations):
        total += value
    return total


def wait_alone(results: list[object]) -> None:
    time.sleep(0.2)


def slow_initializer() -> None:
    time.sleep(0.3)


imbalance = Workload("imbalance", wait, lambda: [0.05, 0.05] + [0.025] * 6, kind="wait")
serial_section = Workload("serial-section", wait, lambda: [0.1] * 8, finish=wait_alone, kind="wait")
gil_held = Workload("gil-held", hold_the_gil, lambda: [0.004] * 200, kind="wait")
gil_released = Workload("gil-released", wait, lambda: [WAIT_SECONDS] * 12, kind="wait")
oversubscribed = Workload("oversubscribed", spin, lambda: [1_200_000] * 24)
payload = Workload("payload", wait_beside, lambda: [SlowToPickle() for _ in range(24)], kind="wait")
slow_start = Workload("slow-start", wait, lambda: [WAIT_SECONDS] * 12, initializer=slow_initializer, kind="wait")
