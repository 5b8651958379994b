"""The plan of a run: which cases are measured, in which subjects, for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corecurve.core.backends import BACKENDS, find_backend
from corecurve.core.case import Case

DEFAULT_BUDGET_SECONDS = 60.0
DEFAULT_PRECISION = 0.02
DEFAULT_ROUND_SECONDS = 0.1


@dataclass(frozen=True)
class WorkloadPlan:
    """A workload to measure, as it described itself, and where a subject finds it.

    ``source`` are the fields of a ``WorkloadSource``; ``variable`` is its name there;
    ``reference`` is how a person would name it. ``search`` are folders that go first on the subject's path.
    """

    name: str
    reference: str
    source: dict[str, Any]
    variable: str
    kind: str
    description: str
    is_sized: bool
    has_finish: bool
    workers: tuple[int, ...]
    search: tuple[str, ...] = ()


@dataclass(frozen=True)
class SubjectPlan:
    """A subject: one workload with one backend (and start method), and its cases.

    ``ceilings`` are numbers of workers whose ceiling it measures instead of cases. ``usual_workers``
    are numbers that nobody asked for: they are dropped where they exceed the number of tasks.
    ``side`` tells two versions of one workload apart that are measured in the same blocks.
    """

    workload: WorkloadPlan
    backend: str
    start_method: str | None = None
    cases: tuple[Case, ...] = ()
    ceilings: tuple[int, ...] = ()
    usual_workers: frozenset[int] = frozenset()
    side: str = ""

    @property
    def name(self) -> str:
        """Unique in the run: ``primes@pool``, ``primes@pool-spawn``, ``primes@pool:base``."""
        method = f"-{self.start_method}" if self.start_method else ""
        return f"{self.workload.name}@{self.backend}{method}" + (f":{self.side}" if self.side else "")

    @property
    def uses_processes(self) -> bool:
        """Whether its workers are processes, which have a start method."""
        return self.backend in BACKENDS and find_backend(self.backend).uses_processes


@dataclass(frozen=True)
class Skipped:
    """A case that was asked for and that this interpreter cannot run, with the reason."""

    case: Case
    reason: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A run: subjects in the order in which they were asked for, and how long to measure them.

    ``precision`` is the half-width of a speedup's 95% interval at which a case is done, as a
    share of the speedup. ``round_seconds`` is what calibration makes a serial round last.
    ``timeout_seconds`` is the longest that one order may take; None adapts it to the workload.
    ``sizes`` are those of workloads, by name, that shall not be calibrated anew: another run's, to be compared with.
    """

    subjects: tuple[SubjectPlan, ...]
    skipped: tuple[Skipped, ...] = ()
    budget_seconds: float = DEFAULT_BUDGET_SECONDS
    precision: float = DEFAULT_PRECISION
    round_seconds: float = DEFAULT_ROUND_SECONDS
    timeout_seconds: float | None = None
    has_profile: bool = True
    sizes: Mapping[str, int] = field(default_factory=dict)
    seed: int = 0
    command: tuple[str, ...] = ()
    python: dict[str, Any] = field(default_factory=dict)
