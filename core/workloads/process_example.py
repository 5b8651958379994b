"""The example with one process, as a workload: one task, on one worker."""

from __future__ import annotations

from corecurve.core.workload import Workload
from corecurve.core.workloads.lehmer import Walk, ends_are_right, share_steps, take_steps
from corecurve.core.workloads.printing import all_came_back, show_and_return


def numbers() -> list[int]:
    """The example's number."""
    return [5]


def one_walk(size: int) -> list[Walk]:
    """One task, as in the example: all the computing in one piece."""
    return share_steps(numbers(), size)


as_written = Workload(
    "process-as-written",
    show_and_return,
    numbers,
    check=all_came_back,
    workers=(1,),
    kind="overhead",
    description="the example with one process: one task prints a number",
)

cpu_bound = Workload(
    "process-cpu",
    take_steps,
    one_walk,
    check=ends_are_right,
    workers=(1,),
    description="the example with one process: one task of pure-Python computing",
)
