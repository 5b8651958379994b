"""``corecurve duet`` for real: two trees of a small repository, with a loss that no busy machine can hide."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest
from command_line import PATIENCE_SECONDS, corecurve, processes_using, start_corecurve

from corecurve.bench.report_file.reading import load_report

DOOR = "corecurve.reports"

WORKLOAD = """\
import time
from corecurve.core import Workload
from package import pause, close

naps = Workload("naps", pause, lambda: [0.01] * 8, finish=close, kind="wait")
"""

PACKAGE = """\
import time

def pause(seconds):
    time.sleep(seconds)

def close(results):
    time.sleep({closing})
"""


def run_git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, check=True)


def write_package(folder: Path, closing: float) -> None:
    (folder / "src" / "package").mkdir(parents=True, exist_ok=True)
    (folder / "src" / "package" / "__init__.py").write_text(PACKAGE.format(closing=closing))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two threads nap side by side; nothing is left to do in the end. Two commits, with the same code in both."""
    folder = tmp_path
    write_package(folder, closing=0.0)
    (folder / "workloads.py").write_text(WORKLOAD)
    run_git(folder, "init", "--quiet", "--initial-branch=main")
    run_git(folder, "add", ".")
    run_git(folder, "commit", "--quiet", "--message", "naps")
    run_git(folder, "commit", "--quiet", "--message", "the same", "--allow-empty")
    return folder


def duet(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    usual = ("--backend", "threads", "--workers", "2", "--seed", "1")
    return corecurve(repository, "duet", *arguments, *usual, door=DOOR)


def left_behind(repository: Path) -> tuple[int, list[str], list[int]]:
    """Work trees, temporary files and processes."""
    trees = subprocess.run(["git", "worktree", "list"], cwd=repository, capture_output=True, text=True, check=True)
    temporary = repository / "tmp"
    names = [path.name for path in temporary.iterdir() if path.name.startswith("corecurve")]
    return trees.stdout.count("\n"), names, processes_using(temporary)


def test_a_loss_ends_it_early_with_exit_code_1_and_nothing_left_behind(repository: Path) -> None:
    write_package(repository, closing=0.04)
    done = duet(repository, "HEAD", "workloads.py", "--budget", "30s", "--output", "both.json")
    assert done.returncode == 1, done.stderr
    assert "regression    naps[threads-2]" in done.stdout
    assert "This tree has uncommitted changes" in done.stdout
    spent = float(done.stdout.split("Measured in the same blocks, ")[1].split()[0])
    assert spent <= 15
    assert load_report(repository / "both.json").run.is_complete
    assert left_behind(repository) == (1, [], [])


def test_an_unchanged_tree_passes(repository: Path) -> None:
    done = duet(repository, "HEAD~1", "workloads.py", "--budget", "20s", "--tolerance", "20%")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "unchanged     naps[threads-2]" in done.stdout


def test_the_same_code_on_both_sides_is_refused(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "elsewhere.py"
    elsewhere.write_text("from corecurve.core import Workload\nnaps = Workload('naps', abs, lambda: [1, 2])\n")
    done = duet(repository, "HEAD~1", str(elsewhere))
    assert done.returncode == 2
    assert "both would run the same code" in done.stderr
    assert left_behind(repository) == (1, [], [])


def test_a_package_that_is_found_elsewhere_first_is_refused(repository: Path) -> None:
    (repository / "workloads.py").write_text(f"import sys\nsys.path.insert(0, {str(repository / 'src')!r})\n{WORKLOAD}")
    run_git(repository, "commit", "--all", "--quiet", "--message", "a path of its own")
    run_git(repository, "commit", "--quiet", "--message", "the same", "--allow-empty")
    done = duet(repository, "HEAD~1", "workloads.py")
    assert done.returncode == 2
    assert "would run package from" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("HEAD", "workloads.py"), "this tree is HEAD itself"),
        (("main", "workloads.py"), "name an older revision, HEAD~1 for example"),
        (("no-such-revision", "workloads.py"), "revision 'no-such-revision' is not in"),
        (("HEAD~1",), "duet needs a workload of this repository"),
        (("HEAD~1", "primes"), "corecurve's own code"),
        (("HEAD~1", "missing.py"), "there is no file missing.py"),
        (("HEAD~1", "workloads.py", "--setup", "false"), "failed in the worktree: exit code 1; it printed nothing"),
        (("HEAD~1", "workloads.py", "--setup", "no-such-program"), "cannot be run"),
        (("HEAD~1", "workloads.py", "--tolerance", "7"), "tolerance '7'"),
        (("HEAD~1", "workloads.py", "--output", "src"), "--output src: is a folder"),
    ],
)
def test_a_wrong_call_is_one_line_before_anything_is_measured(
    repository: Path, arguments: tuple[str, ...], what: str
) -> None:
    done = duet(repository, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert what in done.stderr
    assert done.stderr.count("\n") == 1
    assert left_behind(repository)[0] == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_during_the_set_up_ends_it_and_the_set_up(repository: Path, number: signal.Signals) -> None:
    began = repository / "began"
    setup = f"sh -c 'touch {began}; exec sleep 600'"
    running = start_corecurve(repository, "duet", "HEAD~1", "workloads.py", "--setup", setup, door=DOOR)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not began.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(number)
    _, errors = running.communicate(timeout=PATIENCE_SECONDS)
    assert running.returncode == 130, errors
    assert errors == f"corecurve: interrupted by {number.name}\n"
    assert left_behind(repository) == (1, [], [])


def test_a_case_that_the_base_cannot_run_is_left_out_with_the_reason_and_nothing_is_waited_for(
    repository: Path,
) -> None:
    good = (repository / "src" / "package" / "__init__.py").read_text()
    only_in_the_loop = good.replace("time.sleep(seconds)", "assert is_main(), 'not here'; time.sleep(seconds)")
    asking = "import threading\ndef is_main():\n    return threading.current_thread() is threading.main_thread()\n"
    (repository / "src" / "package" / "__init__.py").write_text(asking + only_in_the_loop)
    run_git(repository, "commit", "--all", "--quiet", "--message", "broken on threads")
    (repository / "src" / "package" / "__init__.py").write_text(good)
    done = duet(repository, "HEAD", "workloads.py", "--budget", "60s")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "naps[threads-2]: the base has it as failed: AssertionError: not here" in " ".join(done.stdout.split())
    spent = float(done.stdout.split("Measured in the same blocks, ")[1].split()[0])
    assert spent <= 45
