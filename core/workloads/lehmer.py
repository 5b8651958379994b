"""Lehmer's generator: pure-Python work of any length whose result is known without doing it.

One step multiplies by 16807 modulo 2³¹ − 1 (Park and Miller, "Random number generators: good ones
are hard to find", 1988). A task takes the steps one by one; the check jumps there with one modular power.
"""

from __future__ import annotations

from collections.abc import Sequence

MULTIPLIER = 16807
MODULUS = 2**31 - 1
STEPS_PER_SIZE = 10_000
"""All tasks together take this many steps at size 1: about a millisecond."""

Walk = tuple[int, int]
"""A seed from 1 to MODULUS − 1, and the number of steps to take from it."""


def take_steps(walk: Walk) -> int:
    """Where the walk ends, found step by step: as many multiplications as it has steps."""
    state, steps = walk
    for _ in range(steps):
        state = state * MULTIPLIER % MODULUS
    return state


def jump_to_end(walk: Walk) -> int:
    """Where the walk ends, found at once."""
    seed, steps = walk
    return seed * pow(MULTIPLIER, steps, MODULUS) % MODULUS


def share_steps(seeds: Sequence[int], size: int) -> list[Walk]:
    """One walk for each seed, all equally long: together STEPS_PER_SIZE steps a size."""
    steps = STEPS_PER_SIZE * size // len(seeds)
    return [(seed, steps) for seed in seeds]


def ends_are_right(walks: list[Walk], ends: list[int]) -> bool:
    """Whether every walk ended where the jump ends."""
    return ends == [jump_to_end(walk) for walk in walks]
