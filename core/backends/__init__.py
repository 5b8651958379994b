"""The backends, by name. One is imported when it is asked for, so that a subject stays small."""

from __future__ import annotations

import importlib

from corecurve.core.backends.protocol import Backend

BACKENDS = {
    "serial": "corecurve.core.backends.serial:Serial",
    "threads": "corecurve.core.backends.threads:Threads",
    "processes": "corecurve.core.backends.processes:Processes",
    "pool": "corecurve.core.backends.pool:ProcessPool",
    "executor": "corecurve.core.backends.executor:ProcessExecutor",
    "interpreters": "corecurve.core.backends.interpreters:Interpreters",
}


def find_backend(name: str) -> type[Backend]:
    """The class of the backend of this name. Raises KeyError where there is none."""
    module, _, attribute = BACKENDS[name].partition(":")
    backend: type[Backend] = getattr(importlib.import_module(module), attribute)
    return backend
