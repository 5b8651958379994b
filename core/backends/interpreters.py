"""Subinterpreters: ``concurrent.futures.InterpreterPoolExecutor`` (Python 3.14 and later)."""

from __future__ import annotations

import concurrent.futures
import sys
from concurrent.futures import Executor

from corecurve.core.backends.futures import FuturesBackend
from corecurve.core.roll_call import Register
from corecurve.core.worker_setup import set_up_worker


class Interpreters(FuturesBackend):
    """One interpreter with a GIL of its own in each thread of one process."""

    @classmethod
    def why_unavailable(cls) -> str | None:
        """Before Python 3.14 there is no InterpreterPoolExecutor."""
        if sys.version_info < (3, 14):
            return "needs Python 3.14 or later"
        return None

    def make_executor(self, register: Register) -> Executor:
        """A pool of as many interpreters as the case has workers."""
        make = concurrent.futures.InterpreterPoolExecutor  # type: ignore[attr-defined]
        executor: Executor = make(self.case.workers, initializer=set_up_worker, initargs=(self.setup, register))
        return executor
