"""The speedup curve in a few characters, for terminals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

from rich.text import Text

from corecurve.bench.printable import printable
from corecurve.reports.palette import ink_of
from corecurve.reports.quantities import write_speedup
from corecurve.reports.summary import WorkloadSummary
from corecurve.reports.telling import is_telling

LEVELS = " ▁▂▃▄▅▆▇█"
LEAST_COUNTS = 3
"""With fewer worker counts the table says it all."""
CELL = 4
LARGEST_LINEAR = 10.0
"""Above this, doubling the workers is a step of its own height: the bars are logarithmic."""


def curve_lines(workload: WorkloadSummary) -> list[Text]:
    """A line for each backend and one for the ceiling: a bar for each number of workers, all to one scale.

    A backend's usual cases only; where one has several settings, the fastest at each number of workers.
    """
    curves = _curves(workload)
    counts = sorted({count for curve in curves.values() for count in curve})
    if len(counts) < LEAST_COUNTS:
        return []
    ceilings = {count: value.value for count, value in workload.ceilings if count in counts and is_telling(value)}
    top = max(value for curve in [*curves.values(), ceilings] for value in curve.values())
    is_logarithmic = top > LARGEST_LINEAR
    width = max(len(name) for name in [*curves, "allowed", "workers"])
    lines = [Text("workers".ljust(width) + " " + "".join(f"{count:>{CELL}}" for count in counts))]
    level = partial(_level, top=top, is_logarithmic=is_logarithmic)
    lines += [_line(name, curve, counts, level, width, ink_of(name).dark) for name, curve in curves.items()]
    if ceilings:
        lines.append(_line("allowed", ceilings, counts, level, width, ""))
    lines[0].append(
        f"   ({'from 1× to' if is_logarithmic else 'a full bar:'} {write_speedup(top)}"
        f"{', logarithmic' if is_logarithmic else ''})"
    )
    return lines


def _curves(workload: WorkloadSummary) -> dict[str, dict[int, float]]:
    curves: dict[str, dict[int, float]] = {}
    for one in workload.measured:
        if one.speedup is not None and not one.is_too_wide:
            curve = curves.setdefault(printable(one.case.backend, 20), {})
            curve[one.case.workers] = max(one.speedup.value, curve.get(one.case.workers, 0.0))
    return curves


def _line(
    name: str, curve: Mapping[int, float], counts: list[int], level: Callable[[float], int], width: int, style: str
) -> Text:
    bars = "".join((LEVELS[level(curve[count])] * 2 if count in curve else "·").rjust(CELL) for count in counts)
    return Text(f"{name.ljust(width)} {bars}", style=style)


def _level(value: float, top: float, is_logarithmic: bool) -> int:
    share = math.log(max(1.0, value)) / math.log(top) if is_logarithmic else value / top
    return max(1, min(8, round(8 * share)))
