"""Copying in memory far larger than the caches: what the cores share is the way to memory.

The copy is the first kernel of STREAM (McCalpin, "Memory bandwidth and machine balance in current
high performance computers", 1995). Each worker copies between two buffers of its own.
"""

from __future__ import annotations

import threading
from typing import NamedTuple

from corecurve.core.workload import Workload

TASKS = 24
BLOCK_BYTES = 1 << 19
BLOCKS = 128
"""How many blocks a buffer holds: 64 MiB to read and 64 MiB to write, more than the caches hold."""

Copies = tuple[int, int]
"""The first block, and how many blocks to copy from there on, round and round."""


class Buffers(NamedTuple):
    """What a worker copies from, every byte of a block the block's number, and what it copies to."""

    source: bytes
    target: bytearray


_of_thread = threading.local()
_latest: list[Buffers] = []


def make_buffers() -> None:
    """Gives the calling worker two buffers of its own, every page of them touched."""
    source = b"".join(bytes([block]) * BLOCK_BYTES for block in range(BLOCKS))
    _of_thread.buffers = Buffers(source, bytearray(b"\xff") * len(source))
    _latest[:] = [_of_thread.buffers]


def own_buffers() -> Buffers:
    """The calling worker's buffers."""
    # A subinterpreter forgets thread-local data between two calls; but it has one worker, which made the latest.
    buffers: Buffers = getattr(_of_thread, "buffers", None) or _latest[0]
    return buffers


def copies(size: int) -> list[Copies]:
    """Equally many blocks for every task, each beginning where the one before ends."""
    return [(number * size % BLOCKS, size) for number in range(TASKS)]


def copy_blocks(task: Copies) -> int:
    """Copies block after block; returns the sum of the last byte of each copy, as found in the target."""
    first, count = task
    buffers = own_buffers()
    source, target = memoryview(buffers.source), memoryview(buffers.target)
    total = 0
    for block in range(first, first + count):
        begin = block % BLOCKS * BLOCK_BYTES
        end = begin + BLOCK_BYTES
        target[begin:end] = source[begin:end]
        total += target[end - 1]
    return total


def sums_are_right(inputs: list[Copies], sums: list[int]) -> bool:
    """Whether each sum is that of the copied blocks' numbers: every byte of a block is its number."""
    return sums == [sum(block % BLOCKS for block in range(first, first + count)) for first, count in inputs]


memory = Workload(
    "memory",
    copy_blocks,
    copies,
    check=sums_are_right,
    initializer=make_buffers,
    kind="memory",
    description="24 equal tasks copy between buffers larger than the caches",
)
