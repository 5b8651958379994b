"""Evidence: the figures that statements are judged by, by name, and why others are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from corecurve.bench.estimator.estimate import Estimate

Unit = Literal["speedup", "cores", "seconds", "bytes", "bytes per second", "share", "count"]


@dataclass(frozen=True)
class Figure:
    """One thing that was found: an estimate with its interval, or an exact count (``count`` out of ``out_of``)."""

    label: str
    unit: Unit
    estimate: Estimate | None = None
    count: int | None = None
    out_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The figures by name, in the order in which they are shown, and what could not be measured, with the reason.

    ``steps`` are the numbers of workers of the pool that were measured, ascending, up to the usable cores;
    ``missing`` is keyed by ``workload@backend`` or the experiment's name.
    """

    usable_cores: int
    has_gil: bool
    steps: tuple[int, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)

    def estimate(self, name: str) -> Estimate | None:
        """The estimate of this name; None where there is none."""
        figure = self.figures.get(name)
        return figure.estimate if figure is not None else None

    def named(self, *beginnings: str) -> tuple[Figure, ...]:
        """The figures whose names begin so."""
        return tuple(figure for name, figure in self.figures.items() if name.startswith(beginnings))
