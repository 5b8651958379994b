"""Which revision this tree is held against, so that no duet measures the same code twice."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from corecurve.bench.errors import UsageError
from corecurve.bench.printable import printable
from corecurve.reports.duet.git import GitError, is_dirty, is_shallow, repository_root, resolve_commit

PARENT = "HEAD~1"
"""Of a merge it is the first parent: what was there before."""


def need_other_code(revision: str, root: Path) -> None:
    """Raises UsageError where this tree is the revision, and GitError where there is no such revision."""
    if is_same_commit(revision, root):
        raise UsageError(
            f"this tree is {printable(revision)} itself, and has no changes: a duet would measure the same code twice; "
            f"name an older revision, {PARENT} for example"
        )


def parent_where_same(revision: str, folder: Path) -> str | None:
    """The first parent's name where this tree is the revision itself, else None.

    Raises GitError where there is no such revision, no repository, or no parent to be had.
    """
    root = repository_root(folder)
    if not is_same_commit(revision, root):
        return None
    with suppress(GitError):
        resolve_commit(root, PARENT)
        return PARENT
    problem = f"this tree is {printable(revision)} itself, and has no changes, so that it needs its parent"
    if is_shallow(root):
        raise GitError(
            f"{problem}, which this shallow clone lacks: `git fetch --deepen 1`, or in GitHub Actions `fetch-depth: 0` "
            "at checkout"
        )
    raise GitError(f"{problem}, and the first commit has none: commit a change first, or measure one uncommitted")


def is_same_commit(revision: str, root: Path) -> bool:
    """Whether the tree is clean and its commit is the revision's. Raises GitError where there is no such revision."""
    return resolve_commit(root, revision) == resolve_commit(root, "HEAD") and not is_dirty(root)
