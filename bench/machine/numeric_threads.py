"""Libraries that start threads of their own inside every worker, and the variables that limit them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

THREADED_LIBRARIES = ("numpy", "scipy", "torch", "numexpr", "mkl")
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    *(("VECLIB_MAXIMUM_THREADS",) if sys.platform == "darwin" else ()),
)
"""``OMP_NUM_THREADS`` comes first: all the libraries but Apple's follow it where their own one is not set."""


@dataclass(frozen=True, kw_only=True)
class NumericThreads:
    """Which threaded libraries the interpreter can import, and the limits that are set, as they are set."""

    libraries: list[str] = field(default_factory=list)
    limits: dict[str, str] = field(default_factory=dict)


def read_numeric_threads(
    environment: Mapping[str, str], libraries: Sequence[str] = THREADED_LIBRARIES
) -> NumericThreads:
    """Looks for the libraries without importing them; ``environment`` is a mapping such as ``os.environ``."""
    return NumericThreads(
        libraries=[name for name in libraries if _is_there(name)],
        limits={name: environment[name] for name in THREAD_VARIABLES if environment.get(name)},
    )


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return name in sys.modules
