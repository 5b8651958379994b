"""What launches differ by, learned from all reports of a check together.

One short report knows little of it: three launches leave two degrees of freedom, and an interval twice as wide as
it need be. Baseline and report ran the same workloads on machines that are alike, so they learn it from each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corecurve.bench.estimator.estimate import Sides, pooled_launch_variance
from corecurve.bench.estimator.launches import LaunchVariance
from corecurve.bench.report import Round
from corecurve.reports.check.disturbed_launches import without_disturbed_launches
from corecurve.reports.check.verdicts import Pairing
from corecurve.reports.summary import CaseSummary, ReportSummary

_APART = 1_000_000
"""Launches are numbered within a report; reports are set this far apart."""


def variance_over(summaries: Sequence[ReportSummary]) -> LaunchVariance:
    """The variance between launches, pooled over the cases of several reports."""
    return pooled_launch_variance(_all_sides(summaries))


def with_variance(pairing: Pairing, variance: LaunchVariance) -> Pairing:
    """A pairing whose cases are estimated with this variance between launches, and without disturbed ones."""
    before = tuple(_with(one, variance) for one in pairing.before)
    return replace(pairing, before=before, after=_with(pairing.after, variance))


def _with(one: CaseSummary, variance: LaunchVariance) -> CaseSummary:
    return replace(without_disturbed_launches(one), launch_variance=variance)


def _all_sides(summaries: Sequence[ReportSummary]) -> Iterator[Sides]:
    for number, summary in enumerate(summaries):
        for one in map(without_disturbed_launches, summary.cases):
            if one.serial is not None and not one.is_serial and one.case.rounds:
                yield _numbered(one.serial.rounds, number), _numbered(one.case.rounds, number)


def _numbered(rounds: Sequence[Round], report: int) -> list[Round]:
    return [replace(one, launch=one.launch + report * _APART) for one in rounds]
