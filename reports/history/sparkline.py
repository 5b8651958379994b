"""A series as a line of blocks, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

_BLOCKS = "▁▂▃▄▅▆▇█"
_LEAST_SPAN = 0.1
"""A tenth of the largest value fills the height at least: noise shall not look like mountains."""


def sparkline(values: Sequence[float], width: int) -> str:
    """At most ``width`` blocks, each the mean of its share of the values; the lowest block is the lowest value."""
    if not values:
        return ""
    means = _means(values, width)
    top = max(means)
    bottom = min(*means, top * (1 - _LEAST_SPAN))
    steps = len(_BLOCKS) - 1
    return "".join(
        _BLOCKS[round(steps * (one - bottom) / (top - bottom))] if top > bottom else _BLOCKS[-1] for one in means
    )


def _means(values: Sequence[float], width: int) -> list[float]:
    count = min(width, len(values))
    edges = [number * len(values) // count for number in range(count + 1)]
    return [fmean(values[begin:end]) for begin, end in pairwise(edges)]
