"""Processes of our own: ``multiprocessing.Process``, a static split, results over pipes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from corecurve.core.backends.protocol import Task
from corecurve.core.case import Case
from corecurve.core.error_text import describe_deaths, describe_error
from corecurve.core.roll_call import Register, RollCall, Worker, WorkerFailed
from corecurve.core.worker_setup import WorkerSetup, set_up_worker


class TaskFailed(Exception):
    """A task raised, or its result cannot be sent; the text is the worker's."""


class Processes:
    """Each worker gets one share of the inputs at once and sends its results back at once.

    The split is static: neighbouring inputs stay together, and shares differ by at most one.
    """

    uses_processes = True
    takes_chunksize = False

    def __init__(self, case: Case, setup: WorkerSetup) -> None:
        self.case = case
        self.setup = setup
        self._processes: list[BaseProcess] = []
        self._pipes: list[Connection] = []

    @classmethod
    def why_unavailable(cls) -> str | None:
        """Never on systems with multiprocessing."""
        return None

    def start(self) -> list[Worker]:
        """Starts one process for each worker and waits until all are up."""
        context = multiprocessing.get_context(self.case.start_method)
        roll_call = RollCall(self.case.workers)
        try:
            for _ in range(self.case.workers):
                ours, theirs = context.Pipe()
                setting = (self.setup, roll_call.register(), theirs)
                process = context.Process(target=serve, args=setting)  # type: ignore[attr-defined]
                process.start()
                theirs.close()
                self._processes.append(process)
                self._pipes.append(ours)
            return roll_call.gather(self._check_alive)
        finally:
            roll_call.close()

    def run(self, task: Task, inputs: list[Any]) -> list[Any]:
        """Sends every worker its share, then puts the results together in order."""
        self._hand_out(task, inputs)
        answers: dict[int, list[Any]] = {}
        waiting = {pipe: number for number, pipe in enumerate(self._pipes)}
        while waiting:
            for pipe in self._wait_for(waiting):
                answers[waiting.pop(pipe)] = self._receive(pipe)
        return [result for number in sorted(answers) for result in answers[number]]

    def stop(self) -> None:
        """Tells the workers to end and waits for them."""
        for pipe in self._pipes:
            pipe.send(None)
        for process in self._processes:
            process.join()

    def _hand_out(self, task: Task, inputs: list[Any]) -> None:
        try:
            for pipe, share in zip(self._pipes, split_evenly(inputs, len(self._pipes)), strict=True):
                pipe.send((task, share))
        except (BrokenPipeError, ConnectionResetError) as error:
            raise WorkerFailed(self._describe_deaths()) from error

    def _wait_for(self, pipes: dict[Connection, int]) -> list[Connection]:
        """The pipes with an answer; waits for the processes too: a dead one's pipe may live on in its siblings."""
        sentinels = [process.sentinel for process in self._processes]
        ready = [end for end in wait([*pipes, *sentinels]) if isinstance(end, Connection)]
        if not ready:
            self._check_alive()
        return ready

    def _receive(self, pipe: Connection) -> list[Any]:
        try:
            succeeded, answer = pipe.recv()
        except (EOFError, ConnectionResetError):
            raise WorkerFailed(self._describe_deaths()) from None
        if not succeeded:
            raise TaskFailed(answer)
        results: list[Any] = answer
        return results

    def _describe_deaths(self) -> str:
        for process in self._processes:
            process.join(timeout=0.2)
        return describe_deaths(self._processes) or "a worker closed its pipe"

    def _check_alive(self) -> None:
        deaths = describe_deaths(self._processes)
        if deaths is not None:
            raise WorkerFailed(deaths)


def serve(setup: WorkerSetup, register: Register, pipe: Connection) -> None:
    """A worker's life: be set up, then answer every share with its results until told to end."""
    set_up_worker(setup, register)
    while (order := pipe.recv()) is not None:
        task, share = order
        try:
            answer = (True, [task(value) for value in share])
            pipe.send(answer)
        except Exception as error:
            pipe.send((False, describe_error(error)))


def split_evenly(inputs: list[Any], shares: int) -> Iterator[list[Any]]:
    """Neighbouring inputs in ``shares`` lists whose lengths differ by at most one."""
    size, longer = divmod(len(inputs), shares)
    begin = 0
    for number in range(shares):
        end = begin + size + (number < longer)
        yield inputs[begin:end]
        begin = end
