"""Threads: ``concurrent.futures.ThreadPoolExecutor``."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor

from corecurve.core.backends.futures import FuturesBackend
from corecurve.core.roll_call import Register
from corecurve.core.worker_setup import set_up_worker


class Threads(FuturesBackend):
    """Threads of the subject: shared memory, and one GIL where the build has one."""

    def make_executor(self, register: Register) -> Executor:
        """A pool of as many threads as the case has workers."""
        return ThreadPoolExecutor(self.case.workers, initializer=set_up_worker, initargs=(self.setup, register))
