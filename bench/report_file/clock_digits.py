"""How many digits of a measured time mean anything."""

from __future__ import annotations

NANOSECOND_DIGITS = 9


def clock_digits(iterations: int = 1) -> int:
    """Decimals of seconds per iteration that the clock's nanosecond still tells apart.

    One nanosecond of a stretch of many iterations is less than a nanosecond of each.
    """
    return NANOSECOND_DIGITS + (len(str(iterations)) if iterations > 1 else 0)
