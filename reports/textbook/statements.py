"""The statements: what introductions to multiprocessing in Python say, one sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corecurve.bench.errors import UsageError


@dataclass(frozen=True)
class Statement:
    """One sentence of the textbook, and what has to be measured to test it.

    ``backends`` are those of the paired rounds that it needs, as ``workload@backend``; ``experiments`` are names in
    :data:`corecurve.core.textbook.EXPERIMENTS`.
    """

    number: int
    text: str
    backends: tuple[str, ...] = ()
    experiments: tuple[str, ...] = ()


STATEMENTS = (
    Statement(1, "Processes speed up CPU-bound work.", backends=("primes@pool", "primes@processes")),
    Statement(2, "Threads do not speed up CPU-bound work, because of the GIL.", backends=("primes@threads",)),
    Statement(3, "Threads do speed up I/O-bound work.", backends=("waiting@threads",)),
    Statement(4, "Processes truly run at the same time, on different cores.", experiments=("overlap",)),
    Statement(5, "More processes use more cores.", backends=("primes@pool",)),
    Statement(6, "It scales with the number of workers, as far as there are cores.", backends=("primes@pool",)),
    Statement(7, "Processes do not share memory; threads do.", experiments=("mutation",)),
    Statement(8, "Each process costs more memory than a thread.", experiments=("memory",)),
    Statement(
        9,
        "Processes talk by queues, pipes and shared memory: the last is quickest for much, and needs a lock.",
        experiments=("messages", "updates"),
    ),
    Statement(10, "A pool that is reused beats one that is made anew.", backends=("primes@pool",)),
    Statement(
        11,
        "A pool's apply runs one task at a time; the others run in parallel, and map costs less.",
        experiments=("calls",),
    ),
    Statement(
        12, "The pool example uses exactly 3 processes, the other exactly 4, all distinct.", experiments=("examples",)
    ),
)


def choose_statements(numbers: Iterable[int]) -> tuple[Statement, ...]:
    """The statements of these numbers, in their order; of none, all. Raises UsageError for one that is not there."""
    wanted = set(numbers)
    unknown = sorted(wanted - {one.number for one in STATEMENTS})
    if unknown:
        raise UsageError(f"--only {unknown[0]}: there is no such statement; expected 1 to {len(STATEMENTS)}")
    return tuple(one for one in STATEMENTS if not wanted or one.number in wanted)
