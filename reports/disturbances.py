"""What other processes and the hypervisor took from the rounds, where it is worth a word."""

from __future__ import annotations

from collections.abc import Iterable

from corecurve.bench.report import Round
from corecurve.reports.quantities import write_share

WORTH_A_WORD = 0.05
"""The share of a core, over all rounds, below which nothing is said."""

_TAKERS = {"foreign_cpu_seconds": "other processes", "steal_seconds": "the hypervisor"}


def disturbances(rounds: Iterable[Round]) -> list[str]:
    """Who took how much of a core while these rounds ran: ``other processes took 31% of a core during the rounds``."""
    every = list(rounds)
    wall = sum(one.wall_seconds * one.iterations for one in every)
    found = []
    for field, taker in _TAKERS.items():
        taken = sum((getattr(one, field) or 0.0) * one.iterations for one in every)
        if wall > 0 and taken / wall > WORTH_A_WORD:
            found.append(f"{taker} took {write_share(taken / wall)} of a core during the rounds")
    return found


def disturbance_sentences(rounds: Iterable[Round], whose: str = "") -> list[str]:
    """The same as sentences; ``whose`` the rounds are ends each: ``of the baseline``."""
    texts = (f"{one} {whose}".rstrip() for one in disturbances(rounds))
    return [f"{text[0].upper()}{text[1:]}." for text in texts]
