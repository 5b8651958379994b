"""What a prediction assumes beyond what was measured, in words."""

from __future__ import annotations

from collections.abc import Sequence

from corecurve.reports.explain.replay.model import Model, Setting
from corecurve.reports.quantities import write_count


def assumptions(model: Model, settings: Sequence[Setting]) -> list[str]:
    """A sentence for each thing that was assumed to predict these settings; empty where nothing was."""
    most = max(setting.workers for setting in settings)
    found = []
    if most > model.most_workers:
        found.append(_about_pace(model, most))
    if any(setting.longest_first for setting in settings):
        found.append("Longest first: as if the durations were known beforehand, those of the serial loop.")
    return found


def _about_pace(model: Model, most: int) -> str:
    measured = f"More than {write_count(model.most_workers, 'worker')} was not measured"
    pace, cores = model.pace, model.pace.cores
    if pace.cpu_share == 0:
        return f"{measured}: the tasks wait, so they are assumed not to slow each other down."
    if cores is None:
        return f"{measured}, nor how many cores are usable: enough are assumed."
    if pace.is_under_gil:
        return f"{measured}: one thread at a time is assumed to run Python code."
    growth = "tasks are assumed to slow each other down as they did up to there"
    if most > cores:
        return f"{measured}: {growth}, and to share the {cores:g} usable cores from there on."
    return f"{measured}: {growth}; each worker has a core of its own."
