"""The peak memory of a process tree, from what the sampler saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corecurve.bench.report import Profile, Samples
from corecurve.bench.tree_sums import peak_bytes, tree_memory

KINDS = ("pss", "uss", "rss")
"""Best first: PSS shares out what processes share, USS leaves it out, RSS counts it once per process."""


@dataclass(frozen=True, kw_only=True)
class PeakMemory:
    """The peak over time of the sum over the process tree, in bytes; None where the system does not tell.

    ``kind`` is the best that is known (``pss``, else ``uss``, else ``rss``) and ``bytes`` its
    peak. A peak between two samples is not seen: ``typical_gap_seconds`` is the median time between neighbouring
    samples of one round and ``largest_gap_seconds`` the longest, both None where no round holds two samples.
    ``interval_seconds`` is what the sampler aimed at when it ended: it adapts, so gaps may be shorter, too.
    """

    kind: str
    bytes: int
    pss_bytes: int | None
    uss_bytes: int | None
    rss_bytes: int | None
    samples: int
    interval_seconds: float
    typical_gap_seconds: float | None
    largest_gap_seconds: float | None


def peak_memory(profile: Profile | None) -> PeakMemory | None:
    """The peak of a case's profile rounds, or None where nothing was sampled."""
    turns = profile.samples if profile is not None else []
    peaks = {kind: peak_bytes(turns, kind) for kind in KINDS}
    for kind in KINDS:
        highest = peaks[kind]
        if highest is not None:
            gaps = [gap for turn in turns for gap in _gaps(turn, kind)]
            return PeakMemory(
                kind=kind,
                bytes=highest,
                pss_bytes=peaks["pss"],
                uss_bytes=peaks["uss"],
                rss_bytes=peaks["rss"],
                samples=sum(len(turn.time_seconds) for turn in turns),
                interval_seconds=max(turn.interval_seconds for turn in turns),
                typical_gap_seconds=median(gaps) if gaps else None,
                largest_gap_seconds=max(gaps, default=None),
            )
    return None


def _gaps(turn: Samples, kind: str) -> Iterator[float]:
    """Seconds between neighbouring samples of one round for which the kind is known."""
    known = [
        (round_index, time)
        for round_index, time, total in zip(turn.round_index, turn.time_seconds, tree_memory(turn, kind), strict=True)
        if total is not None
    ]
    for (round_before, before), (round_after, after) in pairwise(known):
        if round_before == round_after:
            yield after - before
