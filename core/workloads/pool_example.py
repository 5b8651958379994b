"""The example with a pool, as a workload: five tasks, on three workers."""

from __future__ import annotations

from corecurve.core.examples.pool import square
from corecurve.core.workload import Workload
from corecurve.core.workloads.lehmer import Walk, ends_are_right, share_steps, take_steps


def numbers() -> list[int]:
    """The example's numbers."""
    return [1, 2, 3, 4, 5]


def squares_are_right(inputs: list[int], results: list[int]) -> bool:
    """Whether every result is its input's square."""
    return results == [number**2 for number in inputs]


def five_walks(size: int) -> list[Walk]:
    """Five equal tasks, as in the example."""
    return share_steps(numbers(), size)


as_written = Workload(
    "pool-as-written",
    square,
    numbers,
    check=squares_are_right,
    workers=(3,),
    kind="overhead",
    description="the example with a pool: five tasks square a number each",
)

cpu_bound = Workload(
    "pool-cpu",
    take_steps,
    five_walks,
    check=ends_are_right,
    workers=(3,),
    description="the example with a pool: five equal tasks of pure-Python computing",
)
