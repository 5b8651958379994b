"""Whether each side of a duet really runs its own tree's code.

An editable install, an installed copy or a folder that comes earlier on the path would give both sides the same
code, and a verdict of *unchanged* for ever. So each side's subject tells which file each of its modules came from.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from corecurve.bench.errors import CorecurveError
from corecurve.bench.printable import printable
from corecurve.core.workload_source import FILE_MODULE
from corecurve.reports.duet.trees import Tree

_INSTALLED = ("site-packages", "dist-packages")
_COMPILED = (".so", ".pyd")

Modules = Mapping[str, str]
"""The modules of a process: name and file."""


class SameCodeError(CorecurveError):
    """A side of a duet would run code that is not its own."""


def require_own_modules(loaded: Mapping[Tree, Modules]) -> None:
    """Raises SameCodeError where a side runs the other's code, an installed copy, or lacks a compiled extension.

    Also where neither side runs any code of the repository: there would be nothing to compare.
    """
    this, base = sorted(loaded, key=lambda tree: tree.side, reverse=True)
    for tree, other in ((this, base), (base, this)):
        for name, file in loaded[tree].items():
            _require_own(name, Path(file), tree, other)
    for name, file in _own_extensions(loaded[this], this, base):
        if name not in loaded[base] or not _is_own(Path(loaded[base][name]), base, this):
            raise SameCodeError(
                f"{base.name} has no compiled {name} (here it is {printable(file)}): "
                "build it there with --setup 'COMMAND', which runs in its worktree"
            )
    borrowed = loaded[this].get(FILE_MODULE) == loaded[base].get(FILE_MODULE)
    if not any(
        _is_own(Path(file), *pair)
        for pair in ((this, base), (base, this))
        for name, file in loaded[pair[0]].items()
        if not (borrowed and name == FILE_MODULE)
    ):
        raise SameCodeError(
            f"no module of {printable(this.folder)} was loaded on either side: both would run the same code; "
            "name a workload that imports this repository's code"
        )


def _require_own(name: str, file: Path, tree: Tree, other: Tree) -> None:
    if name == FILE_MODULE or name.partition(".")[0] in sys.stdlib_module_names or _is_own(file, tree, other):
        return
    is_the_others = _is_own(file, other, tree) and not _is_installed(file, other.folder)
    own = _own_file(name, tree)
    if is_the_others or own is not None:
        where = f"not {printable(own)}" if own is not None else f"of which {printable(tree.folder)} has none"
        raise SameCodeError(
            f"{tree.name} would run {printable(name)} from {printable(file)}, {where}: "
            "uninstall that copy (an editable install, too), or take it off PYTHONPATH"
        )


def _own_file(name: str, tree: Tree) -> Path | None:
    """The file of a module in a tree, if the tree has one."""
    for folder in tree.search:
        stem = Path(folder, *name.split("."))
        for candidate in (stem / "__init__.py", *(Path(f"{stem}{ending}") for ending in (".py", *EXTENSION_SUFFIXES))):
            if candidate.is_file():
                return candidate
    return None


def _own_extensions(modules: Modules, tree: Tree, other: Tree) -> Iterator[tuple[str, str]]:
    for name, file in modules.items():
        path = Path(file)
        if path.suffix in _COMPILED and _is_own(path, tree, other) and not _is_installed(path, tree.folder):
            yield name, file


def _is_own(file: Path, tree: Tree, other: Tree) -> bool:
    """Whether a file lies in a tree; the other tree may lie within it, where temporary folders do."""
    is_nested = _is_in(other.folder, tree.folder) and _is_in(file, other.folder)
    return _is_in(file, tree.folder) and not is_nested


def _is_in(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def _is_installed(file: Path, folder: Path) -> bool:
    """Whether it lies in a virtual environment within the folder, as the packages of either side may."""
    return any(part in _INSTALLED for part in file.resolve().relative_to(folder.resolve()).parts)
