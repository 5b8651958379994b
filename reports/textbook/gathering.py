"""From the record of a run to the evidence that statements are judged by."""

from __future__ import annotations

from corecurve.reports.textbook.evidence import Evidence, Figure
from corecurve.reports.textbook.record import TextbookRecord
from corecurve.reports.textbook.round_figures import missing_cases, round_figures, steps_of
from corecurve.reports.textbook.trial_figures import trial_figures


def gather_evidence(record: TextbookRecord) -> Evidence:
    """Every figure that the record's rounds and trials hold."""
    figures: dict[str, Figure] = {}
    missing = dict(record.failures)
    if record.report is not None:
        figures |= round_figures(record.report)
        missing |= missing_cases(record.report)
    python = record.machine.python
    return Evidence(
        usable_cores=record.usable_cores,
        has_gil=python is None or python.gil_enabled,
        steps=steps_of(record.report) if record.report is not None else (),
        figures=figures | trial_figures(record.trials),
        missing=missing,
    )
