"""A comparison as a pandas frame: one row a case and side."""

from __future__ import annotations

import pandas as pd

from corecurve.reports.compare.comparison import Comparison
from corecurve.reports.compare.shift import Shift
from corecurve.reports.frames import cases_frame


def comparison_frame(comparison: Comparison) -> pd.DataFrame:
    """One row a case and side, in the order of the cases and then of the sides.

    ``side``, ``file``, ``node`` and ``tier`` (against the first side), everything that
    :func:`corecurve.reports.frames.cases_frame` says of the case, and where they may be compared
    ``speedup_change`` and ``seconds_change`` with ``_low`` and ``_high`` (relative to the first side, 95%
    intervals). A case that a side does not have has no row for it.
    """
    frames = []
    for number, side in enumerate(comparison.sides):
        found = cases_frame(side.summary).set_index("case_id", drop=False)
        ids = [one.id for one in comparison.cases if one.sides[number] is not None]
        frame = found.loc[ids].reset_index(drop=True)
        frame.insert(0, "side", side.label)
        frame.insert(1, "file", side.file)
        frame.insert(2, "node", side.report.machine.node)
        frame.insert(3, "tier", side.likeness.tier)
        frames.append(frame.assign(**_changes(comparison, number)))
    order = {one.id: number for number, one in enumerate(comparison.cases)}
    joined = pd.concat(frames, ignore_index=True)
    return joined.sort_values("case_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)


def _changes(comparison: Comparison, number: int) -> dict[str, list[float]]:
    likeness = comparison.sides[number].likeness
    columns: dict[str, list[float]] = {}
    for name, is_known in (("speedup", likeness.speedups_compare), ("seconds", likeness.times_compare)):
        triples = [
            _bounds(getattr(one, f"{name}_shifts")[number] if is_known else None)
            for one in comparison.cases
            if one.sides[number] is not None
        ]
        for place, ending in enumerate(("", "_low", "_high")):
            columns[f"{name}_change{ending}"] = [triple[place] for triple in triples]
    return columns


def _bounds(shift: Shift | None) -> tuple[float, float, float]:
    if shift is None:
        return (float("nan"),) * 3
    return shift.change, shift.low(0.025), shift.high(0.025)
