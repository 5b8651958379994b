"""The serial loop: what every speedup is measured against."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from corecurve.core.backends.protocol import Task
from corecurve.core.case import Case
from corecurve.core.roll_call import Worker
from corecurve.core.worker_setup import WorkerSetup


class Serial:
    """Runs the tasks one after the other in the subject itself."""

    uses_processes = False
    takes_chunksize = False

    def __init__(self, case: Case, setup: WorkerSetup) -> None:
        del setup
        self.case = case

    @classmethod
    def why_unavailable(cls) -> str | None:
        """Never: every interpreter has a loop."""
        return None

    def start(self) -> list[Worker]:
        """Nothing to start: the worker is the subject's main thread."""
        return [Worker(os.getpid(), threading.get_native_id(), time.perf_counter_ns())]

    def run(self, task: Task, inputs: list[Any]) -> list[Any]:
        """The plain loop."""
        return [task(value) for value in inputs]

    def stop(self) -> None:
        """Nothing to stop."""
