"""How tasks travel to workers: how many of them together."""

from __future__ import annotations


def chunk_lengths(backend: str, tasks: int, workers: int, chunksize: int | None) -> list[int]:
    """How many tasks travel together, chunk by chunk, in task order.

    ``Pool.map`` by itself makes four chunks for each worker, a little larger where that does not come out
    even; executors send single tasks; ``processes`` splits once, into shares that differ by at most one task; the
    serial loop is one share.
    """
    if backend in ("serial", "processes"):
        shares = workers if backend == "processes" else 1
        size, longer = divmod(tasks, shares)
        return [length for number in range(shares) if (length := size + (number < longer))]
    size = _chunk_length(backend, tasks, workers, chunksize)
    full, rest = divmod(tasks, size)
    return [size] * full + [rest] * bool(rest)


def _chunk_length(backend: str, tasks: int, workers: int, chunksize: int | None) -> int:
    if backend in ("threads", "interpreters"):
        return 1
    if chunksize is not None:
        return max(1, chunksize)
    if backend == "pool":
        whole, extra = divmod(tasks, workers * 4)
        return max(1, whole + bool(extra))
    return 1
