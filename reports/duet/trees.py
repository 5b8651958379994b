"""The two trees of a duet, and where a subject of each finds its own code."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from corecurve.bench.errors import CorecurveError, UsageError
from corecurve.bench.interruptible_call import call
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.reports.duet.base_revision import need_other_code
from corecurve.reports.duet.git import is_dirty, repository_root, resolve_commit
from corecurve.reports.duet.request import DuetRequest
from corecurve.reports.duet.worktree import worktree_of

BASE = "base"
THIS = "this"


@dataclass(frozen=True)
class Tree:
    """One version of the repository: its side in the report, what people call it, and its folder."""

    side: str
    name: str
    folder: Path
    is_dirty: bool = False

    @property
    def search(self) -> tuple[str, ...]:
        """What goes first on the path of its subjects: the tree, and its ``src`` where it has one."""
        source = self.folder / "src"
        return (str(source), str(self.folder)) if source.is_dir() else (str(self.folder),)

    @property
    def own_core(self) -> Path | None:
        """The tree's ``core``, where the tree is corecurve's own: the built-in workloads and backends under test."""
        core = self.folder / "core"
        return core if (core / "agent" / "launcher.py").is_file() else None


Laboratories = dict[Tree, Laboratory]
"""This tree's laboratory, then the base's."""


@contextmanager
def both_trees(request: DuetRequest) -> Iterator[tuple[Tree, Tree]]:
    """This tree, and the revision's in a worktree that is removed afterwards. Raises CorecurveError."""
    root = repository_root(request.folder)
    need_other_code(request.revision, root)
    with worktree_of(request.revision, root) as other:
        base = Tree(BASE, f"{request.revision} ({other.commit[:10]})", other.folder)
        changed = is_dirty(root)
        this = Tree(THIS, f"this tree ({resolve_commit(root, 'HEAD')[:10]}{'+' if changed else ''})", root, changed)
        if request.setup is not None:
            _set_up(request.setup, base)
        yield this, base


@contextmanager
def laboratories_for(request: DuetRequest, this: Tree, base: Tree) -> Iterator[Laboratories]:
    """One laboratory for both sides; each its own where ``core`` itself is what is compared."""
    interpreter = find_interpreter(request.python)
    with ExitStack() as stack:
        own = stack.enter_context(Laboratory(interpreter, this.own_core))
        own.look_after(base.folder.parent)
        is_shared = this.own_core is None or base.own_core is None
        yield {this: own, base: own if is_shared else stack.enter_context(Laboratory(interpreter, base.own_core))}


def _set_up(command: str, tree: Tree) -> None:
    """Runs the user's own command in the worktree. Raises CorecurveError where it fails."""
    try:
        done = call(shlex.split(command), tree.folder)
    except (OSError, ValueError, IndexError) as error:
        raise UsageError(f"--setup {command!r}: cannot be run: {error}") from None
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        why = f"exit code {done.returncode}" + (f": {said[-1]}" if said else "; it printed nothing")
        raise CorecurveError(f"--setup {command!r} failed in the worktree: {why}")
