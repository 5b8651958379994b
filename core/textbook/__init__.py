"""Experiments on what introductions to multiprocessing say: one module for each, run by name inside a subject.

Each module has a function ``run`` with settings as keyword arguments, and returns plain data for JSON.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

EXPERIMENTS: dict[str, str] = {
    "overlap": f"{__name__}.overlap",
    "mutation": f"{__name__}.mutation",
    "memory": f"{__name__}.memory",
    "messages": f"{__name__}.messages",
    "updates": f"{__name__}.lost_updates",
    "calls": f"{__name__}.pool_calls",
    "examples": f"{__name__}.example_processes",
}
"""Where each experiment lives. Nothing is imported until it is asked for."""


def run_experiment(name: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Runs an experiment once, here and now. Raises KeyError where there is none of this name."""
    found: dict[str, Any] = import_module(EXPERIMENTS[name]).run(**settings)
    return found
