"""A round of a pool, replayed: a parent that hands chunks out, workers that take them, cores that are shared."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from corecurve.reports.explain.replay.costs import Costs

Pace = Callable[[int], float]
"""How many times longer work takes when so many workers are at it than when one is alone; at least 1."""


@dataclass
class _State:
    """The round at one moment. ``done`` is the work clock: it runs at 1/pace, and all busy workers share it."""

    now: float = 0.0
    done: float = 0.0
    ready: deque[int] = field(default_factory=deque)
    to_collect: deque[int] = field(default_factory=deque)
    working: list[tuple[float, int]] = field(default_factory=list)
    parent_busy_until: float | None = None
    parent_job: tuple[str, int] | None = None


def replay(durations: Sequence[float], lengths: Sequence[int], workers: int, costs: Costs, pace: Pace) -> float:
    """The wall seconds of a round.

    ``durations`` are the tasks' seconds on a worker alone, in the order in which they are handed out; ``lengths`` say
    how many of them travel together. Chunks wait in one queue from which free workers take them, as in
    ``multiprocessing.Pool`` and the executors; with as many chunks as workers that is a static split. The parent does
    one thing at a time, collecting first.
    """
    work = _chunk_work(durations, lengths, costs)
    state = _State(now=costs.lead_seconds)
    handed_out, collected = 0, 0
    while collected < len(lengths):
        if state.parent_job is None:
            if state.to_collect:
                index = state.to_collect.popleft()
                seconds = costs.parent_message_seconds / 2 + costs.collect_task_seconds * lengths[index]
                _give_parent(state, ("collect", index), seconds)
            elif handed_out < len(lengths):
                seconds = costs.parent_message_seconds / 2 + costs.hand_out_task_seconds * lengths[handed_out]
                _give_parent(state, ("hand out", handed_out), seconds)
                handed_out += 1
        collected += _advance(state, work, workers, pace)
    return state.now + costs.finish_seconds


def _chunk_work(durations: Sequence[float], lengths: Sequence[int], costs: Costs) -> list[float]:
    work, begin = [], 0
    for length in lengths:
        own = sum(durations[begin : begin + length])
        work.append(own + costs.worker_message_seconds + costs.worker_task_seconds * length)
        begin += length
    return work


def _give_parent(state: _State, job: tuple[str, int], seconds: float) -> None:
    state.parent_job = job
    state.parent_busy_until = state.now + seconds


def _advance(state: _State, work: Sequence[float], workers: int, pace: Pace) -> int:
    """Goes on to the next thing that ends; returns how many chunks have been collected by it (0 or 1)."""
    slowdown = pace(len(state.working)) if state.working else 1.0
    chunk_ends = state.now + (state.working[0][0] - state.done) * slowdown if state.working else None
    parent_ends = state.parent_busy_until
    if chunk_ends is not None and (parent_ends is None or chunk_ends < parent_ends):
        state.now = chunk_ends
        state.done, index = heapq.heappop(state.working)
        state.to_collect.append(index)
        _start_chunks(state, work, workers)
        return 0
    assert parent_ends is not None and state.parent_job is not None
    state.done += (parent_ends - state.now) / slowdown
    state.now = parent_ends
    kind, index = state.parent_job
    state.parent_job = state.parent_busy_until = None
    if kind == "collect":
        return 1
    state.ready.append(index)
    _start_chunks(state, work, workers)
    return 0


def _start_chunks(state: _State, work: Sequence[float], workers: int) -> None:
    while state.ready and len(state.working) < workers:
        index = state.ready.popleft()
        heapq.heappush(state.working, (state.done + work[index], index))
