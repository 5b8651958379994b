"""Printing a number as a task, as two of the examples do."""

from __future__ import annotations

from corecurve.core.examples.process import show


def show_and_return(number: int) -> int:
    """Prints the number as the example does; it comes back as the sign that this was done."""
    show(number)
    return number


def all_came_back(inputs: list[int], results: list[int]) -> bool:
    """Whether every number came back, in order."""
    return results == inputs
