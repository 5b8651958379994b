"""Reports of a pool whose truth is known, traced task by task: an account of its rounds that owes replay nothing."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from made_traces import Span, made_case, made_report_of, made_round

from corecurve.bench.report import CaseResult, Dispatch, Profile, ProfileRound, Report, Round
from corecurve.core.chunks import chunk_lengths


@dataclass(frozen=True)
class MadePool:
    """A pool whose workers spend ``message`` seconds on each chunk; its parent costs nothing but ``lead`` seconds."""

    durations: Sequence[float]
    message: float = 0.004
    lead: float = 0.003

    def trace(self, lengths: Sequence[int], workers: int) -> tuple[list[Span], float]:
        free = [(self.lead, worker) for worker in range(workers)]
        heapq.heapify(free)
        spans: list[Span] = []
        begin = 0
        for length in lengths:
            now, worker = heapq.heappop(free)
            now += self.message
            for seconds in self.durations[begin : begin + length]:
                spans.append((worker, now, now + seconds, seconds))
                now += seconds
            begin += length
            heapq.heappush(free, (now, worker))
        return spans, max(now for now, _ in free)

    def case(self, workers: int, chunksize: int | None) -> CaseResult:
        lengths = chunk_lengths("pool", len(self.durations), workers, chunksize)
        spans, wall = self.trace(lengths, workers)
        rounds = [made_round(spans, wall=wall, workers=workers, block=n, launch=n % 2) for n in range(4)]
        dispatch = Dispatch(
            messages=[1, 4 * workers], wall_seconds=[self.lead + self.message, self.lead + 4 * self.message]
        )
        name = f"made[pool-{workers}]" if chunksize is None else f"made[pool-{workers}-chunk{chunksize}]"
        return made_case(
            [],
            workers=workers,
            chunksize=chunksize,
            id=name,
            rounds=[self.timed(one) for one in rounds],
            profile=Profile(rounds=rounds, dispatch=dispatch),
        )

    def serial(self) -> CaseResult:
        spans: list[Span] = []
        now = 0.0
        for seconds in self.durations:
            spans.append((0, now, now + seconds, seconds))
            now += seconds
        rounds = [made_round(spans, block=n, launch=n % 2) for n in range(4)]
        return made_case(rounds, backend="serial", workers=1, rounds=[self.timed(one) for one in rounds])

    @staticmethod
    def timed(one: ProfileRound) -> Round:
        walls = [end - start for start, end in zip(one.tasks.start_seconds, one.tasks.end_seconds, strict=True)]
        return Round(
            block=one.block,
            launch=one.launch,
            wall_seconds=one.wall_seconds,
            cpu_seconds=one.cpu_seconds,
            task_wall_seconds=walls,
            task_cpu_seconds=list(one.tasks.cpu_seconds),
        )

    def report(self, *settings: tuple[int, int | None], cores: float = 16.0) -> Report:
        return made_report_of([self.serial(), *(self.case(*setting) for setting in settings)], cores=cores)
