"""How backends deal tasks out to workers: in which chunks, and whether a share is fixed beforehand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Dealing:
    """What matters of a backend for where its time goes.

    ``is_static``: every worker gets one share beforehand. ``takes_chunksize``: the caller chooses how many tasks
    travel together. ``shares_gil``: workers are threads of one interpreter. ``pickles``: arguments and results are
    serialised. ``uses_processes``: workers are processes.
    """

    is_static: bool = False
    takes_chunksize: bool = False
    shares_gil: bool = False
    pickles: bool = True
    uses_processes: bool = True


DEALINGS = {
    "serial": Dealing(is_static=True, pickles=False, uses_processes=False),
    "threads": Dealing(shares_gil=True, pickles=False, uses_processes=False),
    "processes": Dealing(is_static=True),
    "pool": Dealing(takes_chunksize=True),
    "executor": Dealing(takes_chunksize=True),
    "interpreters": Dealing(uses_processes=False),
}


def dealing_of(backend: str) -> Dealing:
    """How a backend deals tasks out; one that is not known here is taken for a plain process pool."""
    return DEALINGS.get(backend, Dealing())


def chunk_lengths(backend: str, tasks: int, workers: int, chunksize: int | None) -> list[int]:
    """How many tasks travel together, chunk by chunk, in task order.

    ``Pool.map`` by itself makes four chunks for each worker, a little larger where that does not come out
    even; executors send single tasks; ``processes`` splits once, into shares that differ by at most one task.
    """
    dealing = dealing_of(backend)
    if dealing.is_static:
        size, longer = divmod(tasks, workers)
        return [size + (number < longer) for number in range(workers) if size + (number < longer)]
    size = _chunk_length(backend, tasks, workers, chunksize)
    full, rest = divmod(tasks, size)
    return [size] * full + [rest] * bool(rest)


def _chunk_length(backend: str, tasks: int, workers: int, chunksize: int | None) -> int:
    if dealing_of(backend).takes_chunksize and chunksize is not None:
        return max(1, chunksize)
    if backend == "pool":
        whole, extra = divmod(tasks, workers * 4)
        return max(1, whole + bool(extra))
    return 1
