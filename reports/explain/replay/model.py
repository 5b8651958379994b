"""A model of one workload on one backend that can be replayed with other settings."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from corecurve.core.chunks import chunk_lengths
from corecurve.reports.explain.replay.costs import Costs
from corecurve.reports.explain.replay.pace import MeasuredPace
from corecurve.reports.explain.replay.simulation import Pace, replay

_NEIGHBOURS = 2
_STEPS = 3
_LEAST_SENSITIVITY = 0.5
_MOST_CROWDING = 2.0


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How a case would be run. ``chunksize`` None is the backend's own."""

    workers: int
    chunksize: int | None = None
    longest_first: bool = False


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A measured case that predictions start from.

    ``half_width`` is that of its seconds' interval, as a share. What its replay misses is set right before it predicts
    anything else: ``crowding`` multiplies the pace of all its workers together (less for fewer of them), ``correction``
    the whole round.
    """

    setting: Setting
    costs: Costs
    seconds: float
    half_width: float
    crowding: float = 1.0
    correction: float = 1.0

    def crowded(self, pace: Pace) -> Pace:
        """The pace as this case had it."""
        others = self.setting.workers - 1
        if self.crowding == 1.0 or others == 0:
            return pace
        return lambda busy: max(1.0, pace(busy) * (1 + (self.crowding - 1) * (busy - 1) / others))


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
        """The same with every anchor set right: its replay then gives its measured seconds."""
        anchors = []
        for anchor in self.anchors:
            crowded = self._crowd(anchor)
            anchors.append(replace(crowded, correction=anchor.seconds / self.replay(anchor.setting, crowded)))
        return replace(self, anchors=anchors)

    def replay(self, setting: Setting, anchor: Anchor) -> float:
        """The replayed seconds of a setting with an anchor's costs and pace, without its correction."""
        durations = sorted(self.durations, reverse=True) if setting.longest_first else self.durations
        return replay(durations, self.lengths(setting), setting.workers, anchor.costs, anchor.crowded(self.pace))

    def _crowd(self, anchor: Anchor) -> Anchor:
        """The anchor with the crowding that explains its seconds; as it was where the pace hardly matters for them."""
        if anchor.setting.workers == 1:
            return anchor
        plain = self.replay(anchor.setting, anchor)
        wanted = anchor.seconds / plain
        found = replace(anchor, crowding=wanted)
        for _ in range(_STEPS):
            gained = self.replay(anchor.setting, found) / plain
            sensitivity = (gained - 1) / (found.crowding - 1) if found.crowding != 1 else 1.0
            if not sensitivity > _LEAST_SENSITIVITY:
                return anchor
            found = replace(anchor, crowding=1 + (wanted - 1) / sensitivity)
        return found if 1 / _MOST_CROWDING <= found.crowding <= _MOST_CROWDING else anchor

    def lengths(self, setting: Setting) -> list[int]:
        """How many tasks travel together under a setting."""
        return chunk_lengths(self.backend, len(self.durations), setting.workers, setting.chunksize)

    def predict(self, setting: Setting) -> Prediction:
        """The nearest anchor's replay, between the two nearest ones', widened by the nearest one's own interval."""
        near = sorted(self.anchors, key=lambda anchor: self._distance(anchor.setting, setting))[:_NEIGHBOURS]
        found = [self.replay(setting, anchor) * anchor.correction for anchor in near]
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
