"""How much longer tasks take when several workers are at it: caches, memory, cores and the GIL are shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MeasuredPace:
    """The pace of one backend on one machine.

    ``slowdowns`` are the measured ones by number of workers. Between them it is interpolated. Beyond the largest it
    goes on growing as it did up to there; where more of them want a core than ``cores`` there are, in proportion to
    the workers. Tasks want a core for ``cpu_share`` of their time. Where ``cores`` is None there are as many as anyone
    wants; under a GIL there is one.
    """

    slowdowns: Mapping[int, float]
    cores: float | None
    cpu_share: float
    is_under_gil: bool = False

    def __call__(self, busy: int) -> float:
        """The slowdown with this many busy workers."""
        known = {1: 1.0, **self.slowdowns}
        if busy in known:
            return max(1.0, known[busy])
        below = max(count for count in known if count < busy)
        above = min((count for count in known if count > busy), default=None)
        if above is None:
            return max(1.0, self._beyond(busy, below, known[below]))
        share = (busy - below) / (above - below)
        return max(1.0, known[below] + share * (known[above] - known[below]))

    def _beyond(self, busy: int, largest: int, at_largest: float) -> float:
        enough = busy if self.cores is None else max(largest, min(busy, self.cores))
        grown = 1.0 if largest == 1 else 1.0 + (at_largest - 1.0) * (enough - 1) / (largest - 1)
        return grown * self._crowding(busy) / self._crowding(enough)

    def _crowding(self, workers: float) -> float:
        """How much longer a task takes because more workers want a core than there are cores."""
        return 1.0 if self.cores is None else max(1.0, self.cpu_share * workers / self.cores)
