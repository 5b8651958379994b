"""The warden: it tidies up after a harness that is gone, and only then."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import environment

from corecurve.bench.subjects.warden import Warden

_HARNESS = """
import subprocess, sys, time
from pathlib import Path
from corecurve.bench.subjects.warden import Warden
warden = Warden()
warden.watch_folder(Path(sys.argv[1]))
for mark in ("first", "second"):
    child = subprocess.Popen(["sleep", "600"], start_new_session=True)
    warden.watch_session(child.pid, f"CORECURVE_SUBJECT={mark}")
    if mark == "first":
        warden.forget_session(child.pid)
    print(child.pid, flush=True)
time.sleep(600)
"""


def wait_until_gone(path: Path) -> None:
    deadline = time.monotonic() + 30
    while path.exists():
        assert time.monotonic() < deadline, f"{path} is still there"
        time.sleep(0.02)


def test_a_dismissed_warden_removes_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    (folder / "file").write_text("something")
    warden = Warden()
    warden.watch_folder(folder)
    warden.dismiss()
    assert warden._process.returncode == 0
    assert not folder.exists()


@pytest.mark.parametrize("name", ["with space", "with\nline end", "wörk", os.fsdecode(b"not-utf8-\xff")], ids=ascii)
def test_any_folder_name_is_understood(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    warden = Warden()
    warden.watch_folder(folder)
    warden.dismiss()
    assert not folder.exists()
    assert tmp_path.exists()


def test_a_folder_that_is_gone_already_is_no_trouble(tmp_path: Path) -> None:
    gone, there = tmp_path / "gone", tmp_path / "there"
    gone.mkdir()
    there.mkdir()
    warden = Warden()
    warden.watch_folder(gone)
    warden.watch_folder(there)
    shutil.rmtree(gone)
    warden.dismiss()
    assert warden._process.returncode == 0
    assert not there.exists()


def test_a_warden_that_was_killed_is_no_trouble(tmp_path: Path) -> None:
    warden = Warden()
    warden._process.kill()
    warden._process.wait()
    warden.watch_folder(tmp_path)
    warden.watch_session(1, "CORECURVE_SUBJECT=none")
    warden.dismiss()
    assert tmp_path.exists()


def test_a_killed_harness_has_its_sessions_ended_and_its_folder_removed(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    harness = subprocess.Popen(
        [sys.executable, "-c", _HARNESS, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(tmp_path / "tmp"),
    )
    with harness:
        assert harness.stdout is not None
        forgotten, watched = int(harness.stdout.readline()), int(harness.stdout.readline())
        assert folder.exists()
        harness.kill()
        harness.wait()
        wait_until_gone(folder)
        wait_until_gone(Path(f"/proc/{watched}"))
        try:
            os.kill(forgotten, 0)
        finally:
            os.kill(forgotten, 9)


def test_the_warden_imports_nothing_outside_the_standard_library() -> None:
    program = (
        "import sys; sys.path.append(sys.argv[1]); import corecurve.bench.subjects.warden;"
        "print(*sorted(name for name in sys.modules if name.split('.')[0] in ('psutil', 'rich', 'click', 'msgspec')))"
    )
    links = str(Path(__file__).parents[1] / ".links")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, links], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []
