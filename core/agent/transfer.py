"""What a round of a case sends between parent and workers: bytes, and the seconds that pickling takes."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator
from multiprocessing.reduction import ForkingPickler
from typing import Any

from corecurve.core.case import Case
from corecurve.core.chunks import chunk_lengths

_TRIES = 5
_PATIENCE_SECONDS = 0.05
_MOST_BULK_TASKS = 1000
_MOST_BULK_BYTES = 8_000_000


def measure_transfer(case: Case, task: Any, inputs: list[Any], results: list[Any]) -> dict[str, Any]:
    """The fields of the report's ``Transfer``: every message of a round pickled and unpickled once, here and now.

    Nothing is sent. Messages hold what the standard library's own do: the task with a chunk of inputs, and the
    chunk's results. Raises what pickling raises.
    """
    lengths = chunk_lengths(case.backend, len(inputs), case.workers, case.chunksize)
    found = _pickle_all(task, inputs, results, lengths)
    size = found["argument_bytes"] + found["result_bytes"]
    many = max(1, min(len(inputs), _MOST_BULK_TASKS, _MOST_BULK_BYTES * len(inputs) // max(1, size)))
    bulk = _pickle_all(task, inputs[:many], results[:many], [many])
    seconds = {f"bulk_{name}": value for name, value in bulk.items() if name.endswith("_seconds")}
    return {"messages": len(lengths), **found, "bulk_tasks": many, **seconds}


def _pickle_all(task: Any, inputs: list[Any], results: list[Any], lengths: list[int]) -> dict[str, Any]:
    arguments = _least(lambda: ((task, tuple(chunk)) for chunk in _cut(inputs, lengths)))
    answers = _least(lambda: ((True, chunk) for chunk in _cut(results, lengths)))
    return {
        "argument_bytes": arguments[0],
        "argument_pickle_seconds": arguments[1],
        "argument_unpickle_seconds": arguments[2],
        "result_bytes": answers[0],
        "result_pickle_seconds": answers[1],
        "result_unpickle_seconds": answers[2],
    }


def _least(make_messages: Callable[[], Iterator[Any]]) -> tuple[int, float, float]:
    """Bytes, and the least seconds of pickling and unpickling of a few tries, or of one that takes long."""
    tries: list[tuple[int, float, float]] = []
    begin = time.perf_counter()
    while not tries or (len(tries) < _TRIES and time.perf_counter() - begin < _PATIENCE_SECONDS):
        tries.append(_there_and_back(make_messages()))
    return tries[0][0], min(pickling for _, pickling, _ in tries), min(unpickling for _, _, unpickling in tries)


def _there_and_back(messages: Iterator[Any]) -> tuple[int, float, float]:
    """Bytes, seconds of pickling and seconds of unpickling; one message is held at a time."""
    size, pickling_ns, unpickling_ns = 0, 0, 0
    for message in messages:
        start_ns = time.perf_counter_ns()
        data = ForkingPickler.dumps(message)
        middle_ns = time.perf_counter_ns()
        pickle.loads(data)  # noqa: S301 - our own bytes of a moment ago
        unpickling_ns += time.perf_counter_ns() - middle_ns
        pickling_ns += middle_ns - start_ns
        size += len(data)
    return size, pickling_ns / 1e9, unpickling_ns / 1e9


def _cut(items: list[Any], lengths: list[int]) -> Iterator[list[Any]]:
    begin = 0
    for length in lengths:
        yield items[begin : begin + length]
        begin += length
