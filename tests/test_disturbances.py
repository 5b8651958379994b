"""What others took from the rounds is said where figures are judged, and on which side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from made_reports import QUIET, MadeNoise, make_report

from corecurve.bench.report import Report, Round
from corecurve.reports.check.checking import check
from corecurve.reports.check.judging import Rules
from corecurve.reports.disturbances import disturbances

BESIDE_A_NEIGHBOUR = MadeNoise(disturbed_share=0.9)


def beside(*, foreign: float | None = None, stolen: float | None = None, iterations: int = 1) -> list[Round]:
    one = Round(
        block=0,
        launch=0,
        wall_seconds=0.1,
        cpu_seconds=0.1,
        iterations=iterations,
        foreign_cpu_seconds=foreign,
        steal_seconds=stolen,
    )
    return [replace(one, block=block) for block in range(4)]


@pytest.mark.parametrize(
    ("rounds", "told"),
    [
        ([], []),
        (beside(), []),
        (beside(foreign=0.004, stolen=0.004), []),
        (beside(foreign=0.05), ["other processes took 50% of a core during the rounds"]),
        (
            [*beside(foreign=0.05, iterations=3), *beside(foreign=0.01, iterations=1)],
            ["other processes took 40% of a core during the rounds"],
        ),
        (beside(stolen=0.02), ["the hypervisor took 20% of a core during the rounds"]),
    ],
)
def test_it_is_said_who_took_how_much(rounds: Sequence[Round], told: list[str]) -> None:
    assert disturbances(rounds) == told


def remarks(report: Report, baseline: Report) -> list[str]:
    conclusion = check(("report", report), [("baseline", baseline)], Rules())
    return [one for one in conclusion.remarks if "of a core" in one]


def test_check_says_which_side_had_a_neighbour() -> None:
    calm, busy = make_report(noise=QUIET), make_report(noise=BESIDE_A_NEIGHBOUR)
    assert remarks(calm, calm) == []
    (of_report,) = remarks(busy, calm)
    assert of_report.startswith("Other processes took ")
    assert of_report.endswith("% of a core during the rounds of the report.")
    (of_baseline,) = remarks(calm, busy)
    assert of_baseline.endswith(" of the baseline.")
