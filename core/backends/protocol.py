"""What a backend is: how the tasks of a workload are run.

To add one, write a class with these attributes in a file of its own and name it in
:data:`corecurve.core.backends.BACKENDS`; the contract tests then run on it by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from corecurve.core.case import Case
from corecurve.core.roll_call import Worker
from corecurve.core.worker_setup import WorkerSetup

Task = Callable[[Any], Any]


class Backend(Protocol):
    """One way to run tasks, for one case: start it, run any number of rounds, stop it."""

    uses_processes: ClassVar[bool]
    """Whether its workers are processes, which have a start method and CPU clocks of their own."""

    takes_chunksize: ClassVar[bool]
    """Whether a chunk size can be set."""

    case: Case
    """What it was made for. Between rounds it may be exchanged for one with another chunk size."""

    def __init__(self, case: Case, setup: WorkerSetup) -> None: ...

    @classmethod
    def why_unavailable(cls) -> str | None:
        """Why this interpreter cannot run it, in a few words; None where it can."""

    def start(self) -> list[Worker]:
        """Starts the workers; returns them when all are up. Raises WorkerFailed."""

    def run(self, task: Task, inputs: list[Any]) -> list[Any]:
        """Runs the task on every input and returns the results in order: what a round times.

        Raises what the task raised, or WorkerFailed where a worker died. It must not wait for a dead worker.
        """

    def stop(self) -> None:
        """Stops the workers and waits until they have ended."""
