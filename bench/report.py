"""The report: the types that pass from measuring to analysing.

``FORMAT`` is the number of the file's format; what each number means:

1. The first: ``corecurve`` with ``format version run machine workloads cases ceilings``.

Everything here is plain, frozen data. Nothing derived is stored: speedups, peaks and factors
are computed from the raw rounds when a report is read (:mod:`corecurve.bench.estimator.estimate`).
All durations are seconds, all sizes bytes; what is not known is None.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeVar

from msgspec import Meta

FORMAT = 1

Status = Literal["ok", "failed", "skipped"]

MIN_WALL_SECONDS = 1e-12  # a nanosecond, the finest clock's tick, over a thousand executions
MAX_SECONDS = 1e7  # four months: no round, no run and no wait is longer
MAX_COUNT = 2**53  # every whole number up to here is a float too: tables and other tools hold it exactly

# What a quantity can be at all; checked when a report is read.
Seconds = Annotated[float, Meta(ge=0, le=MAX_SECONDS)]
WallSeconds = Annotated[float, Meta(ge=MIN_WALL_SECONDS, le=MAX_SECONDS)]
Count = Annotated[int, Meta(ge=0, le=MAX_COUNT)]
CountFromOne = Annotated[int, Meta(ge=1, le=MAX_COUNT)]
Bytes = Annotated[int, Meta(ge=0, le=MAX_COUNT)]
Percent = Annotated[float, Meta(ge=0, le=1e9)]

Place = tuple[int, int]
"""A launch and a block."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """What was measured in a block of a launch: with what shares both, it is compared."""

    block: Count
    launch: Count

    @property
    def place(self) -> Place:
        """Its launch and its block."""
        return self.launch, self.block


SomePlaced = TypeVar("SomePlaced", bound=Placed)


def by_place(some: Iterable[SomePlaced]) -> dict[Place, list[SomePlaced]]:
    """What was measured in each block of each launch."""
    found: dict[Place, list[SomePlaced]] = {}
    for one in some:
        found.setdefault(one.place, []).append(one)
    return found


@dataclass(frozen=True, kw_only=True)
class Round(Placed):
    """One timed execution of all of a workload's tasks, serially or by a case.

    ``iterations`` executions were timed back to back where one is too short to time alone; all
    seconds here are per execution. ``startup_seconds`` and ``stop_seconds`` are there in the
    first of the rounds that the backend was started and stopped for. ``cpu_seconds`` is the CPU time of
    the subject and its workers, from the system's accounting; ``worker_cpu_seconds`` each
    worker's share of it (process backends). ``runqueue_seconds`` is the time that they were ready to run but
    waited for a core; ``foreign_cpu_seconds`` what other processes took of the usable cores,
    less ``harness_cpu_seconds``, our own harness; ``steal_seconds`` what the hypervisor took.
    ``task_wall_seconds`` and ``task_cpu_seconds`` are in task order, where taken.
    """

    wall_seconds: WallSeconds
    cpu_seconds: Seconds | None = None
    iterations: CountFromOne = 1
    startup_seconds: Seconds | None = None
    stop_seconds: Seconds | None = None
    foreign_cpu_seconds: Seconds | None = None
    harness_cpu_seconds: Seconds | None = None
    steal_seconds: Seconds | None = None
    runqueue_seconds: Seconds | None = None
    worker_cpu_seconds: list[Seconds] | None = None
    task_wall_seconds: list[Seconds] | None = None
    task_cpu_seconds: list[Seconds] | None = None


@dataclass(frozen=True, kw_only=True)
class TaskTrace:
    """Every task of one profile round, in columns and in task order.

    ``worker`` indexes the profile's ``workers``; times are seconds since the round began.
    """

    worker: list[Count]
    start_seconds: list[Seconds]
    end_seconds: list[Seconds]
    cpu_seconds: list[Seconds]


@dataclass(frozen=True, kw_only=True)
class ProfileWorker:
    """One worker of a profile round: its process, its thread, and what its round cost it.

    ``startup_seconds`` is from the start of the backend to this worker being up, ``exit_seconds`` from the order to
    stop to its end.
    """

    pid: Count
    thread: Count
    cpu_seconds: Seconds | None = None
    runqueue_seconds: Seconds | None = None
    startup_seconds: Seconds | None = None
    exit_seconds: Seconds | None = None


@dataclass(frozen=True, kw_only=True)
class ProfileRound(Placed):
    """One round under the full trace and the sampler. Paired, as timing rounds are, by launch and block.

    ``begin_seconds`` is when it began, since the first profile round of its turn did, on the clock of the samples;
    ``finish_seconds`` is what the workload's ``finish`` took of it (None where there is none).
    """

    wall_seconds: WallSeconds
    cpu_seconds: Seconds | None
    parent_cpu_seconds: Seconds | None
    runqueue_seconds: Seconds | None
    workers: list[ProfileWorker]
    tasks: TaskTrace
    begin_seconds: Seconds | None = None
    finish_seconds: Seconds | None = None


@dataclass(frozen=True, kw_only=True)
class ProcessSamples:
    """One process under the sampler, in columns: index into the sample times, and readings.

    ``role`` is ``subject`` for the subject itself, ``worker`` for those that it started.
    ``cpu_percent`` is of one core since the sample before (None at a process's first sample).
    """

    pid: Count
    role: Literal["subject", "worker"]
    sample: list[Count]
    cpu_percent: list[Percent | None]
    rss_bytes: list[Bytes]
    uss_bytes: list[Bytes | None]
    pss_bytes: list[Bytes | None]
    threads: list[Count]


@dataclass(frozen=True, kw_only=True)
class Samples:
    """What the sampler saw of the subject's process tree, from outside, during profile rounds.

    ``time_seconds`` are the sample times since the first profile round of the turn began;
    ``round_index`` says which profile round of the case each belongs to; of rounds so short that
    many had to be repeated only the first are kept, and later samples count to the last one kept.
    """

    interval_seconds: Seconds
    time_seconds: list[Seconds]
    round_index: list[Count]
    processes: list[ProcessSamples]


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """What one round sends between parent and workers, measured in a repetition of its own.

    Bytes as pickled, and the seconds that pickling and unpickling them takes in one process, summed over all
    ``messages`` (each goes one way with arguments and comes back with results). The ``bulk`` fields are of one message
    that holds the first ``bulk_tasks`` tasks: what each of many tasks costs in it, the message itself hardly counting.
    """

    messages: Count
    argument_bytes: Bytes
    result_bytes: Bytes
    argument_pickle_seconds: Seconds
    argument_unpickle_seconds: Seconds
    result_pickle_seconds: Seconds
    result_unpickle_seconds: Seconds
    bulk_tasks: CountFromOne
    bulk_argument_pickle_seconds: Seconds
    bulk_argument_unpickle_seconds: Seconds
    bulk_result_pickle_seconds: Seconds
    bulk_result_unpickle_seconds: Seconds


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    """What a backend costs by itself: rounds of a task that does nothing, on its warm workers.

    In columns: how many messages a round sent, and its wall seconds, the least of a few.
    """

    messages: list[Count]
    wall_seconds: list[Seconds]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A case's profile rounds and what the sampler saw in them.

    ``transfer`` is there for backends that pickle; ``dispatch`` for all but the serial loop.
    """

    rounds: list[ProfileRound]
    samples: list[Samples] = field(default_factory=list)
    transfer: Transfer | None = None
    dispatch: Dispatch | None = None


@dataclass(frozen=True, kw_only=True)
class CaseResult:
    """One case as measured. The serial rounds of a subject are a case too (backend ``serial``).

    Rounds of one subject, launch, block and ``size`` are paired. ``start_method`` is the one
    that was used. ``workers_observed`` are the distinct workers that were really up.
    """

    id: str
    workload: str
    backend: str
    workers: CountFromOne
    start_method: str | None
    chunksize: CountFromOne | None
    subject: str
    size: Count
    options: dict[str, str | int | float | bool | None] = field(default_factory=dict)
    status: Status
    reason: str | None = None
    launches: Count = 0
    workers_observed: Count | None = None
    rounds: list[Round] = field(default_factory=list)
    profile: Profile | None = None


@dataclass(frozen=True, kw_only=True)
class CeilingRound(Placed):
    """P independent processes, started together, each running all tasks; beside a serial round.

    ``wall_seconds`` has one entry a process. The ceiling of this round is the sum over the
    processes of ``serial_wall_seconds`` / seconds of the process.
    """

    serial_wall_seconds: WallSeconds
    serial_cpu_seconds: Seconds | None
    wall_seconds: list[WallSeconds]
    cpu_seconds: list[Seconds]


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """The speedup that this machine can give a workload at all, at one number of workers."""

    workload: str
    workers: CountFromOne
    rounds: list[CeilingRound]
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class WorkloadRecord:
    """What was computed: a workload as it was measured, with its calibrated size."""

    name: str
    reference: str
    kind: str
    description: str
    size: Count
    is_sized: bool
    tasks: Count
    has_stopwatch: bool
    has_finish: bool


@dataclass(frozen=True, kw_only=True)
class Python:
    """The measured interpreter, as it described itself from inside a subject."""

    executable: str
    implementation: str
    version: str
    compiler: str
    build: list[str]
    bits: int
    gil_enabled: bool
    is_free_threaded_build: bool
    start_method: str
    start_methods: list[str] = field(default_factory=list)
    optimisation: str | None = None
    limits: dict[str, str] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The machine and its state before the run. None is: not known."""

    node: str
    system: str
    release: str
    architecture: str
    cpu_model: str | None = None
    physical_cores: Count | None = None
    logical_cores: Count | None = None
    usable_cores: float | None = None
    affinity: list[int] | None = None
    quota_cores: float | None = None
    throttled_periods: Count | None = None
    smt: bool | None = None
    numa_nodes: Count | None = None
    governor: str | None = None
    frequency_mhz: float | None = None
    max_frequency_mhz: float | None = None
    virtualisation: str | None = None
    memory_bytes: Bytes | None = None
    available_memory_bytes: Bytes | None = None
    memory_limit_bytes: Bytes | None = None
    load_average: list[float] | None = None
    steal_share: float | None = None
    python: Python | None = None


@dataclass(frozen=True, kw_only=True)
class Commit:
    """The git commit of the folder that was measured from, in pytest-benchmark's terms."""

    id: str = "unversioned"
    time: str | None = None
    author_time: str | None = None
    dirty: bool = False
    project: str = ""
    branch: str = "(unknown)"


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """How the run went: what was asked for, and what came of it."""

    started: str
    seed: int
    budget_seconds: Seconds
    precision: float
    elapsed_seconds: Seconds
    blocks: Count
    is_complete: bool
    interrupted: str | None = None
    command: list[str] = field(default_factory=list)
    spent_seconds: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    commit: Commit = field(default_factory=Commit)
    harness_python: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """The saved truth of one run: the value of the file's ``corecurve`` key."""

    format: int
    version: str
    run: RunRecord
    machine: Machine
    workloads: list[WorkloadRecord]
    cases: list[CaseResult]
    ceilings: list[Ceiling] = field(default_factory=list)

    @property
    def sizes(self) -> dict[str, int]:
        """The calibrated sizes by the names of the workloads; those that could not be calibrated are left out."""
        return {one.name: one.size for one in self.workloads if one.is_sized and one.tasks}

    def serial_of(self, case: CaseResult) -> CaseResult | None:
        """The serial case whose rounds are paired with ``case``: same subject, same size."""
        for other in self.cases:
            if other.backend == "serial" and (other.subject, other.size) == (case.subject, case.size):
                return other
        return None

    def ceiling_of(self, case: CaseResult) -> Ceiling | None:
        """The ceiling of the case's workload at its number of workers, where it was measured."""
        for ceiling in self.ceilings:
            if (ceiling.workload, ceiling.workers) == (case.workload, case.workers):
                return ceiling
        return None
