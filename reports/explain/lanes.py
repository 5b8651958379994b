"""What each worker did during a profile round: worked, waited before, between and after its tasks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from corecurve.bench.report import ProfileRound


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One worker's round; seconds. ``wait + busy + gaps + tail`` is the round's wall time.

    A worker without a task waits from the round's start to its end. Its start-up before and its exit after the rounds
    are known in the first round of a turn (None: not known).
    """

    worker: int
    tasks: int
    wait_seconds: float
    busy_seconds: float
    gap_seconds: float
    tail_seconds: float
    startup_seconds: float | None = None
    exit_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class ParentLane:
    """The parent's round around the workers' tasks; seconds.

    ``hand_out`` ends with the first task's start, ``collect`` begins with the last task's end.
    """

    hand_out_seconds: float
    collect_seconds: float
    finish_seconds: float


def lanes(profile_round: ProfileRound, workers: int) -> list[Lane]:
    """A lane for each worker, also for those that got no task."""
    spans: list[list[tuple[float, float]]] = [[] for _ in range(max(workers, len(profile_round.workers)))]
    tasks = profile_round.tasks
    for worker, start, end in zip(tasks.worker, tasks.start_seconds, tasks.end_seconds, strict=True):
        spans[worker].append((start, end))
    found = [_lane(worker, sorted(own), profile_round.wall_seconds) for worker, own in enumerate(spans)]
    for index, described in enumerate(profile_round.workers):
        startup_seconds, exit_seconds = described.startup_seconds, described.exit_seconds
        found[index] = replace(found[index], startup_seconds=startup_seconds, exit_seconds=exit_seconds)
    return found


def parent_lane(profile_round: ProfileRound, finish_seconds: float = 0.0) -> ParentLane:
    """What the parent did before the first task and after the last."""
    tasks, wall = profile_round.tasks, profile_round.wall_seconds
    last_end = max(tasks.end_seconds, default=wall)
    finish = max(0.0, min(finish_seconds, wall - last_end))
    return ParentLane(
        hand_out_seconds=min(tasks.start_seconds, default=wall),
        collect_seconds=max(0.0, wall - last_end - finish),
        finish_seconds=finish,
    )


def _lane(worker: int, spans: list[tuple[float, float]], wall_seconds: float) -> Lane:
    if not spans:
        return Lane(
            worker=worker, tasks=0, wait_seconds=wall_seconds, busy_seconds=0.0, gap_seconds=0.0, tail_seconds=0.0
        )
    busy = sum(end - start for start, end in spans)
    first, last = spans[0][0], max(end for _, end in spans)
    return Lane(
        worker=worker,
        tasks=len(spans),
        wait_seconds=first,
        busy_seconds=busy,
        gap_seconds=last - first - busy,
        tail_seconds=wall_seconds - last,
    )
