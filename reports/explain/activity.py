"""What the workers did in one profile round, in sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corecurve.bench.report import CaseResult, ProfileRound


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One profile round in sums; everything is seconds.

    ``workers`` is P. ``wall_seconds`` is T. ``busy_seconds`` is U, one entry a worker: one that got no task is
    there with 0. ``cpu_seconds`` is the CPU time of all tasks, ``runqueue_seconds`` how
    long the workers were ready to run but had no core (None: not known), never more than they were off the CPU
    within their tasks. ``finish_seconds`` is the workload's own serial part in the parent.
    """

    workers: int
    wall_seconds: float
    busy_seconds: tuple[float, ...]
    cpu_seconds: float
    runqueue_seconds: float | None
    finish_seconds: float

    @property
    def total_busy_seconds(self) -> float:
        """Useful wall time, summed over the workers."""
        return sum(self.busy_seconds)

    @property
    def longest_busy_seconds(self) -> float:
        """Useful wall time of the worker that had most of it."""
        return max(self.busy_seconds)


@dataclass(frozen=True, kw_only=True)
class ActivityPair:
    """A case's profile round and its serial loop's, of the same launch and block."""

    block: int
    launch: int
    parallel: Activity
    serial: Activity

    @property
    def workers(self) -> int:
        """How many workers the case has: P."""
        return self.parallel.workers

    @property
    def speedup(self) -> float:
        """What this profile round gained over its serial round."""
        return self.serial.wall_seconds / self.parallel.wall_seconds


def pair_profiles(case: CaseResult, serial: CaseResult, *, has_finish: bool = False) -> list[ActivityPair]:
    """The profile rounds of a case, each with the serial one of its launch and block, in order of time.

    Where a launch and block have several, the nth goes with the nth. Rounds without a partner, or whose
    tasks are too short for the clock, are left out.
    """
    partners: dict[tuple[int, int], list[ProfileRound]] = {}
    for profile_round in serial.profile.rounds if serial.profile else []:
        partners.setdefault((profile_round.launch, profile_round.block), []).append(profile_round)
    pairs = _pair(case, partners, has_finish)
    return sorted(pairs, key=lambda pair: (pair.launch, pair.block))


def _pair(
    case: CaseResult, partners: dict[tuple[int, int], list[ProfileRound]], has_finish: bool
) -> Iterator[ActivityPair]:
    for profile_round in case.profile.rounds if case.profile else []:
        waiting = partners.get((profile_round.launch, profile_round.block))
        if not waiting:
            continue
        partner = waiting.pop(0)
        finish_seconds = _finish_seconds(partner) if has_finish else 0.0
        pair = ActivityPair(
            block=profile_round.block,
            launch=profile_round.launch,
            parallel=summarise(profile_round, case.workers, finish_seconds),
            serial=summarise(partner, 1, finish_seconds),
        )
        if pair.parallel.total_busy_seconds > 0 and pair.serial.total_busy_seconds > 0:
            yield pair


def summarise(profile_round: ProfileRound, workers: int, finish_seconds: float = 0.0) -> Activity:
    """Sums one profile round of a case with ``workers`` workers.

    ``finish_seconds`` is what the workload's ``finish`` takes where the round did not time it itself; no more of
    it is believed than there is time after the last task.
    """
    lanes = max(workers, len(profile_round.workers))
    busy, cpu = [0.0] * lanes, [0.0] * lanes
    tasks = profile_round.tasks
    for worker, start, end, cpu_seconds in zip(
        tasks.worker, tasks.start_seconds, tasks.end_seconds, tasks.cpu_seconds, strict=True
    ):
        busy[worker] += end - start
        cpu[worker] += cpu_seconds
    tail = profile_round.wall_seconds - max(tasks.end_seconds, default=0.0)
    own_finish_seconds = profile_round.finish_seconds if profile_round.finish_seconds is not None else finish_seconds
    return Activity(
        workers=workers,
        wall_seconds=profile_round.wall_seconds,
        busy_seconds=tuple(busy),
        cpu_seconds=sum(cpu),
        runqueue_seconds=_runqueue_seconds(profile_round, busy, cpu),
        finish_seconds=max(0.0, min(own_finish_seconds, tail)),
    )


def _runqueue_seconds(profile_round: ProfileRound, busy: list[float], cpu: list[float]) -> float | None:
    total = 0.0
    for index, worker in enumerate(profile_round.workers):
        if worker.runqueue_seconds is None:
            return None
        total += min(worker.runqueue_seconds, max(0.0, busy[index] - cpu[index]))
    return total


def _finish_seconds(serial: ProfileRound) -> float:
    """How long ``finish`` takes; where it was not timed: in a serial round nothing else comes after the last task."""
    if serial.finish_seconds is not None:
        return serial.finish_seconds
    return max(0.0, serial.wall_seconds - max(serial.tasks.end_seconds, default=serial.wall_seconds))
