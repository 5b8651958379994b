"""Which settings to predict, and the predictions of a report, gathered for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corecurve.bench.errors import UsageError
from corecurve.reports.explain.dealing import dealing_of
from corecurve.reports.explain.replay.assumptions import assumptions
from corecurve.reports.explain.replay.model import Model, Prediction, Setting

FARTHEST = 4
"""Predictions go up to so many times the measured workers."""


@dataclass(frozen=True)
class Row:
    """One prediction, with the measured seconds of the same setting where there are any."""

    prediction: Prediction
    measured_seconds: float | None


@dataclass(frozen=True)
class Outlook:
    """The predictions for one workload on one backend, and what they assume."""

    model: Model
    rows: list[Row]
    assumptions: list[str]


def outlook(
    model: Model, workers: Sequence[int] | None, chunksizes: Sequence[int | None] | None, *, longest_first: bool
) -> Outlook:
    """Predicts every asked number of workers with every asked chunk size.

    By default: the measured workers, and where the backend takes one, its own chunk size. Raises UsageError for more
    than four times the workers that were measured.
    """
    counts = list(workers or sorted({anchor.setting.workers for anchor in model.anchors}))
    too_many = [count for count in counts if count > FARTHEST * model.most_workers]
    if too_many:
        raise UsageError(
            f"{model.workload} on {model.backend} was measured with up to {model.most_workers} workers; "
            f"{too_many[0]} are too far from that to predict: {FARTHEST * model.most_workers} are the most"
        )
    sizes = list(chunksizes or [None]) if dealing_of(model.backend).takes_chunksize else [None]
    settings = [
        Setting(workers=count, chunksize=size, longest_first=longest_first) for count in counts for size in sizes
    ]
    rows = [Row(model.predict(setting), _measured(model, setting)) for setting in settings]
    return Outlook(model, rows, assumptions(model, settings))


def _measured(model: Model, setting: Setting) -> float | None:
    return next((anchor.seconds for anchor in model.anchors if anchor.setting == setting), None)
