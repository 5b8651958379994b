"""Holm's correction: many cases tested at once, one promise about all of them."""

from __future__ import annotations

from collections.abc import Sequence


def holm_levels(p_values: Sequence[float], level: float) -> list[float]:
    """The level at which each hypothesis is tested, in the order given.

    Holm (1979, Scandinavian Journal of Statistics 6:65) tests the smallest of m p-values at
    ``level / m``, the next at ``level / (m - 1)``, and so on up to the first that does not pass; those
    after it are tested at that one's level, and so do not pass either. However the tests depend on each
    other, any of the true hypotheses is rejected with a probability of at most ``level``.
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    levels = [0.0] * len(p_values)
    current = level / max(1, len(p_values))
    has_failed = False
    for rank, index in enumerate(order):
        if not has_failed:
            current = level / (len(p_values) - rank)
        has_failed = has_failed or p_values[index] > current
        levels[index] = current
    return levels
