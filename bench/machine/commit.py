"""The git commit of a folder, in pytest-benchmark's terms."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from corecurve.bench.report import Commit

PATIENCE_SECONDS = 5.0
"""How long one git command may take; on a dead network disk it would take for ever."""

_OTHER_REPOSITORY = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_OBJECT_DIRECTORY",
        "GIT_NAMESPACE",
        "GIT_PREFIX",
        "GIT_CEILING_DIRECTORIES",
    }
)


def describe_commit(folder: str | Path, patience_seconds: float = PATIENCE_SECONDS) -> Commit:
    """The commit that ``folder`` is at; ``Commit()`` without git, a repository or an answer in time.

    ``dirty`` means that tracked files differ from the commit, ``project`` is the name at the end of the remote
    ``origin``, otherwise the folder's. The repository that the folder lies in counts, whatever
    ``GIT_DIR`` says. Nothing is written to it.
    """
    place = Path(folder).absolute()
    if not any((parent / ".git").exists() for parent in (place, *place.parents)):
        return Commit()
    status = _git(place, patience_seconds, "status", "--porcelain=v2", "--branch", "--untracked-files=no")
    times = _git(place, patience_seconds, "log", "-1", "--no-show-signature", "--format=%H%n%cI%n%aI")
    if times is None or len(times) != 3:
        return Commit()
    remote = _git(place, patience_seconds, "config", "--get", "remote.origin.url")
    return Commit(
        id=times[0],
        time=times[1],
        author_time=times[2],
        dirty=any(not line.startswith("#") for line in status or []),
        project=project_name(remote[0] if remote else "") or place.name,
        branch=_branch(status or []),
    )


def project_name(remote: str) -> str:
    """The last part of a remote's address: ``corecurve`` of ``git@example.org:team/corecurve.git``."""
    parts = [part for part in re.split(r"[/:\\]", remote.strip()) if part]
    return parts[-1].removesuffix(".git") if parts else ""


def _branch(status: list[str]) -> str:
    """The branch in git's status; ``(detached head)`` between branches, as pytest-benchmark says it."""
    for line in status:
        if line.startswith("# branch.head "):
            name = line.removeprefix("# branch.head ")
            return "(detached head)" if name == "(detached)" else name
    return Commit().branch


def _git(folder: Path, patience_seconds: float, *words: str) -> list[str] | None:
    """The lines that git prints; None where it fails, is not there, or takes too long.

    It takes no locks, asks for no password, and starts no file-system monitor that would outlive it.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _OTHER_REPOSITORY}
    command = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C", str(folder), *words]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            timeout=patience_seconds,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return done.stdout.decode(errors="replace").splitlines()
