"""A pool of processes: ``multiprocessing.Pool`` and its ``map``."""

from __future__ import annotations

import multiprocessing
from multiprocessing.pool import Pool
from multiprocessing.process import BaseProcess
from typing import Any

from corecurve.core.backends.protocol import Task
from corecurve.core.case import Case
from corecurve.core.error_text import describe_deaths
from corecurve.core.roll_call import RollCall, Worker, WorkerFailed
from corecurve.core.worker_setup import WorkerSetup, set_up_worker

_LOOK_SECONDS = 0.25


class ProcessPool:
    """``Pool.map``, which never waits for a worker that has died.

    A plain ``Pool`` replaces a dead worker and then waits for ever for the task that died with it,
    so the workers are looked at while waiting. The wait itself is a condition, not a poll: it
    ends at once when the results are there.
    """

    uses_processes = True
    takes_chunksize = True

    def __init__(self, case: Case, setup: WorkerSetup) -> None:
        self.case = case
        self.setup = setup
        self._pool: Pool | None = None
        self._processes: list[BaseProcess] = []

    @classmethod
    def why_unavailable(cls) -> str | None:
        """Never on systems with multiprocessing."""
        return None

    def start(self) -> list[Worker]:
        """Makes the pool and waits until all its workers are up."""
        roll_call = RollCall(self.case.workers)
        try:
            context = multiprocessing.get_context(self.case.start_method)
            register = roll_call.register()
            self._pool = context.Pool(self.case.workers, set_up_worker, (self.setup, register))
            self._processes = list(self._pool._pool)  # type: ignore[attr-defined]  # noqa: SLF001 - its processes, before they change
            return roll_call.gather(self._check_alive)
        finally:
            roll_call.close()

    def run(self, task: Task, inputs: list[Any]) -> list[Any]:
        """``pool.map(task, inputs, chunksize)``."""
        assert self._pool is not None
        outcome = self._pool.map_async(task, inputs, self.case.chunksize)
        outcome.wait(_LOOK_SECONDS)
        while not outcome.ready():
            self._check_alive()
            self._check_reads_results()
            outcome.wait(_LOOK_SECONDS)
        return outcome.get()

    def stop(self) -> None:
        """Closes the pool and waits for its workers."""
        assert self._pool is not None
        self._pool.close()
        self._pool.join()

    def _check_reads_results(self) -> None:
        # The pool's thread that unpickles results ends at the first that it cannot, and says so to nobody.
        if not self._pool._result_handler.is_alive():  # type: ignore[union-attr]  # noqa: SLF001 - nothing else tells
            raise WorkerFailed("a result does not unpickle in the parent: the pool has ended reading results")

    def _check_alive(self) -> None:
        """Looks at the workers that the pool has reaped and replaced.

        It reaps in a thread of its own, and a process of a fork server tells its exit code only once: of two threads
        that ask for it at the same time, one is told 255. So the others are not asked.
        """
        present = list(self._pool._pool)  # type: ignore[union-attr]  # noqa: SLF001 - the only place that tells
        deaths = describe_deaths(process for process in self._processes if process not in present)
        if deaths is not None:
            raise WorkerFailed(deaths)
