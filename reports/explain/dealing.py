"""What matters of a backend for where its time goes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Dealing:
    """How a backend deals tasks out to its workers.

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
