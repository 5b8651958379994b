"""Spending: what the run's wall time went to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from corecurve.bench.report import Round


class Spending:
    """Wall seconds by purpose.

    They are ``rounds``, ``startup_and_stop``, ``warm_up``, ``profile``, ``calibration`` and ``launch``.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._nested_seconds = 0.0

    def add(self, purpose: str, seconds: float) -> None:
        """Adds seconds that were measured elsewhere."""
        self.seconds[purpose] = self.seconds.get(purpose, 0.0) + seconds

    def add_round(self, measured: Round) -> None:
        """Adds a timing round, and the start and stop of its backend."""
        self.add("rounds", measured.wall_seconds * measured.iterations)
        self.add("startup_and_stop", (measured.startup_seconds or 0.0) + (measured.stop_seconds or 0.0))

    @contextmanager
    def on(self, purpose: str) -> Iterator[None]:
        """Adds the time inside the block, less what inner blocks have added to their own purposes."""
        began, outer = time.monotonic(), self._nested_seconds
        self._nested_seconds = 0.0
        try:
            yield
        finally:
            elapsed = time.monotonic() - began
            self.add(purpose, elapsed - self._nested_seconds)
            self._nested_seconds = outer + elapsed
