"""The statistics of a series of seconds as pytest-benchmark 5 has them in its files.

They are written for other tools; ours come from :mod:`corecurve.bench.estimator.estimate`. Each has the definition that
pytest-benchmark gives it: https://pytest-benchmark.readthedocs.io, and its ``stats.py``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import mean, median


def benchmark_stats(seconds: Sequence[float], iterations: int) -> dict[str, object]:
    """The ``stats`` of one benchmark: from at least one round, in seconds per iteration."""
    ordered = sorted(seconds)
    count, total = len(ordered), math.fsum(ordered)
    average = mean(ordered)
    deviation = _deviation(ordered, average)
    q1, q3 = _quartiles(ordered)
    iqr = q3 - q1
    low, high = q1 - 1.5 * iqr, q3 + 1.5 * iqr
    within = [value for value in ordered if low <= value <= high]
    far = sum(not average - deviation <= value <= average + deviation for value in ordered)
    return {
        "min": ordered[0],
        "max": ordered[-1],
        "mean": average,
        "stddev": deviation,
        "rounds": count,
        "median": median(ordered),
        "iqr": iqr,
        "q1": q1,
        "q3": q3,
        "iqr_outliers": count - len(within),
        "stddev_outliers": far,
        "outliers": f"{far};{count - len(within)}",
        "ld15iqr": within[0],
        "hd15iqr": within[-1],
        "ops": count / total if total else 0.0,
        "total": total,
        "data": list(seconds),
        "iterations": iterations,
    }


def _deviation(seconds: Sequence[float], average: float) -> float:
    """The sample standard deviation; 0 of a single round."""
    if len(seconds) == 1:
        return 0.0
    return math.sqrt(math.fsum((value - average) ** 2 for value in seconds) / (len(seconds) - 1))


def _quartiles(ordered: Sequence[float]) -> tuple[float, float]:
    """The first and third quartile: medians of the halves, and for an odd number Mendenhall and Sincich's weights.

    https://en.wikipedia.org/wiki/Quartile#Computing_methods, methods 2 (even) and 3 (odd).
    """
    count = len(ordered)
    if count == 1:
        return ordered[0], ordered[0]
    if count % 2 == 0:
        return median(ordered[: count // 2]), median(ordered[count // 2 :])
    quarter, rest = divmod(count, 4)
    if rest == 1:
        low, high, weight = (quarter - 1, quarter), (3 * quarter, 3 * quarter + 1), 0.25
    else:
        low, high, weight = (quarter, quarter + 1), (3 * quarter + 1, 3 * quarter + 2), 0.75
    first = weight * ordered[low[0]] + (1 - weight) * ordered[low[1]]
    third = (1 - weight) * ordered[high[0]] + weight * ordered[high[1]]
    return first, third
