"""Scaling laws find the truth that rounds were made from, as often as they say, and invent nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from made_reports import MadeNoise, make_report

from corecurve.reports.explain.law_words import law_sentences, laws_of_report
from corecurve.reports.explain.laws import LawFit, NoFit, fit_law
from corecurve.reports.explain.scaling_curve import ScalingCurve, scaling_curves
from corecurve.reports.explain.serial_fraction import gustafson, is_overhead, karp_flatt

RUNS = 600


def curve_of(seconds: np.ndarray, workers: list[int], serial: np.ndarray | None = None) -> ScalingCurve:
    alone = np.broadcast_to(seconds[:, :1], seconds.shape) if serial is None else serial
    return ScalingCurve(
        workload="made",
        backend="pool",
        is_weak=serial is not None,
        workers=workers,
        seconds=seconds.tolist(),
        serial_seconds=alone.tolist(),
    )


@dataclass(frozen=True)
class Truth:
    """A curve that follows the model, with noise in each round and drift between blocks."""

    alpha: float
    beta: float
    workers: tuple[int, ...] = (1, 2, 4, 8)
    blocks: int = 8
    noise: float = 0.025
    drift: float = 0.03

    def seconds(self) -> np.ndarray:
        n = np.array(self.workers, dtype=float)
        found: np.ndarray = 1 / n + self.alpha * (n - 1) / n + self.beta * (n - 1)
        return found

    def draw(self, dice: np.random.Generator) -> ScalingCurve:
        drift = np.cumsum(dice.normal(0, self.drift, self.blocks))[:, None]
        noise = dice.normal(0, self.noise, (self.blocks, len(self.workers)))
        return curve_of(self.seconds() * np.exp(drift + noise), list(self.workers))

    def fits(self, seed: int) -> list[LawFit]:
        dice = np.random.default_rng(seed)
        return [fit_law(self.draw(dice)) for _ in range(RUNS)]


@pytest.mark.parametrize(
    "truth",
    [
        Truth(0.05, 0.005),
        Truth(0.2, 0.02, workers=(1, 2, 3, 4), blocks=10, noise=0.03),
        Truth(0.1, 0.002, workers=(1, 2, 4, 8, 16), blocks=20, noise=0.03),
        Truth(0.05, 0.002, noise=0.03),
        Truth(0.1, 0.01, workers=(1, 2, 4), blocks=5, noise=0.02),
    ],
)
def test_intervals_of_alpha_and_beta_hold_the_truth_93_to_97_percent_of_the_time(truth: Truth) -> None:
    fits = truth.fits(seed=7)
    alpha = np.mean([fit.alpha.low <= truth.alpha <= fit.alpha.high for fit in fits])
    beta = np.mean([fit.beta.low <= truth.beta <= fit.beta.high for fit in fits])
    assert 0.93 <= alpha <= 0.97
    assert 0.93 <= beta <= 0.97


@pytest.mark.parametrize(
    "truth",
    [
        Truth(0.05, 0.0),
        Truth(0.3, 0.0, workers=(1, 2, 4), noise=0.03),
        Truth(0.0, 0.0, workers=(1, 2, 3, 4), blocks=12, noise=0.02),
        Truth(0.9, 0.0, noise=0.03),
    ],
)
def test_without_coherence_cost_hardly_ever_is_a_peak_invented(truth: Truth) -> None:
    fits = truth.fits(seed=11)
    assert np.mean([fit.peak is not None for fit in fits]) < 0.03
    assert np.mean([fit.law == "USL" for fit in fits]) < 0.05
    assert np.mean([fit.alpha.low <= truth.alpha <= fit.alpha.high for fit in fits]) >= 0.93


def test_the_peak_is_found_and_its_interval_holds_the_truth() -> None:
    truth = Truth(0.02, 0.02)
    peak = math.sqrt((1 - truth.alpha) / truth.beta)
    found = [fit.peak for fit in truth.fits(seed=3)]
    assert np.mean([one is not None for one in found]) > 0.99
    assert 0.93 <= np.mean([one is not None and one.low <= peak <= one.high for one in found]) <= 0.97


def test_a_peak_beyond_twice_the_measured_range_is_not_printed() -> None:
    near, far = Truth(0.0, 0.0045, noise=0.001), Truth(0.0, 0.003, noise=0.001)
    dice = np.random.default_rng(1)
    assert fit_law(near.draw(dice)).peak is not None  # at 14.9 workers, measured to 8
    fit = fit_law(far.draw(dice))  # at 18.3
    assert fit.law == "USL" and fit.beta.low > 0
    assert fit.peak is None


@pytest.mark.parametrize(
    ("truth", "law"),
    [(Truth(0.0, 0.0), "linear"), (Truth(0.1, 0.0), "Amdahl"), (Truth(0.05, 0.02), "USL"), (Truth(0.0, 0.02), "USL")],
)
def test_the_simplest_law_that_the_curve_asks_for_is_chosen(truth: Truth, law: str) -> None:
    fits = truth.fits(seed=5)
    assert np.mean([fit.law == law for fit in fits]) > 0.9
    misfits = [abs(fit.seconds_at(8) / truth.seconds()[-1] - 1) for fit in fits]
    assert np.quantile(misfits, 0.9) < 0.1


def test_a_curve_that_stops_at_the_cores_is_no_law() -> None:
    dice = np.random.default_rng(2)
    n = np.array([1, 2, 4, 8])
    seconds = 1 / np.minimum(n, 2) * np.exp(dice.normal(0, 0.02, (8, 4)))
    fit = fit_law(curve_of(seconds, list(n)))
    assert not fit.fits
    assert "No law describes it" in law_sentences(curve_of(seconds, list(n)))[0]


def test_superlinear_points_are_flagged_and_not_fitted_away() -> None:
    dice = np.random.default_rng(4)
    seconds = np.array([1.0, 0.4, 0.26, 0.14]) * np.exp(dice.normal(0, 0.01, (8, 4)))
    curve = curve_of(seconds, [1, 2, 4, 8])
    fit = fit_law(curve)
    assert fit.superlinear == [2]
    assert fit.alpha.value >= 0 and fit.beta.value >= 0
    assert any("Faster than linear at 2 workers" in sentence for sentence in law_sentences(curve))


@pytest.mark.parametrize(("workers", "blocks"), [([1], 5), ([1, 2], 5), ([1, 2, 4], 2)])
def test_too_few_counts_or_blocks_are_no_fit(workers: list[int], blocks: int) -> None:
    with pytest.raises(NoFit, match="where 3 are needed"):
        fit_law(curve_of(np.ones((blocks, len(workers))), workers))


def test_drift_between_blocks_changes_neither_alpha_nor_beta() -> None:
    dice = np.random.default_rng(6)
    seconds = Truth(0.1, 0.01).seconds() * np.exp(dice.normal(0, 0.02, (8, 4)))
    drifted = seconds * np.linspace(1, 3, 8)[:, None]
    calm, wild = fit_law(curve_of(seconds, [1, 2, 4, 8])), fit_law(curve_of(drifted, [1, 2, 4, 8]))
    assert (wild.alpha.value, wild.beta.value) == pytest.approx((calm.alpha.value, calm.beta.value), rel=1e-9)


def test_karp_flatt_is_flat_for_a_serial_part_and_grows_for_overhead() -> None:
    dice = np.random.default_rng(8)

    def noisy(truth: Truth) -> ScalingCurve:
        return curve_of(truth.seconds() * np.exp(dice.normal(0, 0.002, (8, 4))), [1, 2, 4, 8])

    serial, overhead = karp_flatt(noisy(Truth(0.1, 0.0))), karp_flatt(noisy(Truth(0.02, 0.02)))
    assert [one.workers for one in serial] == [2, 4, 8]
    assert [one.fraction.value for one in serial] == pytest.approx([0.1] * 3, abs=0.005)
    assert not is_overhead(serial)
    assert is_overhead(overhead)


def test_gustafson_finds_the_serial_share_of_weak_scaling() -> None:
    dice, share, n = np.random.default_rng(9), 0.2, np.array([1, 2, 4, 8])
    held = 0
    for _ in range(RUNS):
        serial = n * np.exp(dice.normal(0, 0.02, (8, 4)))
        speedup = n - share * (n - 1)
        parallel = n / speedup * np.exp(dice.normal(0, 0.02, (8, 4)))
        found = gustafson(curve_of(parallel, list(n), serial))
        held += found.low <= share <= found.high
    assert 0.93 <= held / RUNS <= 0.97


def test_curves_of_a_report_are_whole_blocks_of_one_subject() -> None:
    noise = MadeNoise(disturbed_share=0.0)
    report = make_report(workloads=("primes",), workers=(1, 2, 4), launches=2, blocks=4, cores=8, noise=noise)
    curves = {curve.backend: curve for curve in scaling_curves(report)}
    assert set(curves) == {"threads", "processes", "pool"}
    assert curves["pool"].workers == [1, 2, 4]
    assert len(curves["pool"].seconds) == len(curves["pool"].serial_seconds) == 8
    assert {curve.backend for curve, _ in laws_of_report(report)} == {"threads", "processes", "pool"}


def test_what_the_laws_say_is_in_sentences() -> None:
    dice = np.random.default_rng(10)
    sentences = law_sentences(Truth(0.1, 0.0).draw(dice), usable_cores=2)
    assert sentences[0].startswith("Amdahl's law is enough: serial share α")
    assert "No peak identified" in sentences[1]
    assert sentences[-1].startswith("Counts above the 2 usable cores")


def test_what_only_gets_slower_has_no_serial_share() -> None:
    seconds = np.array([[1.0, 2.1, 3.4]] * 8) * np.random.default_rng(3).normal(1, 0.01, (8, 3))
    sentences = law_sentences(curve_of(seconds, [1, 2, 4]))
    assert sentences[0] == "No serial share describes it: it only gets slower with more workers."
    assert sentences[-1].startswith("Karp–Flatt serial fraction: over 100% (slower than 1 worker) at 2, ")
    assert "1/α" not in " ".join(sentences)


def test_a_share_is_never_said_to_be_at_most_more_than_everything() -> None:
    seconds = np.array([[1.0, 0.6, 0.5]] * 4) * np.random.default_rng(3).lognormal(0, 0.7, (4, 3))
    sentences = " ".join(law_sentences(curve_of(seconds, [1, 2, 4])))
    assert "may be anything" in sentences
