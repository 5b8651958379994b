"""Cells of tables for figures with their intervals."""

from __future__ import annotations

from collections.abc import Callable

from corecurve.bench.estimator.estimate import Estimate
from corecurve.reports.page.content import Cell
from corecurve.reports.quantities import write_seconds_interval
from corecurve.reports.telling import is_telling, write_bounds

EMPTY = Cell("")


def value_cell(value: Estimate | None, write: Callable[[float], str]) -> Cell:
    """The value alone, sorted as a number; empty where there is none, or its interval says nothing."""
    return EMPTY if value is None or not is_telling(value) else Cell(write(value.value), value.value)


def interval_cell(value: Estimate | None) -> Cell:
    """The bounds of a ratio, sorted by the width of the interval."""
    return EMPTY if value is None else Cell(write_bounds(value), value.half_width)


def seconds_interval_cell(value: Estimate | None) -> Cell:
    """The bounds of seconds, sorted by the width of the interval."""
    return EMPTY if value is None else Cell(write_seconds_interval(value), value.half_width)


def number_cell(number: float | None, write: Callable[[float], str] = str) -> Cell:
    """A number; empty where it is not known."""
    return EMPTY if number is None else Cell(write(number), float(number))
