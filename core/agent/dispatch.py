"""What a backend costs by itself: rounds of a task that does nothing, on the same warm workers."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from corecurve.core.backends.protocol import Backend
from corecurve.core.case import Case
from corecurve.core.chunks import chunk_lengths
from corecurve.core.worker_setup import return_value

_MANY_MESSAGES = 64
_MESSAGES_PER_WORKER = 4
_TRIES = 7


def measure_dispatch(case: Case, backend: Backend) -> dict[str, Any]:
    """The fields of the report's ``Dispatch``: one message, then many, each with one task; the least of a few tries.

    A static split sends no more messages than it has workers.
    """
    single = replace(case, chunksize=1) if backend.takes_chunksize else case
    backend.case = single
    try:
        counts = (1, max(_MANY_MESSAGES, _MESSAGES_PER_WORKER * case.workers))
        walls = [min(_time(backend, [None] * count) for _ in range(_TRIES)) / 1e9 for count in counts]
        messages = [len(chunk_lengths(case.backend, count, case.workers, single.chunksize)) for count in counts]
    finally:
        backend.case = case
    return {"messages": messages, "wall_seconds": walls}


def _time(backend: Backend, inputs: list[Any]) -> int:
    start_ns = time.perf_counter_ns()
    backend.run(return_value, inputs)
    return time.perf_counter_ns() - start_ns
