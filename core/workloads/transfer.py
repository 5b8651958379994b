"""Large inputs and results with little to compute: what counts is how the bytes get there and back."""

from __future__ import annotations

import random

from corecurve.core.workload import Workload

TASKS = 24
BYTES = 8192
"""How many bytes a task takes and returns at size 1."""
PASSES = 8
SUBSTITUTION = bytes((value * 167 + 13) % 256 for value in range(256))
"""A permutation of the byte values."""


def blocks(size: int) -> list[bytes]:
    """Equally long blocks of random bytes, the same in every run."""
    generator = random.Random(size)
    return [generator.randbytes(BYTES * size) for _ in range(TASKS)]


def encode(block: bytes) -> bytes:
    """A block as long, every byte substituted eight times over: about five nanoseconds a byte."""
    for _ in range(PASSES):
        block = block.translate(SUBSTITUTION)
    return block


def blocks_are_right(inputs: list[bytes], results: list[bytes]) -> bool:
    """Compares with one substitution that does as much as the eight."""
    at_once = encode(bytes(range(256)))
    return len(results) == len(inputs) and all(
        result == block.translate(at_once) for block, result in zip(inputs, results, strict=True)
    )


transfer = Workload(
    "transfer",
    encode,
    blocks,
    check=blocks_are_right,
    kind="data",
    description="24 equal tasks take and return large blocks of bytes, and compute little",
)
