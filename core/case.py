"""A case: one workload on one backend with one number of workers and one set of options."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """How one workload is to be run.

    ``start_method`` is None for the interpreter's own (and for backends without processes);
    ``chunksize`` is None for the backend's own; ``scaling`` is ``strong`` (the same work for
    every number of workers) or ``weak`` (work in proportion to the workers).
    """

    workload: str
    backend: str
    workers: int
    start_method: str | None = None
    chunksize: int | None = None
    scaling: str = "strong"

    @property
    def id(self) -> str:
        """The name of the case, stable between runs: ``primes[pool-2]``.

        Settings that are not the usual ones are named: ``primes[pool-2-spawn-chunk16-weak]``.
        """
        parts = [self.backend, str(self.workers)]
        if self.start_method is not None:
            parts.append(self.start_method)
        if self.chunksize is not None:
            parts.append(f"chunk{self.chunksize}")
        if self.scaling != "strong":
            parts.append(self.scaling)
        return f"{self.workload}[{'-'.join(parts)}]"
