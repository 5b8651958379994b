"""Which functions can be measured: those that a fresh process can import by name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corecurve.bench.errors import UsageError
from corecurve.core.plain_function import FunctionReference

_ADVICE = "define it with def at the top level of a module or of the test file"


def refer_to(function: Callable[..., Any], role: str = "task") -> FunctionReference:
    """How a subject finds the function. Raises UsageError, naming its ``role``, where it cannot."""
    module_name = getattr(function, "__module__", None)
    name = getattr(function, "__qualname__", None)
    if not callable(function) or not isinstance(module_name, str) or not isinstance(name, str):
        raise UsageError(f"speedup: the {role} {_shown(function)} is no function with a name of its own; {_ADVICE}")
    if "<lambda>" in name:
        raise UsageError(f"speedup: the {role} is a lambda, which no fresh process can import; {_ADVICE}")
    if "<locals>" in name:
        raise UsageError(f"speedup: the {role} {name} is inside a function, where no fresh process finds it; {_ADVICE}")
    module = sys.modules.get(module_name)
    if module_name == "__main__" or _look_up(module, name) is not function:
        raise UsageError(f"speedup: a fresh process finds no such {role} as {module_name}.{name}; {_ADVICE}")
    file = getattr(module, "__file__", None)
    return FunctionReference(module_name, file if file and Path(file).suffix == ".py" else None, name)


def _look_up(module: object, name: str) -> object:
    found = module
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
