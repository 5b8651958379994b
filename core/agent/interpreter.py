"""How the measured interpreter describes itself."""

from __future__ import annotations

import multiprocessing
import os
import platform
import struct
import sys
import sysconfig
from typing import Any

_LIMITS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "PYTHON_GIL",
    "PYTHONMALLOC",
)
_PACKAGES = ("numpy", "scipy", "pandas", "numba", "torch", "sklearn", "threadpoolctl", "joblib")


def describe_interpreter() -> dict[str, Any]:
    """The fields of the report's ``Python``; packages are those that the workload has imported."""
    is_gil_enabled = getattr(sys, "_is_gil_enabled", lambda: True)
    return {
        "executable": sys.executable,
        "implementation": platform.python_implementation(),
        "version": platform.python_version(),
        "compiler": platform.python_compiler(),
        "build": list(platform.python_build()),
        "bits": struct.calcsize("P") * 8,
        "gil_enabled": bool(is_gil_enabled()),
        "is_free_threaded_build": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "start_method": multiprocessing.get_context().get_start_method(),
        "start_methods": multiprocessing.get_all_start_methods(),
        "optimisation": _describe_optimisation(),
        "limits": {name: os.environ[name] for name in _LIMITS if name in os.environ},
        "packages": {name: _version_of(name) for name in _PACKAGES if name in sys.modules},
    }


def _describe_optimisation() -> str | None:
    arguments = str(sysconfig.get_config_var("CONFIG_ARGS") or "")
    found = [word for word in ("enable-optimizations", "with-lto", "experimental-jit") if word in arguments]
    return " ".join(found) or None


def _version_of(package: str) -> str:
    return str(getattr(sys.modules[package], "__version__", "unknown"))
