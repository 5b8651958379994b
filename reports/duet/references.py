"""The same workloads on both sides of a duet, each out of its own tree."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from corecurve.bench.errors import UsageError
from corecurve.bench.printable import printable
from corecurve.core.workloads import BUILT_IN
from corecurve.reports.duet.trees import Tree


def references_in(references: Sequence[str], this: Tree, tree: Tree) -> tuple[list[str], list[str]]:
    """What a person asked for, as it is named in ``tree``; and what a reader must know.

    A workload file of this tree is taken from the same place of the other. Where the other does not have it yet,
    both sides run this tree's file, each against its own tree's modules.

    Raises UsageError for a built-in workload outside corecurve's own repository: both sides would be the same code.
    """
    named, remarks = [], []
    for reference in references:
        if reference in BUILT_IN:
            if this.own_core is None or tree.own_core is None:
                raise UsageError(
                    f"the built-in workload {reference!r} is corecurve's own code, the same on both sides; "
                    "name a workload of this repository: path/to/file.py, path/to/file.py:name or module:name"
                )
            named.append(reference)
            continue
        moved, is_borrowed = _moved(reference, this, tree)
        named.append(moved)
        if is_borrowed:
            remarks.append(f"{tree.name} has no {printable(reference)} yet: both sides run this tree's file.")
    return named, remarks


def _moved(reference: str, this: Tree, tree: Tree) -> tuple[str, bool]:
    """A reference in the other tree, and whether it is this tree's file all the same."""
    path, variable = _split(reference)
    if path is None:
        return reference, False
    absolute = path.expanduser().absolute()
    if not absolute.is_file():
        raise UsageError(f"workload {reference!r}: there is no file {path}")
    try:
        inside = absolute.resolve().relative_to(this.folder.resolve())
    except ValueError:
        return f"{absolute}{variable}", False
    moved = tree.folder / inside
    return (f"{moved}{variable}", False) if moved.is_file() else (f"{absolute}{variable}", True)


def _split(reference: str) -> tuple[Path | None, str]:
    """The file of a reference and its ``:name``; no file where it names a module."""
    head, colon, tail = reference.rpartition(":")
    place, variable = (head, colon + tail) if colon and not tail.endswith(".py") else (reference, "")
    return (Path(place), variable) if place.endswith(".py") or os.sep in place else (None, "")
