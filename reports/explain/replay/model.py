"""A model of one workload on one backend that can be replayed with other settings."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from corecurve.core.chunks import chunk_lengths
from corecurve.reports.explain.replay.costs import Costs
from corecurve.reports.explain.replay.pace import MeasuredPace
from corecurve.reports.explain.replay.simulation import replay

_NEIGHBOURS = 2


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How a case would be run. ``chunksize`` None is the backend's own."""

    workers: int
    chunksize: int | None = None
    longest_first: bool = False


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A measured case that predictions start from.

    ``half_width`` is that of its seconds' interval, as a share; ``correction`` is measured / replayed seconds.
    """

    setting: Setting
    costs: Costs
    seconds: float
    half_width: float
    correction: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """The seconds that a setting would take, between the bounds that the nearest measured cases suggest."""

    setting: Setting
    seconds: float
    low_seconds: float
    high_seconds: float
    serial_seconds: float

    @property
    def speedup(self) -> float:
        """Serial seconds / predicted seconds."""
        return self.serial_seconds / self.seconds


@dataclass(frozen=True, kw_only=True)
class Model:
    """One workload on one backend. ``durations`` are its tasks' seconds in the serial loop, in task order."""

    workload: str
    backend: str
    start_method: str | None
    serial_seconds: float
    durations: list[float]
    pace: MeasuredPace
    anchors: list[Anchor]

    @property
    def most_workers(self) -> int:
        """The largest number of workers that was measured."""
        return max(anchor.setting.workers for anchor in self.anchors)

    def corrected(self) -> Model:
        """The same with every anchor's correction: its replay then gives its measured seconds."""
        anchors = [
            replace(anchor, correction=anchor.seconds / self.replay(anchor.setting, anchor.costs))
            for anchor in self.anchors
        ]
        return replace(self, anchors=anchors)

    def replay(self, setting: Setting, costs: Costs) -> float:
        """The replayed seconds of a setting, uncorrected."""
        durations = sorted(self.durations, reverse=True) if setting.longest_first else self.durations
        return replay(durations, self.lengths(setting), setting.workers, costs, self.pace)

    def lengths(self, setting: Setting) -> list[int]:
        """How many tasks travel together under a setting."""
        return chunk_lengths(self.backend, len(self.durations), setting.workers, setting.chunksize)

    def predict(self, setting: Setting) -> Prediction:
        """The nearest anchor's replay, between the two nearest ones', widened by the nearest one's own interval."""
        near = sorted(self.anchors, key=lambda anchor: self._distance(anchor.setting, setting))[:_NEIGHBOURS]
        found = [self.replay(setting, anchor.costs) * anchor.correction for anchor in near]
        margin = 1 + near[0].half_width
        return Prediction(
            setting=setting,
            seconds=found[0],
            low_seconds=min(found) / margin,
            high_seconds=max(found) * margin,
            serial_seconds=self.serial_seconds,
        )

    def _distance(self, measured: Setting, wanted: Setting) -> float:
        """How far apart two settings are: doublings of workers, which matter most, and of the chunks' length."""
        workers = abs(math.log2(measured.workers / wanted.workers))
        lengths = [self.lengths(one)[0] for one in (measured, wanted)]
        return 2 * workers + abs(math.log2(lengths[0] / lengths[1])) + (measured.longest_first != wanted.longest_first)
