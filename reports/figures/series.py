"""The lines of a figure: one for each backend and its settings, over the numbers of workers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from corecurve.bench.printable import printable
from corecurve.reports.figures.quantity import Quantity
from corecurve.reports.telling import WIDEST_FACTOR


@dataclass(frozen=True)
class Series:
    """One line: the backend that gives its colour, its label, and values with their intervals over workers."""

    backend: str
    label: str
    workers: list[int]
    values: list[float]
    bounds: list[tuple[float, float]]


def known_cases(cases: pd.DataFrame, quantity: Quantity) -> pd.DataFrame:
    """The cases in which a quantity is known, and its interval, if it has one, says something."""
    column = quantity.column
    known = (cases["backend"] != "serial") & cases[column].notna()
    if f"{column}_low" in cases:
        known &= cases[f"{column}_high"] < WIDEST_FACTOR * cases[f"{column}_low"]
    return cases[known]


def series_of(cases: pd.DataFrame, quantity: Quantity) -> list[Series]:
    """The lines of a quantity for one workload's cases, in their order; cases in which it is not known are left out.

    A quantity without an interval (a peak) has bounds that are its value.
    """
    column = quantity.column
    low, high = (f"{column}{side}" if f"{column}{side}" in cases else column for side in ("_low", "_high"))
    known = known_cases(cases, quantity)
    lines = []
    for (backend, label), rows in known.groupby(["backend", "label"], sort=False):
        ordered = rows.sort_values("workers", kind="stable").drop_duplicates("workers")
        values, lows, highs = (ordered[name].astype(float) / quantity.scale for name in (column, low, high))
        lines.append(
            Series(
                backend=str(backend),
                label=printable(label, 24),
                workers=[int(count) for count in ordered["workers"]],
                values=list(values),
                bounds=list(zip(lows, highs, strict=True)),
            )
        )
    return lines
