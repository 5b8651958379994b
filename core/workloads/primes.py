"""Counting primes: pure-Python computing in tasks of equal cost."""

from __future__ import annotations

from math import isqrt

from corecurve.core.workload import Workload

TASKS = 24
FIRST = 100_000
"""Where counting begins: even, and above every divisor that is ever tried below 10 thousand million."""
WIDTH = 2_000
"""How many numbers a task looks through at size 1."""

Segment = tuple[int, int, int]
"""From (even), up to but without (even), and the largest divisor to try."""


def segments(size: int) -> list[Segment]:
    """Neighbouring segments of equal width. All try the same divisors, so all cost the same."""
    width = WIDTH * size
    last_divisor = isqrt(FIRST + TASKS * width)
    return [(low, low + width, last_divisor) for low in range(FIRST, FIRST + TASKS * width, width)]


def count_primes(segment: Segment) -> int:
    """How many primes the segment holds: a sieve of Eratosthenes over its odd numbers, strike by strike."""
    low, high, last_divisor = segment
    is_prime = bytearray(b"\1") * ((high - low) // 2)
    for divisor in range(3, last_divisor + 1, 2):
        for index in range(first_multiple(divisor, low), len(is_prime), divisor):
            is_prime[index] = 0
    return sum(is_prime)


def first_multiple(divisor: int, low: int) -> int:
    """Where the first odd multiple of the (odd) divisor stands, when 0 stands for ``low + 1``."""
    return (divisor - low) % (2 * divisor) // 2


def counts_are_right(inputs: list[Segment], counts: list[int]) -> bool:
    """Compares with a sieve of everything from 0 on, made by slices: another way, and a quick one."""
    end = inputs[-1][1]
    is_prime = bytearray(b"\1") * end
    is_prime[:2] = b"\0\0"
    for number in range(2, isqrt(end) + 1):
        if is_prime[number]:
            is_prime[number * number :: number] = bytes(len(range(number * number, end, number)))
    return counts == [is_prime.count(1, low, high) for low, high, _ in inputs]


primes = Workload(
    "primes",
    count_primes,
    segments,
    check=counts_are_right,
    description="24 equal tasks count primes, each in a segment of its own",
)
