"""An executor of processes: ``concurrent.futures.ProcessPoolExecutor``."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor

from corecurve.core.backends.futures import FuturesBackend
from corecurve.core.roll_call import Register
from corecurve.core.worker_setup import set_up_worker


class ProcessExecutor(FuturesBackend):
    """Processes behind ``ProcessPoolExecutor``; its own chunk size is 1."""

    uses_processes = True
    takes_chunksize = True

    def make_executor(self, register: Register) -> Executor:
        """A pool of as many processes as the case has workers, by the case's start method."""
        return ProcessPoolExecutor(
            self.case.workers,
            mp_context=multiprocessing.get_context(self.case.start_method),
            initializer=set_up_worker,
            initargs=(self.setup, register),
        )
