"""Compares estimators of speedup on real noise: ``python tests/selfbench/noise_study.py FOLDER``.

FOLDER holds recordings (``noise_recordings.py``), or reports of one unchanged case (``corecurve run``, a minute each).
Each is cut into windows of 10 s and 30 s of measuring. All windows hold the same code, so every difference
between windows of two recordings is a false alarm in waiting: the smallest loss that one stored window finds with 95%
power at 1% false alarms is the 99% quantile of those differences plus their 95% quantile.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from statistics import fmean, median, pstdev
from typing import Any

from noise_recordings import (
    Arm,
    Rounds,
    Window,
    blocked_arms,
    in_batches,
    in_turns,
    interleaved_arms,
    load_recordings,
    parallel_only,
    reported_arms,
)

from corecurve.bench.estimator.estimate import Sides, change, pooled_launch_variance, speedup
from corecurve.bench.estimator.stalls import stall_share
from corecurve.bench.report import Round

WINDOWS_SECONDS = (10, 30)
FALSE_ALARMS, POWER = 0.01, 0.95
ONE_LAUNCH = 0.02
"""Any ratio lets a window of one launch have an estimate; only its value is used."""

Estimator = Callable[[Rounds, Rounds], float]
Found = tuple[Arm, float]


def main(arguments: Sequence[str]) -> int:
    """Prints the tables."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python tests/selfbench/noise_study.py FOLDER", file=sys.stderr)
        return 2
    if reports := reported_arms(Path(arguments[0])):
        _print_losses([], reports)
        return 0
    recordings = load_recordings(Path(arguments[0]))
    turns = [arm for arm in interleaved_arms(recordings) if arm.injected == 0]
    slower = [arm for arm in interleaved_arms(recordings) if arm.injected > 0]
    _print_losses(blocked_arms(recordings), turns)
    _print_injected(turns, slower)
    _print_intervals(turns)
    _print_stalls(turns)
    return 0


def _print_losses(batches: list[Arm], turns: list[Arm]) -> None:
    print(f"{'':42}{'windows of 10 s':>26}{'windows of 30 s':>26}")
    print(f"{'estimator of speedup':42}" + f"{'loss':>10}{'spread':>8}{'bias':>8}" * 2)
    for name, arms, cut, estimator in _estimators(batches, turns):
        if not arms:
            continue
        cells = [_cells(_found(arms, cut, estimator, seconds)) for seconds in WINDOWS_SECONDS]
        print(f"{name:42}" + "".join(f"{loss:10.2%}{spread:8.2%}{bias:+8.2%}" for loss, spread, bias in cells))
    print("loss: smallest found; spread: standard deviation of windows; bias: beside a neighbour less quiet")


def _estimators(
    batches: list[Arm], turns: list[Arm]
) -> list[tuple[str, list[Arm], Callable[[Arm, float], Iterator[Window]], Estimator]]:
    return [
        ("mean parallel time, in batches", batches, parallel_only, lambda s, p: -math.log(fmean(_walls(p)))),
        ("median parallel time, in batches", batches, parallel_only, lambda s, p: -math.log(median(_walls(p)))),
        ("minimum parallel time, in batches", batches, parallel_only, lambda s, p: -math.log(min(_walls(p)))),
        ("minima of both sides, in batches", batches, in_batches, _minima),
        ("mean of paired log ratios", turns, in_turns, lambda s, p: fmean(_log_ratios(s, p))),
        ("median of paired log ratios", turns, in_turns, lambda s, p: median(_log_ratios(s, p))),
        ("minima of both sides", turns, in_turns, _minima),
        ("10% quantiles of both sides", turns, in_turns, _low_quantiles),
        ("median CPU per task x 10% of wall / CPU", turns, in_turns, _median_work_low_spread),
        ("ours, from wall time alone", turns, in_turns, _ours_from("wall_seconds")),
        ("ours, from wall time and CPU of the round", turns, in_turns, _ours_from("wall_seconds", "cpu_seconds")),
        ("ours", turns, in_turns, _ours),
    ]


def _minima(serial: Rounds, parallel: Rounds) -> float:
    return math.log(min(_walls(serial)) / min(_walls(parallel)))


def _low_quantiles(serial: Rounds, parallel: Rounds) -> float:
    return math.log(_quantile(_walls(serial), 0.1) / _quantile(_walls(parallel), 0.1))


def _median_work_low_spread(serial: Rounds, parallel: Rounds) -> float:
    """Median CPU seconds of each task over rounds, summed, times the 10% quantile of wall / CPU."""
    seconds = []
    for side in (serial, parallel):
        tasks = [one.task_cpu_seconds or [] for one in side]
        spreads = [wall / sum(task) for wall, task in zip(_walls(side), tasks, strict=True)]
        seconds.append(sum(median(task) for task in zip(*tasks, strict=True)) * _quantile(spreads, 0.1))
    return math.log(seconds[0] / seconds[1])


def _ours(serial: Rounds, parallel: Rounds) -> float:
    estimate = speedup(serial, parallel, launch_variance=ONE_LAUNCH)
    assert estimate is not None
    return math.log(estimate.value)


def _ours_from(*known: str) -> Estimator:
    """Our estimator, told less."""
    unknown: dict[str, Any] = {field: None for field in ("cpu_seconds", "task_cpu_seconds") if field not in known}
    return lambda serial, parallel: _ours(*([replace(one, **unknown) for one in side] for side in (serial, parallel)))


def _found(
    arms: list[Arm], cut: Callable[[Arm, float], Iterator[Window]], estimator: Estimator, seconds: float
) -> list[Found]:
    return [(arm, estimator(*window)) for arm in arms for window in cut(arm, seconds)]


def _cells(found: list[Found]) -> tuple[float, float, float]:
    differences = [one - other for (a, one), (b, other) in permutations(found, 2) if a.recording != b.recording]
    loss = _quantile(differences, 1 - FALSE_ALARMS) + _quantile(differences, POWER)
    quiet = [log for arm, log in found if arm.neighbour == "none"]
    noisy = [log for arm, log in found if arm.neighbour != "none"]
    bias = fmean(noisy) - fmean(quiet) if noisy else math.nan
    return 1 - math.exp(-loss), pstdev(log for _, log in found), bias


def _print_injected(turns: list[Arm], slower: list[Arm]) -> None:
    print("\nCPU work added to the tasks of a launch, and the loss found in windows of 10 s")
    usual = {arm.launch: arm for arm in turns}
    for injected in sorted({arm.injected for arm in slower}):
        changes = [
            _ours(*after) - _ours(*before)
            for arm in slower
            if arm.injected == injected
            for before, after in zip(in_turns(usual[arm.launch], 10), in_turns(arm, 10), strict=False)
        ]
        losses = [1 - math.exp(one) for one in changes]
        truth = 1 - 1 / (1 + injected)
        print(f"loss of {truth:6.2%}: found {fmean(losses):6.2%}, standard deviation {pstdev(losses):.2%}")


def _print_intervals(turns: list[Arm]) -> None:
    """How often the 95% interval of the change between two recordings of the same code leaves 'no change' out."""
    cases = _two_launch_cases(turns)
    variance = pooled_launch_variance(cases)
    print(f"\nvariance between launches: {variance:.3f} of that between rounds, {variance.freedom} degrees of freedom")
    for blocks in (5, 15, 40):
        short = [
            (_first_of_each_launch(serial, blocks), _first_of_each_launch(parallel, blocks))
            for serial, parallel in cases
        ]
        changes = [change(*both, launch_variances=(variance, variance)) for both in permutations(short, 2)]
        known = [one for one in changes if one is not None]
        missed = sum(not one.low <= 1 <= one.high for one in known) / len(known)
        width = median([one.half_width for one in known])
        print(
            f"2 launches of {blocks:2} blocks: {missed:5.1%} of the changes' intervals miss it, half-width {width:.1%}"
        )


def _two_launch_cases(turns: list[Arm]) -> list[Sides]:
    by_recording: dict[str, list[Arm]] = {}
    for arm in turns:
        by_recording.setdefault(arm.recording, []).append(arm)
    return [([*a.serial, *b.serial], [*a.parallel, *b.parallel]) for a, b in by_recording.values()]


def _first_of_each_launch(rounds: Sequence[Round], blocks: int) -> Rounds:
    launches = dict.fromkeys(one.launch for one in rounds)
    return [one for launch in launches for one in [one for one in rounds if one.launch == launch][:blocks]]


def _print_stalls(turns: list[Arm]) -> None:
    print("\nrounds of a pool that never stalls, taken for stalls")
    for neighbour in ("none", "bursty"):
        shares = [stall_share(arm.parallel) for arm in turns if arm.neighbour == neighbour]
        counts = [(one.stalled, one.rounds) for one in shares if one is not None]
        stalled, rounds = (sum(column) for column in zip(*counts, strict=True))
        print(f"neighbour {neighbour}: {stalled} of {rounds}")


def _walls(rounds: Rounds) -> list[float]:
    return [one.wall_seconds for one in rounds]


def _log_ratios(serial: Rounds, parallel: Rounds) -> list[float]:
    slow = {one.place: one.wall_seconds for one in serial}
    return [math.log(slow[one.place] / one.wall_seconds) for one in parallel]


def _quantile(values: Sequence[float], share: float) -> float:
    """The quantile by linear interpolation between order statistics."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
