"""What a backend costs by itself: rounds of a task that does nothing, on the same warm workers."""

from __future__ import annotations

import time
from typing import Any

from corecurve.core.backends.protocol import Backend
from corecurve.core.case import Case
from corecurve.core.chunks import chunk_lengths
from corecurve.core.worker_setup import return_value

_MESSAGES_PER_WORKER = 4
_TRIES = 7


def measure_dispatch(case: Case, backend: Backend) -> dict[str, Any]:
    """The fields of the report's ``Dispatch``: one message, then four for each worker; the least of a few tries."""
    messages, walls = [], []
    for count in (1, _MESSAGES_PER_WORKER * case.workers):
        inputs = [None] * (count * (case.chunksize or 1))
        messages.append(len(chunk_lengths(case.backend, len(inputs), case.workers, case.chunksize)))
        walls.append(min(_time(backend, inputs) for _ in range(_TRIES)) / 1e9)
    return {"messages": messages, "wall_seconds": walls}


def _time(backend: Backend, inputs: list[Any]) -> int:
    start_ns = time.perf_counter_ns()
    backend.run(return_value, inputs)
    return time.perf_counter_ns() - start_ns
