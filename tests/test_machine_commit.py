"""The git commit of a folder, with real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from corecurve.bench.machine import describe_commit
from corecurve.bench.machine.commit import project_name
from corecurve.bench.report import Commit

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

AUTHORED, COMMITTED = "2024-02-03T04:05:06+02:00", "2025-03-04T05:06:07+00:00"


def git(folder: Path, *words: str) -> str:
    people = {
        f"GIT_{who}_{what}": f"{who}@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    times = {"GIT_AUTHOR_DATE": AUTHORED, "GIT_COMMITTER_DATE": COMMITTED}
    nowhere = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    environment = {**os.environ, **people, **times, **nowhere}
    done = subprocess.run(["git", *words], cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "work copy"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=trunk")
    (folder / "code.py").write_text("a = 1\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=first")
    return folder


def test_a_clean_commit_is_told_with_its_two_times(repository: Path) -> None:
    commit = describe_commit(repository)
    assert commit == Commit(
        id=git(repository, "rev-parse", "HEAD"),
        time=COMMITTED,
        author_time=AUTHORED,
        dirty=False,
        project="work copy",
        branch="trunk",
    )
    assert len(commit.id) == 40


def test_it_agrees_with_what_pytest_benchmark_says(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pytest_benchmark.utils import get_commit_info

    monkeypatch.chdir(repository)
    git(repository, "remote", "add", "origin", "https://example.org/team/thing.git")
    (repository / "code.py").write_text("a = 2\n")
    theirs, ours = get_commit_info(), describe_commit(repository)
    assert {key: getattr(ours, key) for key in theirs} == theirs


def test_changed_and_staged_files_make_it_dirty_and_new_ones_do_not(repository: Path) -> None:
    (repository / "new.py").write_text("")
    assert not describe_commit(repository).dirty
    git(repository, "add", "new.py")
    assert describe_commit(repository).dirty


def test_a_folder_below_the_top_belongs_to_the_repository(repository: Path) -> None:
    (repository / "deep" / "er").mkdir(parents=True)
    assert describe_commit(repository / "deep" / "er").id == describe_commit(repository).id


def test_a_detached_head_is_named_as_pytest_benchmark_names_it(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "--detach")
    assert describe_commit(repository).branch == "(detached head)"


def test_a_folder_without_repository_has_the_defaults(tmp_path: Path) -> None:
    assert describe_commit(tmp_path) == Commit()
    assert describe_commit(tmp_path / "missing") == Commit()


def test_a_repository_without_commits_has_the_defaults(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert describe_commit(tmp_path) == Commit()


def test_a_broken_repository_has_the_defaults(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere\n")
    assert describe_commit(tmp_path) == Commit()


def test_without_git_there_are_the_defaults(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert describe_commit(repository) == Commit()


def test_the_folder_decides_and_not_the_environment_of_a_git_hook(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert describe_commit(repository).time == COMMITTED


def test_a_git_that_never_answers_is_given_up(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = tmp_path / "bin"
    stuck.mkdir()
    (stuck / "git").write_text("#!/bin/sh\nexec sleep 60\n")
    (stuck / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{stuck}{os.pathsep}{os.environ['PATH']}")
    start = time.monotonic()
    assert describe_commit(repository, patience_seconds=0.2) == Commit()
    assert time.monotonic() - start < 20


def test_the_repository_is_left_as_it_was(repository: Path) -> None:
    (repository / "code.py").touch()
    index = repository / ".git" / "index"
    before = (index.read_bytes(), index.stat().st_mtime_ns)
    describe_commit(repository)
    assert (index.read_bytes(), index.stat().st_mtime_ns) == before


@pytest.mark.parametrize(
    ("remote", "name"),
    [
        ("git@example.org:team/thing.git", "thing"),
        ("https://example.org/team/thing/", "thing"),
        ("https://example.org/team/thing.github.io.git\n", "thing.github.io"),
        (r"C:\repos\thing", "thing"),
        ("", ""),
        ("/", ""),
    ],
)
def test_the_project_is_the_last_part_of_the_remotes_address(remote: str, name: str) -> None:
    assert project_name(remote) == name
