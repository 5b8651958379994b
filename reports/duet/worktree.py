"""A revision checked out beside the work tree, for as long as it is needed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from corecurve.bench.errors import Interrupted
from corecurve.reports.duet.git import GitError, git, repository_root, resolve_commit

_PREFIX = "corecurve-duet-"


@dataclass(frozen=True)
class Worktree:
    """A revision's files: ``folder`` holds them, ``commit`` is its full id, ``revision`` what it was asked for by."""

    folder: Path
    commit: str
    revision: str


@contextmanager
def worktree_of(revision: str, folder: Path) -> Iterator[Worktree]:
    """The files of ``revision`` of the repository around ``folder``, in a temporary work tree that is removed after.

    One that an earlier, killed duet has left is removed first: its name tells the process that it
    belonged to. Raises GitError.
    """
    root = repository_root(folder)
    commit = resolve_commit(root, revision)
    remove_abandoned(root)
    holder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    tree = holder / root.name
    try:
        git(root, "worktree", "add", "--quiet", "--detach", str(tree), commit)
        yield Worktree(tree, commit, revision)
    finally:
        _remove(root, tree)


def remove_abandoned(root: Path) -> list[Path]:
    """Removes the work trees of duets whose process is gone; returns their folders."""
    lines = git(root, "worktree", "list", "--porcelain").splitlines()
    trees = [Path(line.removeprefix("worktree ")) for line in lines if line.startswith("worktree ")]
    abandoned = [tree for tree in trees if _is_abandoned(tree.parent.name)]
    for tree in abandoned:
        _remove(root, tree)
    return abandoned


def _is_abandoned(name: str) -> bool:
    owner = name.removeprefix(_PREFIX).partition("-")[0]
    if not name.startswith(_PREFIX) or not owner.isdigit():
        return False
    try:
        os.kill(int(owner), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _remove(root: Path, tree: Path) -> None:
    """Takes the tree off the disk and off git's list, also when Ctrl-C is pressed again meanwhile."""
    with suppress(GitError, Interrupted):
        git(root, "worktree", "remove", "--force", "--force", str(tree))
    shutil.rmtree(tree.parent, ignore_errors=True)
    with suppress(GitError, Interrupted):
        git(root, "worktree", "prune")
