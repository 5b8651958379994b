"""What every worker does before its first task, whatever kind of worker it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corecurve.core.error_text import describe_error
from corecurve.core.roll_call import Register
from corecurve.core.workload_source import WorkloadSource, load_workload


@dataclass(frozen=True)
class WorkerSetup:
    """Which workload a worker is for."""

    source: WorkloadSource
    workload: str


def set_up_worker(setup: WorkerSetup, register: Register, warm_inputs: Sequence[Any] = ()) -> None:
    """Loads the workload, runs its initializer and the warm-up tasks, and answers the roll call.

    The workload is loaded before any task is unpickled: a spawned process could not find the
    functions of a workload file otherwise.
    """
    try:
        workload = load_workload(setup.source, setup.workload)
        if workload.initializer is not None:
            workload.initializer()
        for value in warm_inputs:
            workload.task(value)
    except BaseException as error:
        register.report_failure(f"a worker could not be set up: {describe_error(error)}")
        raise
    register.report()


def do_nothing() -> None:
    """A task that makes a lazy executor start a worker."""


def return_value(value: Any) -> Any:
    """A task of no work at all."""
    return value
