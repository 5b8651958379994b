"""The one seam to git: run it, and turn what goes wrong into a line that says what to do."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

from corecurve.bench.errors import CorecurveError
from corecurve.bench.interruptible_call import call

_DEADLINE_SECONDS = 300
_REDIRECTING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
"""What a hook's environment sets: a git called inside one would look at another folder than we name."""


class GitError(CorecurveError):
    """git is missing, or cannot give the revision that was asked for."""


def git(folder: Path, *arguments: str) -> str:
    """What git prints for ``arguments`` in ``folder``, without the last line break. Raises GitError.

    No hook runs: one of the user's own after a checkout could build or download anything.
    """
    command = ["git", "-c", f"core.hooksPath={os.devnull}", *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in _REDIRECTING}
    try:
        done = call(command, folder, {**environment, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}, _DEADLINE_SECONDS)
    except FileNotFoundError:
        raise GitError("git is not installed, or not on PATH: duet needs it to check the other revision out") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} in {folder} took more than {_DEADLINE_SECONDS} s and was ended") from None
    if done.returncode != 0:
        raise GitError(f"git {arguments[0]} in {folder} failed: {done.stderr.strip() or done.returncode}")
    return done.stdout.rstrip("\n")


def repository_root(folder: Path) -> Path:
    """The top folder of the work tree that ``folder`` is in. Raises GitError where there is none."""
    try:
        root = git(folder, "rev-parse", "--show-toplevel")
    except GitError as error:
        if "not a git repository" in str(error):
            raise GitError(
                f"{folder} is not in a git repository: run duet inside the one that it shall judge"
            ) from None
        raise
    if not root:
        raise GitError(f"{folder} is in a bare git repository: run duet in a work tree")
    return Path(root)


def resolve_commit(root: Path, revision: str) -> str:
    """The full id of the commit that ``revision`` names. Raises GitError, which tells how to get it."""
    with suppress(GitError):
        return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if is_shallow(root):
        remedy = "this clone is shallow: `git fetch --unshallow`, or in GitHub Actions `fetch-depth: 0` at checkout"
    else:
        remedy = "`git fetch` brings what the remote has; `git branch --all` and `git tag` list what is there"
    raise GitError(f"revision {revision!r} is not in {root}: {remedy}")


def is_shallow(root: Path) -> bool:
    """Whether the clone lacks older commits."""
    return git(root, "rev-parse", "--is-shallow-repository") == "true"


def is_dirty(root: Path) -> bool:
    """Whether tracked files differ from the last commit."""
    return git(root, "status", "--porcelain", "--untracked-files=no") != ""
