"""What each experiment answers, trial by trial: the types of the answers of :mod:`corecurve.core.textbook`.

A trial is one run of an experiment, each in a fresh subject.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from corecurve.bench.report import Bytes, Count, CountFromOne, Seconds, WallSeconds


@dataclass(frozen=True)
class TaskSpan:
    """One computing task: begin and end, when it had a core without interruption, and its usual CPU's number."""

    start_ns: Count
    end_ns: Count
    running_ns: list[tuple[Count, Count]]
    cpu: Count | None


@dataclass(frozen=True)
class OverlapTrial:
    """The same computing tasks, started together on processes and on threads."""

    processes: list[TaskSpan]
    threads: list[TaskSpan]


@dataclass(frozen=True)
class MutationTrial:
    """How many of ``repeats`` changes the parent saw, by who made them: ``thread``, or a start method."""

    repeats: CountFromOne
    seen: dict[str, Count]


@dataclass(frozen=True)
class MemoryTrial:
    """PSS of the whole tree with 0, 1, 2 … workers, by their kind; empty where the system tells none."""

    pss_bytes: dict[str, list[Bytes]]


@dataclass(frozen=True)
class MessageRow:
    """One means of communication at one message size."""

    means: str
    bytes: CountFromOne
    latency_seconds: WallSeconds
    bytes_per_second: float


@dataclass(frozen=True)
class MessageTrial:
    """Queues, pipes and shared memory over message sizes."""

    rows: list[MessageRow]


@dataclass(frozen=True)
class UpdateTrial:
    """Additions to one shared number, and how many of them were lost."""

    updates: CountFromOne
    lost_without_lock: Count
    lost_with_lock: Count


@dataclass(frozen=True)
class CallRow:
    """One of a pool's calls: its cost, and how many of its tasks ran at the same moment at most."""

    call: str
    seconds_per_task: Seconds
    most_at_once: Count


@dataclass(frozen=True)
class CallTrial:
    """All of a pool's calls on so many workers."""

    workers: CountFromOne
    rows: list[CallRow]


@dataclass(frozen=True)
class ExampleTrial:
    """Distinct processes: started by the examples, and at work in a pool of three."""

    pool_started: Count
    pool_at_work: Count
    four_started: Count


@dataclass(frozen=True)
class Trials:
    """All trials of a textbook run, by experiment."""

    overlap: list[OverlapTrial] = field(default_factory=list)
    mutation: list[MutationTrial] = field(default_factory=list)
    memory: list[MemoryTrial] = field(default_factory=list)
    messages: list[MessageTrial] = field(default_factory=list)
    updates: list[UpdateTrial] = field(default_factory=list)
    calls: list[CallTrial] = field(default_factory=list)
    examples: list[ExampleTrial] = field(default_factory=list)
