"""How quickly processes talk: latency and throughput of queues, pipes and shared memory over message sizes."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.shared_memory import SharedMemory
from typing import Any, Protocol

_TRIES = 5
_MOST_MESSAGES = 100
_MOST_BYTES = 4 * 1024**2
_LEAST_MESSAGES = 4
MEANS = ("queue", "pipe", "shared memory")


class Way(Protocol):
    """One direction between two processes."""

    def put(self, data: bytes) -> None:
        """Sends a message."""

    def get(self, size: int) -> bytes:
        """Waits for the next message, of this size."""

    def close(self) -> None:
        """Ends this side of it: no thread of a queue may live beside the next fork."""


class QueueWay:
    """``multiprocessing.Queue``: pickled, written by a thread, unpickled."""

    def __init__(self, context: Any) -> None:
        self._queue = context.Queue()

    def put(self, data: bytes) -> None:
        """``queue.put``."""
        self._queue.put(data)

    def get(self, size: int) -> bytes:
        """``queue.get``."""
        del size
        data: bytes = self._queue.get()
        return data

    def close(self) -> None:
        """Closes the queue and waits for its thread."""
        self._queue.close()
        self._queue.join_thread()


class PipeWay:
    """One end's ``send`` and the other's ``recv`` of a ``multiprocessing.Pipe``."""

    def __init__(self, context: Any) -> None:
        self._reader, self._writer = context.Pipe(duplex=False)

    def put(self, data: bytes) -> None:
        """``connection.send``."""
        self._writer.send(data)

    def get(self, size: int) -> bytes:
        """``connection.recv``."""
        del size
        data: bytes = self._reader.recv()
        return data

    def close(self) -> None:
        """Closes both ends."""
        self._reader.close()
        self._writer.close()


class SharedWay:
    """A block of shared memory that is copied into and out of, in turns that two semaphores give."""

    def __init__(self, context: Any, block: SharedMemory) -> None:
        self._block = block
        self._is_full, self._is_free = context.Semaphore(0), context.Semaphore(1)

    def put(self, data: bytes) -> None:
        """Copies the message in as soon as the block is free."""
        self._is_free.acquire()
        self._bytes[: len(data)] = data
        self._is_full.release()

    def get(self, size: int) -> bytes:
        """Copies the message out as soon as the block is full."""
        self._is_full.acquire()
        data = bytes(self._bytes[:size])
        self._is_free.release()
        return data

    @property
    def _bytes(self) -> memoryview:
        assert self._block.buf is not None, "the block is closed"
        return self._block.buf

    def close(self) -> None:
        """Lets go of the block, which is its maker's to remove."""
        self._block.close()


def run(sizes: Sequence[int]) -> dict[str, Any]:
    """For each means and message size: seconds that one message takes one way, and bytes a second in a stream."""
    return {"rows": [_measure(means, size) for size in sizes for means in MEANS]}


def answer(there: Way, back: Way, size: int, messages: int) -> None:
    """The other process: in each try sends ``messages`` back, then takes as many in and says when all have come."""
    for _ in range(_TRIES):
        for _ in range(messages):
            back.put(there.get(size))
        for _ in range(messages):
            there.get(size)
        back.put(b"!")


def _measure(means: str, size: int) -> dict[str, Any]:
    context = multiprocessing.get_context()
    blocks = [SharedMemory(create=True, size=size) for _ in range(2)] if means == "shared memory" else []
    try:
        there, back = _ways(means, context, blocks)
        latency, rate = _talk(context, there, back, size)
        there.close()
        back.close()
    finally:
        for block in blocks:
            block.unlink()
    return {"means": means, "bytes": size, "latency_seconds": latency, "bytes_per_second": rate}


def _ways(means: str, context: Any, blocks: list[SharedMemory]) -> tuple[Way, Way]:
    if means == "shared memory":
        return SharedWay(context, blocks[0]), SharedWay(context, blocks[1])
    kind = QueueWay if means == "queue" else PipeWay
    return kind(context), kind(context)


def _talk(context: Any, there: Way, back: Way, size: int) -> tuple[float, float]:
    """Seconds one way, which is half a round trip, and bytes a second: the best of a few tries of each.

    Whatever disturbs a try only makes it slower; the first one warms both sides.
    """
    messages = max(_LEAST_MESSAGES, min(_MOST_MESSAGES, _MOST_BYTES // size))
    process = context.Process(target=answer, args=(there, back, size, messages))
    process.start()
    tries = [_try(there, back, bytes(size), messages) for _ in range(_TRIES)]
    process.join()
    quickest_trips, quickest_stream = min(trips for trips, _ in tries), min(stream for _, stream in tries)
    return quickest_trips / messages / 2, size * messages / quickest_stream


def _try(there: Way, back: Way, data: bytes, messages: int) -> tuple[float, float]:
    """Seconds of so many round trips, one after the other, and of so many messages sent at once."""
    start = time.perf_counter()
    for _ in range(messages):
        there.put(data)
        back.get(len(data))
    middle = time.perf_counter()
    for _ in range(messages):
        there.put(data)
    back.get(1)
    return middle - start, time.perf_counter() - middle
