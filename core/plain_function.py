"""A workload made of a plain function and a file of pickled inputs, where nobody has written a ``Workload``.

The functions are named by module and found here, in the subject and in each of its workers, under the name that they
have where they come from: so they pickle by reference under every start method.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

from corecurve.core.workload import Workload


@dataclass(frozen=True)
class FunctionReference:
    """A function at the top level of a module: the module's name and file (None: it has none), and its own name."""

    module: str
    path: str | None
    name: str


def make_workload(
    task: FunctionReference,
    inputs_path: str,
    *,
    import_path: Sequence[str] = (),
    finish: FunctionReference | None = None,
    equal: FunctionReference | None = None,
) -> Workload:
    """The workload that calls ``task`` on each of the inputs in a file, which is read when they are asked for.

    ``import_path`` is the ``sys.path`` with which the functions can be imported. Raises what importing them raises.
    """
    adopt_import_path(import_path)
    return Workload(
        task.name,
        find_function(task),
        partial(read_inputs, inputs_path),
        finish=None if finish is None else find_function(finish),
        equal=None if equal is None else find_function(equal),
    )


def adopt_import_path(folders: Sequence[str]) -> None:
    """Makes ``sys.path`` this one; what only we have here, such as our own folder, stays in front of it."""
    sys.path[:] = [folder for folder in sys.path if folder not in folders] + list(folders)


def find_function(reference: FunctionReference) -> Any:
    """The function itself; imports its module. Raises AttributeError where the module has none of that name."""
    found: Any = import_by_name_or_path(reference.module, reference.path)
    for name in reference.name.split("."):
        found = getattr(found, name)
    return found


def import_by_name_or_path(name: str, path: str | None) -> ModuleType:
    """The module of this name and file, by its name where that leads to the file, else from the file under that name.

    A test file may well have a name that only its test runner can import.
    """
    if name not in sys.modules and path is not None and not _leads_to(name, path):
        return _load_as(name, path)
    return importlib.import_module(name)


def read_inputs(path: str) -> list[Any]:
    """The inputs, unpickled: only a subject does this, which runs the same code anyway."""
    with open(path, "rb") as file:
        inputs: list[Any] = pickle.load(file)  # noqa: S301
    return inputs


def _leads_to(name: str, path: str) -> bool:
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return False
    return spec is not None and spec.origin is not None and os.path.realpath(spec.origin) == os.path.realpath(path)


def _load_as(name: str, path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    for parent in _parents(name):
        sys.modules.setdefault(parent, ModuleType(parent))
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]
