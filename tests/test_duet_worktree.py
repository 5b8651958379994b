"""A duet checks a revision out beside the work tree, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from corecurve.reports.duet.git import GitError, is_dirty, repository_root, resolve_commit
from corecurve.reports.duet.worktree import remove_abandoned, worktree_of


def run_git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def listed_trees(repository: Path) -> int:
    return run_git(repository, "worktree", "list").count("\n") + 1


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits: ``answer.py`` says 1, then 2; the tag ``before`` is the first."""
    folder = tmp_path / "project"
    folder.mkdir()
    run_git(folder, "init", "--quiet", "--initial-branch=main")
    for number in (1, 2):
        (folder / "answer.py").write_text(f"ANSWER = {number}\n")
        run_git(folder, "add", "answer.py")
        run_git(folder, "commit", "--quiet", "--message", f"say {number}")
        if number == 1:
            run_git(folder, "tag", "before")
    return folder


def test_the_worktree_holds_the_files_of_the_revision_and_is_gone_afterwards(repository: Path) -> None:
    with worktree_of("before", repository) as tree:
        assert (tree.folder / "answer.py").read_text() == "ANSWER = 1\n"
        assert tree.commit == run_git(repository, "rev-parse", "before")
    assert not tree.folder.parent.exists()
    assert listed_trees(repository) == 1


def test_the_worktree_is_gone_after_an_error_inside(repository: Path) -> None:
    folders = []

    def interrupted() -> None:
        with worktree_of("before", repository) as tree:
            folders.append(tree.folder.parent)
            (tree.folder / "left over").write_text("x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not folders[0].exists()
    assert listed_trees(repository) == 1


def test_a_worktree_whose_process_was_killed_is_removed_by_the_next_duet(repository: Path, tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    left = tmp_path / f"corecurve-duet-{ended.pid}-abc" / "project"
    run_git(repository, "worktree", "add", "--quiet", "--detach", str(left), "before")
    ours = tmp_path / f"corecurve-duet-{os.getpid()}-abc" / "project"
    run_git(repository, "worktree", "add", "--quiet", "--detach", str(ours), "before")
    assert [tree.parent.name for tree in remove_abandoned(repository)] == [left.parent.name]
    assert not left.parent.exists()
    assert ours.exists()


def test_no_hook_of_the_repository_runs(repository: Path, tmp_path: Path) -> None:
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    with worktree_of("before", repository):
        pass
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("revision", ["no-such-branch", "--all", "", "HEAD:answer.py"])
def test_a_revision_that_is_not_there_is_one_line_with_a_remedy(repository: Path, revision: str) -> None:
    with pytest.raises(GitError, match="git fetch") as caught, worktree_of(revision, repository):
        pass
    assert "\n" not in str(caught.value)
    assert listed_trees(repository) == 1


def test_a_shallow_clone_that_lacks_the_revision_is_told_to_fetch_more(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    run_git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", str(clone))
    with pytest.raises(GitError, match=r"--unshallow.*fetch-depth: 0"):
        resolve_commit(clone, "before")


def test_a_folder_outside_any_repository_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(GitError, match="not in a git repository"):
        repository_root(tmp_path)


def test_without_git_the_error_says_what_is_missing(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="git is not installed"):
        repository_root(repository)


def test_a_changed_tracked_file_makes_the_tree_dirty_and_a_new_file_does_not(repository: Path) -> None:
    (repository / "new.py").write_text("")
    assert not is_dirty(repository)
    (repository / "answer.py").write_text("ANSWER = 3\n")
    assert is_dirty(repository)


def test_the_environment_of_a_hook_does_not_lead_git_astray(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere.git"))
    assert repository_root(repository) == repository.resolve()
