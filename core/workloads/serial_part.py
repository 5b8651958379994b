"""A made-up serial part: a fifth of the time that no worker can share, so that Amdahl's law can be seen.

Tasks and serial part only wait, so the speedup on n workers is 1 / (1/5 + 4/5 / n) by
construction, however few the cores (Amdahl, "Validity of the single processor approach to
achieving large scale computing capabilities", 1967).
"""

from __future__ import annotations

from corecurve.core.workload import Workload
from corecurve.core.workloads.waiting import all_waited, wait, waits

SERIAL_FRACTION = 0.2


def wait_alone(results: list[float]) -> float:
    """The serial part: sleeps for a quarter of all tasks' time, which makes it a fifth of the whole."""
    return wait(sum(results) * SERIAL_FRACTION / (1 - SERIAL_FRACTION))


serial_part = Workload(
    "serial-part",
    wait,
    waits,
    finish=wait_alone,
    check=all_waited,
    kind="wait",
    description="24 equal tasks sleep, and a fifth of the whole is serial: Amdahl's law by construction",
)
