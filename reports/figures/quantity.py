"""The quantities that are drawn against workers: what they are called, how written, and what to compare them with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from corecurve.reports.quantities import write_cores, write_number, write_seconds, write_share, write_speedup
from corecurve.reports.telling import WIDEST_FACTOR

MIB = 1024**2
DOTS = (1.0, 2.0)
DASHES = (5.0, 2.0)
BUSY_SHARE = 0.5
"""Where no case keeps even this share of its workers busy, to keep all of them busy is not what it is about."""
LEAST_CORES = 0.2
"""Below this many cores busy, a line at one core leaves no room to tell the cases apart."""


@dataclass(frozen=True)
class Reference:
    """A quiet line to compare with: its name, its points (workers, value), and its dashes.

    One that ``may_leave`` is drawn as far as the axes reach without it.
    """

    name: str
    points: list[tuple[float, float]]
    dashes: tuple[float, ...] = ()
    may_leave: bool = False


@dataclass(frozen=True)
class Quantity:
    """One column of the cases frame as a figure shows it.

    ``scale`` is the figure's unit in the column's; ``is_ratio`` says that a tenth means as much as ten times, so that
    small values deserve a logarithmic axis.
    """

    column: str
    title: str
    axis_label: str
    write: Callable[[float], str]
    write_tick: Callable[[float], str]
    references: Callable[[pd.DataFrame], list[Reference]]
    is_ratio: bool = False
    scale: float = 1.0


def short_number(value: float) -> str:
    """A number for a tick, as short as it can be: ``0.5``, ``2``, ``0.001``."""
    text = write_number(value, 3)
    return text.rstrip("0").rstrip(".") if "." in text else text


def short_seconds(seconds: float) -> str:
    """Seconds for a tick: ``200 ms``, ``1 s``."""
    number, _, unit = write_seconds(seconds).partition(" ") if seconds > 0 else ("0", "", "s")
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {unit}"


def _ideal(cases: pd.DataFrame) -> list[Reference]:
    lowest, highest = int(cases["workers"].min()), int(cases["workers"].max())
    return [
        Reference("ideal", [(float(count), float(count)) for count in range(lowest, highest + 1)], DOTS, may_leave=True)
    ]


def _ceiling(cases: pd.DataFrame) -> list[tuple[float, float]]:
    """Of one worker it is one by definition, and often not measured."""
    known = cases.dropna(subset=["ceiling"]).drop_duplicates("workers").sort_values("workers")
    if "ceiling_low" in known:
        known = known[known["ceiling_high"] < WIDEST_FACTOR * known["ceiling_low"]]
    points = list(zip(known["workers"].astype(float), known["ceiling"].astype(float), strict=True))
    is_of_one = bool(points) and points[0][0] > 1 and bool((cases["workers"] == 1).any())
    return [(1.0, 1.0), *points] if is_of_one else points


def _ends(cases: pd.DataFrame, value: float) -> list[tuple[float, float]]:
    return [(float(cases["workers"].min()), value), (float(cases["workers"].max()), value)]


def _speedup_references(cases: pd.DataFrame) -> list[Reference]:
    ceiling = Reference("ceiling", _ceiling(cases), DASHES)
    return [*_ideal(cases), *([ceiling] if ceiling.points else []), Reference("the loop", _ends(cases, 1.0))]


def _efficiency_references(cases: pd.DataFrame) -> list[Reference]:
    ceiling = Reference("ceiling", [(count, value / count) for count, value in _ceiling(cases)], DASHES)
    return [Reference("ideal", _ends(cases, 1.0), DOTS), *([ceiling] if ceiling.points else [])]


def _core_references(cases: pd.DataFrame) -> list[Reference]:
    """None that lies far above all that is drawn: of work that waits, it would be all that the figure shows."""
    share = float((cases["effective_cores"] / cases["workers"]).max())
    ideal = _ideal(cases) if share >= BUSY_SHARE else []
    one = [Reference("one core", _ends(cases, 1.0))] if cases["effective_cores"].max() >= LEAST_CORES else []
    return [*ideal, *one]


SPEEDUP = Quantity(
    "speedup",
    "speedup",
    "speedup against the loop",
    write_speedup,
    lambda value: f"{short_number(value)}×",
    _speedup_references,
    is_ratio=True,
)
EFFICIENCY = Quantity(
    "efficiency",
    "efficiency",
    "efficiency (speedup / workers)",
    write_share,
    lambda value: f"{short_number(100 * value)}%",
    _efficiency_references,
)
CORES = Quantity(
    "effective_cores",
    "CPU use",
    "cores busy (CPU s / wall s)",
    write_cores,
    short_number,
    _core_references,
)
MEMORY = Quantity(
    "peak_bytes",
    "memory",
    "peak memory (MiB)",
    lambda mebibytes: f"{write_number(mebibytes)} MiB",
    short_number,
    lambda _: [],
    scale=MIB,
)
QUANTITIES = {"speedup": SPEEDUP, "efficiency": EFFICIENCY, "cpu": CORES, "memory": MEMORY}
"""By the name of the file that shows it."""
