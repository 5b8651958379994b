"""What the workers did in one profile round, in sums."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from corecurve.bench.report import CaseResult, ProfileRound, by_place


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
class Turn:
    """The profile rounds of a case and its serial loop that count, of one turn: same launch, same block.

    ``parallel_rounds`` and ``serial_rounds`` are how many there were.
    """

    launch: int
    block: int
    parallel: list[Activity]
    serial: list[Activity]
    parallel_rounds: int
    serial_rounds: int


def profile_turns(case: CaseResult, serial: CaseResult, *, has_finish: bool = False) -> list[Turn]:
    """The turns in which both a case and its serial loop were profiled, in order of time.

    Of each side's rounds the quicker half counts, two at least: a neighbour makes rounds slower, never quicker, and is
    no part of the answer. Rounds whose tasks are too short for the clock are left out.
    """
    parallel_at, serial_at = (by_place(one.profile.rounds if one.profile else ()) for one in (case, serial))
    turns = []
    for place in sorted(parallel_at.keys() & serial_at.keys()):
        alone = [summarise(one, 1, _finish_seconds(one) if has_finish else 0.0) for one in serial_at[place]]
        finish_seconds = median(one.finish_seconds for one in alone)
        together = [summarise(one, case.workers, finish_seconds) for one in parallel_at[place]]
        turn = Turn(
            launch=place[0],
            block=place[1],
            parallel=_quicker_half(_measurable(together)),
            serial=_quicker_half(_measurable(alone)),
            parallel_rounds=len(together),
            serial_rounds=len(alone),
        )
        if turn.parallel and turn.serial:
            turns.append(turn)
    return turns


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


def _measurable(activities: list[Activity]) -> list[Activity]:
    return [one for one in activities if one.total_busy_seconds > 0]


def _quicker_half(activities: list[Activity]) -> list[Activity]:
    kept = max(2, -(-len(activities) // 2))
    return sorted(activities, key=lambda one: one.wall_seconds)[:kept]


def _runqueue_seconds(profile_round: ProfileRound, busy: list[float], cpu: list[float]) -> float | None:
    """How long the workers waited for a core within their tasks; threads are known by their process alone."""
    off_cpu = [max(0.0, b - c) for b, c in zip(busy, cpu, strict=True)]
    known = [worker.runqueue_seconds for worker in profile_round.workers]
    if known and all(seconds is not None for seconds in known):
        return sum(min(seconds or 0.0, most) for seconds, most in zip(known, off_cpu, strict=False))
    if profile_round.runqueue_seconds is None or any(seconds is not None for seconds in known):
        return None
    return min(profile_round.runqueue_seconds, sum(off_cpu))


def _finish_seconds(serial: ProfileRound) -> float:
    """How long ``finish`` takes; where it was not timed: in a serial round nothing else comes after the last task."""
    if serial.finish_seconds is not None:
        return serial.finish_seconds
    return max(0.0, serial.wall_seconds - max(serial.tasks.end_seconds, default=serial.wall_seconds))
