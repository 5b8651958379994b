"""An A/A run tells how much the same code differs from itself, and what a check can find in that."""

from __future__ import annotations

import math
import random
import subprocess
import sys

import pytest
from made_reports import MadeNoise, MadePlan, make_report

from corecurve.bench.errors import CorecurveError
from corecurve.bench.estimator.estimate import CONDITIONS
from corecurve.reports.check.judging import Rules, judge
from corecurve.reports.check.noise import find_noise, findable
from corecurve.reports.check.noise_text import render_noise
from corecurve.reports.check.tolerances import Tolerances
from corecurve.reports.check.verdicts import CaseChange
from corecurve.reports.compare.shift import Shift

PLAN = MadePlan(backends=("pool",), workers=(2,), ceilings=False, profile=False, launches=24, blocks=3)


def test_a_noisier_machine_differs_more_from_itself_and_finds_less() -> None:
    calm = find_noise(make_report(PLAN, noise=MadeNoise(case_launch_deviation=0.002)))
    noisy = find_noise(make_report(PLAN, noise=MadeNoise(case_launch_deviation=0.03)))
    assert calm.deviation < 0.004 < noisy.deviation
    for quiet, loud in zip(calm.findable, noisy.findable, strict=True):
        assert all(one < other for one, other in zip(quiet.losses, loud.losses, strict=True))


def test_more_time_and_a_smaller_tolerance_find_smaller_losses() -> None:
    found = find_noise(make_report(PLAN)).findable
    assert [one.budget_seconds for one in found] == [10.0, 30.0, 60.0, 120.0]
    assert [one.losses for one in found] == sorted((one.losses for one in found), reverse=True)
    assert all(0.02 < at_two < at_five for at_two, at_five in (one.losses for one in found))


def test_the_same_code_is_judged_against_itself() -> None:
    noise = find_noise(make_report(PLAN))
    assert noise.stretches == 6
    for one in noise.wrongness:
        assert (one.pairs, one.regressions) == (30, 0)


def test_what_is_expected_to_be_found_is_found_nineteen_times_of_twenty() -> None:
    # A change over 60 s has a true standard error of 0.6%; a stretch of 10 s shows that of its own length.
    dice = random.Random(1)
    of_ten_seconds = math.sqrt(6 * (0.006**2 - 2 * CONDITIONS**2) + 2 * CONDITIONS**2)
    at_two = findable([Shift(0.0, of_ten_seconds, 30)] * 5, 10.0, 60.0, launches_per_second=2.0).losses[0]
    runs = 2000
    rules = Rules(tolerances=Tolerances(0.02))
    shifts = [Shift(dice.gauss(math.log1p(-at_two), 0.006), 0.006, 200) for _ in range(runs)]
    hits = sum(judge([CaseChange(case_id="w[pool-2]", speedup=one)], rules)[0].word == "regression" for one in shifts)
    assert hits / runs == pytest.approx(0.95, abs=0.015)


def test_too_few_launches_are_said() -> None:
    with pytest.raises(CorecurveError, match="give it more time"):
        find_noise(make_report(PLAN, launches=3))


def test_the_text_fits_into_a_terminal_and_names_what_was_found() -> None:
    text = render_noise(find_noise(make_report(PLAN)))
    assert "pool-2] against itself for 59 s" in text
    assert "30 of" not in text and "0 of 30 pairs a regression" in text
    assert max(map(len, text.splitlines())) <= 100


def test_doctor_offers_it_and_does_without() -> None:
    program = "import sys; from corecurve.reports.cli import main; sys.exit(main(['doctor', '--help']))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "--noise" in done.stdout and "--json" in done.stdout


def test_where_too_few_parts_have_an_interval_it_is_one_line() -> None:
    noise = MadeNoise(round_deviation=0.01, case_launch_deviation=0.15, disturbed_share=0.3)
    plan = MadePlan(backends=("pool",), workers=(2,), launches=6, blocks=1, seed=1)
    with pytest.raises(CorecurveError, match="too unquiet for intervals of its parts"):
        find_noise(make_report(plan, noise=noise))
