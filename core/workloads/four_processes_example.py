"""The example with four processes, as a workload: four tasks, on four workers."""

from __future__ import annotations

from corecurve.core.workload import Workload
from corecurve.core.workloads.lehmer import Walk, ends_are_right, share_steps, take_steps
from corecurve.core.workloads.printing import all_came_back, show_and_return


def numbers() -> list[int]:
    """The example's numbers."""
    return [1, 2, 3, 4]


def four_walks(size: int) -> list[Walk]:
    """Four equal tasks, as in the example."""
    return share_steps(numbers(), size)


as_written = Workload(
    "four-processes-as-written",
    show_and_return,
    numbers,
    check=all_came_back,
    workers=(4,),
    kind="overhead",
    description="the example with four processes: four tasks print a number each",
)

cpu_bound = Workload(
    "four-processes-cpu",
    take_steps,
    four_walks,
    check=ends_are_right,
    workers=(4,),
    description="the example with four processes: four equal tasks of pure-Python computing",
)
