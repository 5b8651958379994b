"""Where a workload comes from, and how a measured process loads it.

A workload lives in a module that can be imported by name, or in a file. A file is loaded under
one reserved module name, in the subject and in every worker alike *before* anything is
unpickled there, so that functions of the file pickle by reference under every start method.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from dataclasses import dataclass
from types import ModuleType

from corecurve.core.workload import Workload

FILE_MODULE = "corecurve_workload_file"
_OUR_FOLDER = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class SourceError(Exception):
    """A workload's module or file cannot be loaded, or does not hold the workload."""


@dataclass(frozen=True)
class WorkloadSource:
    """A module by name, or a file by path; exactly one of the two is set.

    ``search`` are folders that go first on ``sys.path``, as a script's own folder would. Where there are none, a file
    finds in the current folder and its ``src`` what it finds nowhere else: the project that it is run from.
    """

    module: str | None = None
    path: str | None = None
    search: tuple[str, ...] = ()


def load_module(source: WorkloadSource) -> ModuleType:
    """The source's module, imported once a process. Raises what the module itself raises."""
    _search_first(source.search)
    if source.path is None:
        assert source.module is not None
        return importlib.import_module(source.module)
    if FILE_MODULE not in sys.modules:
        _search_first((os.path.dirname(source.path),))
        if not source.search:
            _search_last((os.getcwd(), os.path.join(os.getcwd(), "src")))
        _load_file(source.path)
    return sys.modules[FILE_MODULE]


def workloads_in(module: ModuleType) -> dict[str, Workload]:
    """The ``Workload`` objects at a module's top level, by the name they have there."""
    return {name: value for name, value in vars(module).items() if isinstance(value, Workload)}


def load_workload(source: WorkloadSource, name: str) -> Workload:
    """The workload of this variable name or of this ``Workload.name``; SourceError where there is none."""
    found = workloads_in(load_module(source))
    if name in found:
        return found[name]
    for workload in found.values():
        if workload.name == name:
            return workload
    where = source.path or source.module
    raise SourceError(f"{where} holds no Workload named {name!r}; it holds: {', '.join(found) or 'none'}")


def _search_first(folders: tuple[str, ...]) -> None:
    # Right behind our own folder: a spawned worker imports us again, and beside a workload there may be a `corecurve`.
    begin = sys.path.index(_OUR_FOLDER) + 1 if _OUR_FOLDER in sys.path else 0
    for folder in reversed(folders):
        if folder not in sys.path:
            sys.path.insert(begin, folder)


def _search_last(folders: tuple[str, ...]) -> None:
    sys.path.extend(folder for folder in folders if folder not in sys.path)


def _load_file(path: str) -> None:
    spec = importlib.util.spec_from_file_location(FILE_MODULE, path)
    if spec is None or spec.loader is None:
        raise SourceError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[FILE_MODULE] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[FILE_MODULE]
        raise
