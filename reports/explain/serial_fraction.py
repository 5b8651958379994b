"""The serial fraction that a measured speedup implies: Karp and Flatt's metric, and Gustafson's law.

Karp and Flatt, Measuring Parallel Processor Performance, 1990: e = (1/S - 1/n) / (1 - 1/n). Constant over n it is a
serial part, growing it is overhead. Gustafson, Reevaluating Amdahl's Law, 1988: where the work grows with the
workers, S = n - s (n - 1), s being the share of the parallel run's time that is serial.
"""

from __future__ import annotations

from dataclasses import dataclass

from corecurve.reports.explain.interval import Interval, mean_interval
from corecurve.reports.explain.laws import LEAST_BLOCKS, NoFit, check_enough
from corecurve.reports.explain.scaling_curve import ScalingCurve
from corecurve.reports.quantities import write_count


@dataclass(frozen=True)
class SerialFraction:
    """The Karp-Flatt serial fraction at one number of workers; below 0 where the speedup is superlinear."""

    workers: int
    fraction: Interval


def karp_flatt(curve: ScalingCurve) -> list[SerialFraction]:
    """The serial fraction at each number of workers above one. Raises NoFit from fewer than 3 blocks."""
    if len(curve.seconds) < LEAST_BLOCKS:
        raise NoFit(f"{write_count(len(curve.seconds), 'block')} where 3 are needed")
    speedups = curve.speedups
    return [
        SerialFraction(workers, mean_interval([_fraction(row[index], workers) for row in speedups]))
        for index, workers in enumerate(curve.workers)
        if workers > 1
    ]


def is_overhead(fractions: list[SerialFraction]) -> bool:
    """Whether the fraction surely grows with the workers: then overhead grows, and it is no fixed serial part."""
    return len(fractions) > 1 and fractions[-1].fraction.low > fractions[0].fraction.high


def gustafson(curve: ScalingCurve) -> Interval:
    """The serial share s of a weak-scaling curve, by least squares relative to n in each block.

    Raises NoFit where there are fewer than 3 worker counts or blocks.
    """
    check_enough(curve)
    return mean_interval([_gustafson_block(curve.workers, row) for row in curve.speedups]).clipped(0.0)


def _fraction(speedup: float, workers: int) -> float:
    return (1 / speedup - 1 / workers) / (1 - 1 / workers)


def _gustafson_block(workers: list[int], speedups: list[float]) -> float:
    missing = [(count - speedup) / count for count, speedup in zip(workers, speedups, strict=True)]
    slopes = [(count - 1) / count for count in workers]
    return sum(m * x for m, x in zip(missing, slopes, strict=True)) / sum(x * x for x in slopes)
