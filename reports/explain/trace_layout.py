"""Profile rounds laid out on one time axis: turn after turn, round after round, a lane for each worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corecurve.bench.report import CaseResult, ProfileRound, Samples

_GAP_SHARE = 0.1


@dataclass(frozen=True, kw_only=True)
class PlacedRound:
    """A profile round and when it begins on the axis; ``number`` counts a case's rounds from 1."""

    number: int
    begin_seconds: float
    profile_round: ProfileRound

    @property
    def end_seconds(self) -> float:
        """When it ends on the axis."""
        return self.begin_seconds + self.profile_round.wall_seconds


@dataclass(frozen=True, kw_only=True)
class PlacedTurn:
    """The profile rounds that one warm backend ran, one after the other, and what the sampler saw meanwhile.

    ``sample_begin_seconds`` is when the clock of the samples began.
    """

    launch: int
    block: int
    rounds: list[PlacedRound]
    samples: list[Samples]

    @property
    def begin_seconds(self) -> float:
        """When its first round begins on the axis."""
        return self.rounds[0].begin_seconds

    @property
    def end_seconds(self) -> float:
        """When its last round ends on the axis."""
        return self.rounds[-1].end_seconds


def lay_out(case: CaseResult) -> list[PlacedTurn]:
    """The turns of a case one after the other from 0, with a gap between them.

    Within a turn the rounds stand where they were; where a report does not tell, one right after the other.
    """
    turns: list[PlacedTurn] = []
    begin = 0.0
    for indices, rounds in _turns(case):
        placed = list(_place(indices[0], rounds, begin))
        samples = [one for one in _samples(case) if one.round_index and one.round_index[0] in indices]
        turns.append(PlacedTurn(launch=rounds[0].launch, block=rounds[0].block, rounds=placed, samples=samples))
        begin = placed[-1].end_seconds + _GAP_SHARE * (placed[-1].end_seconds - begin)
    return turns


def _place(first: int, rounds: list[ProfileRound], begin: float) -> Iterator[PlacedRound]:
    free_from = begin
    for offset, one in enumerate(rounds):
        known = begin + one.begin_seconds if one.begin_seconds is not None else free_from
        placed = PlacedRound(number=first + offset + 1, begin_seconds=max(known, free_from), profile_round=one)
        free_from = placed.end_seconds
        yield placed


def _turns(case: CaseResult) -> Iterator[tuple[list[int], list[ProfileRound]]]:
    """Runs of rounds of the same launch and block, with their indices; a clock that starts anew starts a new run."""
    indices: list[int] = []
    run: list[ProfileRound] = []
    for index, one in enumerate(case.profile.rounds if case.profile else []):
        if run and (one.place != run[-1].place or _starts_anew(one)):
            yield indices, run
            indices, run = [], []
        indices.append(index)
        run.append(one)
    if run:
        yield indices, run


def _starts_anew(profile_round: ProfileRound) -> bool:
    return profile_round.begin_seconds == 0


def _samples(case: CaseResult) -> list[Samples]:
    return case.profile.samples if case.profile else []
