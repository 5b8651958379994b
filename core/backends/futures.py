"""What the backends on top of ``concurrent.futures`` executors share."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from multiprocessing.process import BaseProcess
from typing import Any

from corecurve.core.backends.protocol import Task
from corecurve.core.case import Case
from corecurve.core.error_text import describe_deaths, describe_error
from corecurve.core.roll_call import Register, RollCall, Worker, WorkerFailed
from corecurve.core.worker_setup import WorkerSetup, do_nothing

_REAPING_SECONDS = 2.0
_ENDED_BY_ITSELF = "; the executor itself does so where a result does not unpickle"


class FuturesBackend:
    """Runs tasks with ``Executor.map``; a subclass says how the executor is made."""

    uses_processes = False
    takes_chunksize = False

    def __init__(self, case: Case, setup: WorkerSetup) -> None:
        self.case = case
        self.setup = setup
        self._executor: Executor | None = None
        self._processes: list[BaseProcess] = []

    @classmethod
    def why_unavailable(cls) -> str | None:
        """Never, unless a subclass knows better."""
        return None

    def make_executor(self, register: Register) -> Executor:
        """An executor of the case's workers, whose initializer is ``set_up_worker``."""
        raise NotImplementedError

    def start(self) -> list[Worker]:
        """Makes the executor start all its workers: one waiting task for each."""
        roll_call = RollCall(self.case.workers)
        try:
            self._executor = self.make_executor(roll_call.register(shares_memory=not self.uses_processes))
            starters = [self._submit_starter(self._executor) for _ in range(self.case.workers)]
            workers = roll_call.gather(lambda: self._check_starters(starters))
            self._processes = list((getattr(self._executor, "_processes", None) or {}).values())
            for starter in starters:
                starter.result()
            return workers
        finally:
            roll_call.close()

    def run(self, task: Task, inputs: list[Any]) -> list[Any]:
        """``list(executor.map(task, inputs))``, with the chunk size where there is one."""
        assert self._executor is not None
        try:
            return list(self._map(self._executor.map, task, inputs))
        except BrokenExecutor as error:
            raise WorkerFailed(self._why_broken(error)) from error

    def stop(self) -> None:
        """Shuts the executor down and waits for its workers."""
        assert self._executor is not None
        self._executor.shutdown(wait=True)

    def _map(self, executor_map: Callable[..., Any], task: Task, inputs: list[Any]) -> Any:
        if self.case.chunksize is None:
            return executor_map(task, inputs)
        return executor_map(task, inputs, chunksize=self.case.chunksize)

    def _submit_starter(self, executor: Executor) -> Future[None]:
        """A waiting task; one that has failed where the executor broke already: a first worker may die that soon."""
        try:
            return executor.submit(do_nothing)
        except BrokenExecutor as error:
            starter: Future[None] = Future()
            starter.set_exception(error)
            return starter

    def _check_starters(self, starters: list[Future[None]]) -> None:
        for starter in starters:
            error = starter.exception() if starter.done() else None
            if error is not None:
                raise WorkerFailed(self._why_broken(error))

    def _why_broken(self, error: BaseException) -> str:
        """How the workers ended, once the executor has reaped them, or a moment has passed.

        The executor reaps in a thread of its own, and a process of a fork server tells its exit code only once: of two
        threads that ask for it at the same time, one is told 255. So nothing is asked before that thread has ended.
        """
        assert self._executor is not None
        reaping = threading.Thread(target=self._executor.shutdown, daemon=True)
        reaping.start()
        reaping.join(_REAPING_SECONDS)
        if why_unread := _why_unread(error):
            return why_unread
        deaths = describe_deaths(self._processes) or describe_error(error)
        are_ended = all(process.exitcode == -int(signal.SIGTERM) for process in self._processes)
        return deaths + (_ENDED_BY_ITSELF if self._processes and are_ended else "")


def _why_unread(error: BaseException) -> str | None:
    """Where the executor could not read a result, and said so: why; the traceback comes as text."""
    lines = [line.strip(" '") for line in str(error.__cause__ or "").splitlines()]
    told = [line for line in lines if line]
    return f"a result does not unpickle in the parent: {told[-1]}" if told else None
