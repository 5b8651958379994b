"""What a backend adds to its tasks, read off the traces of profile rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corecurve.bench.report import CaseResult, Dispatch, ProfileRound, Transfer
from corecurve.core.chunks import chunk_lengths
from corecurve.reports.explain.dealing import dealing_of

_UNDISTURBED = 0.25
_LARGE_BYTES = 65_536  # what a pipe holds: larger messages keep both its ends waiting


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Seconds beside the tasks themselves. A message takes a chunk of tasks to a worker and its results back.

    The parent spends ``parent_message_seconds`` on each message, half of it on the way out, and
    ``hand_out_task_seconds`` and ``collect_task_seconds`` on each task in it; a worker spends
    ``worker_message_seconds`` on each message and ``worker_task_seconds`` on each task. ``lead_seconds`` is what a
    round takes whatever its tasks, ``finish_seconds`` what the workload's ``finish`` takes.
    """

    lead_seconds: float = 0.0
    parent_message_seconds: float = 0.0
    hand_out_task_seconds: float = 0.0
    collect_task_seconds: float = 0.0
    worker_message_seconds: float = 0.0
    worker_task_seconds: float = 0.0
    finish_seconds: float = 0.0


def measure_costs(case: CaseResult) -> Costs | None:
    """The costs of a case, medians over its profile rounds; None where it has none, or no tasks.

    What a message costs by itself is known from rounds of no work, what pickling takes for each task from the
    transfer's own repetition. What is left of the parent's CPU time and of the gaps between a worker's chunks is, where
    messages are large, for moving their bytes, and so for each task; elsewhere it is the trace's own cost.
    """
    rounds = case.profile.rounds if case.profile else []
    if case.profile is None or not rounds or not rounds[0].tasks.worker:
        return None
    lengths = chunk_lengths(case.backend, len(rounds[0].tasks.worker), case.workers, case.chunksize)
    pickling = _task_pickling(case.profile.transfer)
    in_turn, per_worker = _message_seconds(case.profile.dispatch, case.workers)
    mean_length = sum(lengths) / len(lengths)
    parent = median(_parent_seconds(case, one) for one in rounds) / len(lengths) - pickling.in_parent * mean_length
    gap = median(_between_chunks(one, lengths) for one in rounds) - pickling.in_worker * mean_length
    parent_message = max(0.0, min(parent, in_turn))
    worker_message = max(0.0, min(gap, per_worker))
    moves = _is_large(case.profile.transfer)
    parent_moving = max(0.0, parent - parent_message) / mean_length if moves else 0.0
    worker_moving = max(0.0, gap - worker_message) / mean_length if moves else 0.0
    return Costs(
        lead_seconds=max(0.0, _round_seconds(case.profile.dispatch) - parent_message - worker_message),
        parent_message_seconds=parent_message,
        hand_out_task_seconds=pickling.pickle_argument + parent_moving / 2,
        collect_task_seconds=pickling.unpickle_result + parent_moving / 2,
        worker_message_seconds=worker_message,
        worker_task_seconds=pickling.in_worker + worker_moving,
        finish_seconds=median(one.finish_seconds or 0.0 for one in rounds),
    )


def _message_seconds(dispatch: Dispatch | None, workers: int) -> tuple[float, float]:
    """The most that a message can cost the parent, and a worker, to make the rounds of no work as long as they are.

    The parent has all messages, a worker its share of them.
    """
    if dispatch is None or len(dispatch.messages) < 2:
        return 0.0, 0.0
    seconds = max(0.0, dispatch.wall_seconds[-1] - dispatch.wall_seconds[0])
    turns = -(-dispatch.messages[-1] // workers) - 1
    messages = dispatch.messages[-1] - dispatch.messages[0]
    return seconds / max(1, messages), seconds / max(1, turns)


def _round_seconds(dispatch: Dispatch | None) -> float:
    """What a round of one message of no work takes."""
    return dispatch.wall_seconds[0] if dispatch is not None and dispatch.wall_seconds else 0.0


def _is_large(transfer: Transfer | None) -> bool:
    if transfer is None or transfer.messages == 0:
        return False
    return (transfer.argument_bytes + transfer.result_bytes) / transfer.messages > _LARGE_BYTES


@dataclass(frozen=True)
class _Pickling:
    """Seconds for each task."""

    pickle_argument: float = 0.0
    unpickle_argument: float = 0.0
    pickle_result: float = 0.0
    unpickle_result: float = 0.0

    @property
    def in_parent(self) -> float:
        return self.pickle_argument + self.unpickle_result

    @property
    def in_worker(self) -> float:
        return self.unpickle_argument + self.pickle_result


def _task_pickling(transfer: Transfer | None) -> _Pickling:
    """What a task adds to its messages."""
    if transfer is None:
        return _Pickling()
    tasks = transfer.bulk_tasks
    return _Pickling(
        pickle_argument=transfer.bulk_argument_pickle_seconds / tasks,
        unpickle_argument=transfer.bulk_argument_unpickle_seconds / tasks,
        pickle_result=transfer.bulk_result_pickle_seconds / tasks,
        unpickle_result=transfer.bulk_result_unpickle_seconds / tasks,
    )


def _parent_seconds(case: CaseResult, profile_round: ProfileRound) -> float:
    """The parent's CPU seconds for handing out and collecting; where workers are its threads, less their tasks'."""
    seconds = (profile_round.parent_cpu_seconds or 0.0) - (profile_round.finish_seconds or 0.0)
    if not dealing_of(case.backend).uses_processes:
        seconds -= sum(profile_round.tasks.cpu_seconds)
    return max(0.0, seconds)


def _between_chunks(profile_round: ProfileRound, lengths: Sequence[int]) -> float:
    """The gap between two chunks on one worker that a quarter of them undercut: one that nobody disturbed."""
    gaps = sorted(_chunk_gaps(profile_round, lengths))
    return gaps[int(_UNDISTURBED * (len(gaps) - 1))] if gaps else 0.0


def _chunk_gaps(profile_round: ProfileRound, lengths: Sequence[int]) -> Iterator[float]:
    tasks = profile_round.tasks
    chunks: dict[int, list[tuple[float, float]]] = {}
    begin = 0
    for length in lengths:
        last = begin + length - 1
        chunks.setdefault(tasks.worker[begin], []).append((tasks.start_seconds[begin], tasks.end_seconds[last]))
        begin += length
    for own in chunks.values():
        own.sort()
        for (_, end), (start, _) in pairwise(own):
            yield max(0.0, start - end)
