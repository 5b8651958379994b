"""Reports as pandas frames: one row a case, a round, or a sample of a process."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.report import CaseResult, Report, Samples
from corecurve.reports.case_labels import label_cases
from corecurve.reports.summary import CaseSummary, ReportSummary, summarise

ESTIMATES = (
    "serial_seconds",
    "seconds",
    "speedup",
    "cold_speedup",
    "efficiency",
    "ceiling",
    "ceiling_share",
    "cpu_seconds",
    "effective_cores",
    "startup_seconds",
    "stop_seconds",
)
"""Columns that are estimates, named as in a case's summary; each has ``_low`` and ``_high``."""

SETTINGS = ("workload", "backend", "workers", "start_method", "chunksize", "size")


def cases_frame(report: Report | ReportSummary) -> pd.DataFrame:
    """One row a case, serial loops included, in the report's order.

    The settings, ``case_id`` and ``subject``; ``label`` (the backend, and the settings in which its cases
    differ); ``status`` and ``reason``; every column of :data:`ESTIMATES` with ``_low`` and ``_high`` beside it
    (seconds, ratios and cores; 95% intervals);
    ``peak_bytes`` of kind ``peak_kind``, and ``peak_pss_bytes``, ``peak_uss_bytes``,
    ``peak_rss_bytes`` (peak over time of the sum over the process tree), with
    ``sampling_interval_seconds`` and ``sampling_gap_seconds``; ``rounds``, ``launches``,
    ``is_precise`` (the interval of the speedup is as narrow as was asked for) and ``method``
    (how the estimator worked). What is not known, or has too few rounds for an interval, is missing.
    """
    summary = report if isinstance(report, ReportSummary) else summarise(report)
    labels = _labels(summary)
    rows = [{**_case_row(one), "label": labels.get(id(one), one.case.backend)} for one in summary.cases]
    frame = pd.DataFrame(rows, columns=_case_row_columns())
    return frame.astype({"is_precise": "boolean", **dict.fromkeys(_WHOLE_NUMBERS, "Int64")})


def _labels(summary: ReportSummary) -> dict[int, str]:
    return {
        id(one): label
        for workload in summary.workloads
        for one, label in zip(workload.cases, label_cases([one.case for one in workload.cases]), strict=True)
    }


def rounds_frame(report: Report) -> pd.DataFrame:
    """One row a timing round, with the serial round that it is paired with.

    Its case's settings, all fields of the round except those of tasks and workers, and ``serial_wall_seconds``.
    """
    columns = [*_ROUND_SETTINGS, *_fields_of_a_round(), "serial_wall_seconds"]
    rows = []
    for case in report.cases:
        serial = report.serial_of(case)
        paired = {one.place: one.wall_seconds for one in serial.rounds} if serial else {}
        for one in case.rounds:
            fields = {name: getattr(one, name) for name in _fields_of_a_round()}
            rows.append({**_settings(case), **fields, "serial_wall_seconds": paired.get(one.place)})
    return pd.DataFrame(rows, columns=columns)


def samples_frame(report: Report) -> pd.DataFrame:
    """One row a process and sample.

    Its case's settings, ``turn`` (of profile rounds), ``round_index``, ``time_seconds`` since the turn began,
    ``pid``, ``role``, ``cpu_percent`` (of one core), ``rss_bytes``, ``uss_bytes``, ``pss_bytes`` and ``threads``.
    """
    rows = [
        {**_settings(case), "turn": turn, **reading}
        for case in report.cases
        if case.profile is not None
        for turn, samples in enumerate(case.profile.samples)
        for reading in _readings(samples)
    ]
    return pd.DataFrame(rows, columns=[*_ROUND_SETTINGS, "turn", *_READING_COLUMNS])


_ROUND_SETTINGS = ("case_id", "subject", *SETTINGS)
_WHOLE_NUMBERS = ("chunksize", "peak_bytes", "peak_pss_bytes", "peak_uss_bytes", "peak_rss_bytes")
_READING_COLUMNS = (
    "round_index",
    "time_seconds",
    "pid",
    "role",
    "cpu_percent",
    "rss_bytes",
    "uss_bytes",
    "pss_bytes",
    "threads",
)


def _settings(case: CaseResult) -> dict[str, Any]:
    return {"case_id": case.id, "subject": case.subject, **{name: getattr(case, name) for name in SETTINGS}}


def _fields_of_a_round() -> tuple[str, ...]:
    return (
        "block",
        "launch",
        "iterations",
        "wall_seconds",
        "cpu_seconds",
        "startup_seconds",
        "stop_seconds",
        "foreign_cpu_seconds",
        "harness_cpu_seconds",
        "steal_seconds",
        "runqueue_seconds",
    )


def _case_row(one: CaseSummary) -> dict[str, Any]:
    case = one.case
    row = {**_settings(case), "status": case.status, "reason": case.reason}
    for name in ESTIMATES:
        row.update(_estimate_columns(name, getattr(one, name)))
    row.update(_memory_columns(one))
    is_measured = one.speedup is not None
    row.update(
        rounds=len(case.rounds),
        launches=case.launches,
        is_precise=one.is_precise if is_measured else None,
        method=one.speedup.method if one.speedup is not None else None,
    )
    return row


def _estimate_columns(column: str, value: Estimate | None) -> dict[str, float]:
    if value is None:
        return dict.fromkeys((column, f"{column}_low", f"{column}_high"), float("nan"))
    return {column: value.value, f"{column}_low": value.low, f"{column}_high": value.high}


def _memory_columns(one: CaseSummary) -> dict[str, Any]:
    if one.memory is None:
        return dict.fromkeys(_MEMORY_COLUMNS)
    peak = asdict(one.memory)
    return {column: peak[name] for column, name in _MEMORY_COLUMNS.items()}


_MEMORY_COLUMNS = {
    "peak_kind": "kind",
    "peak_bytes": "bytes",
    "peak_pss_bytes": "pss_bytes",
    "peak_uss_bytes": "uss_bytes",
    "peak_rss_bytes": "rss_bytes",
    "sampling_interval_seconds": "interval_seconds",
    "sampling_gap_seconds": "largest_gap_seconds",
}


def _case_row_columns() -> list[str]:
    estimates = [name for column in ESTIMATES for name in (column, f"{column}_low", f"{column}_high")]
    return [
        *_ROUND_SETTINGS,
        "label",
        "status",
        "reason",
        *estimates,
        *_MEMORY_COLUMNS,
        "rounds",
        "launches",
        "is_precise",
        "method",
    ]


def _readings(samples: Samples) -> list[dict[str, Any]]:
    return [
        {
            "round_index": samples.round_index[at],
            "time_seconds": samples.time_seconds[at],
            "pid": process.pid,
            "role": process.role,
            "cpu_percent": process.cpu_percent[nth],
            "rss_bytes": process.rss_bytes[nth],
            "uss_bytes": process.uss_bytes[nth],
            "pss_bytes": process.pss_bytes[nth],
            "threads": process.threads[nth],
        }
        for process in samples.processes
        for nth, at in enumerate(process.sample)
    ]
