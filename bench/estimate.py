"""The estimator: the speedup of the undisturbed machine, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.bench.report import Ceiling, Round


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval. ``method`` names how it was found (``work-spread`` or ``wall``).

    ``launch_variance`` is the variance between launches of its logarithm, as far as these rounds
    alone tell (None where one launch cannot).
    """

    value: float
    low: float
    high: float
    blocks: int
    launches: int
    method: str

    @property
    def half_width(self) -> float:
        """Half the interval's width as a share of the value: 0.02 is 2%."""
        return (self.high - self.low) / (2 * self.value)


def speedup(
    serial: Sequence[Round], parallel: Sequence[Round], *, launch_variance: float | None = None, confidence: float = 0.95
) -> Estimate | None:
    """Serial time / parallel time from paired rounds. None where there is too little for an interval."""
    raise NotImplementedError


def seconds(rounds: Sequence[Round], *, confidence: float = 0.95) -> Estimate | None:
    """The wall seconds of one execution on the undisturbed machine."""
    raise NotImplementedError


def ceiling(measured: Ceiling, *, launch_variance: float | None = None, confidence: float = 0.95) -> Estimate | None:
    """The speedup that the machine can give at all, from its paired rounds."""
    raise NotImplementedError
