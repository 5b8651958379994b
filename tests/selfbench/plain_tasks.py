"""What the hand-written script and corecurve both run: one task that computes in Python, one that computes in C."""

import hashlib

from shaken_layout import call_deep

from corecurve.core import Workload
from corecurve.core.workloads.primes import Segment, count_primes, segments

SIZE = 60
TASKS = 24


def counting_inputs() -> list[Segment]:
    return segments(SIZE)


def count(segment: Segment) -> int:
    return call_deep(count_primes, segment)


def derive_key(salt: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", b"corecurve", salt.to_bytes(4, "big"), 8_000)


def digest_inputs() -> list[int]:
    return list(range(TASKS))


counting = Workload("counting", count, counting_inputs)
digests = Workload("digests", derive_key, digest_inputs)
