"""``corecurve duet`` as it is used: ``python tests/selfbench/duet_study.py [RUNS] [BUDGET]``.

A small repository is made, and its working tree measured against its last commit at a tolerance of 2%: unchanged, with
a pool that lost 5%, and with one that lost 20%, in turn. Printed are the verdicts and how soon they came; the wanted is
no regression of the unchanged, a regression of the others, and of the large loss in a quarter of the budget.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

RUNS, BUDGET = 10, 60
LOSSES = (0.0, 0.05, 0.2)
WORKLOAD = """\
from multiprocessing import parent_process
from corecurve.core import Workload

SLOWER = {slower}


def compute(steps):
    if parent_process() is not None:
        steps = round(steps * SLOWER)
    total = 0
    for number in range(steps):
        total += number * number % 7
    return 0 * total


computing = Workload("computing", compute, lambda: [100_000] * 16)
"""


def main(arguments: Sequence[str]) -> int:
    """Measures in turn, and prints what has been found after every turn."""
    runs = int(arguments[0]) if arguments else RUNS
    budget = int(arguments[1]) if len(arguments) > 1 else BUDGET
    for line in study(runs, budget):
        print(line, flush=True)
    return 0


def study(runs: int, budget: int) -> Iterator[str]:
    """What all turns up to each have found, a line for each loss."""
    words: dict[float, Counter[str]] = {loss: Counter() for loss in LOSSES}
    spent: dict[float, list[float]] = {loss: [] for loss in LOSSES}
    with tempfile.TemporaryDirectory(prefix="corecurve-duet-") as folder:
        make_repository(Path(folder))
        for number in range(1, runs + 1):
            for loss in LOSSES:
                began = time.monotonic()
                words[loss][verdict(Path(folder), loss, budget)] += 1
                spent[loss].append(time.monotonic() - began)
            yield f"after {number} of {runs} runs, budget {budget} s, tolerance 2%:"
            for loss in LOSSES:
                told = ", ".join(f"{word} {count}" for word, count in words[loss].most_common())
                yield f"  a loss of {loss:4.0%}: {told}; median {median(spent[loss]):.0f} s"


def make_repository(folder: Path) -> None:
    (folder / "workload.py").write_text(WORKLOAD.format(slower=1.0))
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    commit = ("commit", "--quiet", "--allow-empty", "--message")
    for command in (("init", "--quiet"), ("add", "."), (*commit, "one pool"), (*commit, "the same, for no loss")):
        subprocess.run(["git", *identity, *command], cwd=folder, check=True)


def verdict(folder: Path, loss: float, budget: int) -> str:
    """What duet says of the pool in the working tree that has lost so much."""
    (folder / "workload.py").write_text(WORKLOAD.format(slower=1 / (1 - loss)))
    options = ("--backend", "pool", "--workers", "2", "--tolerance", "2%", "--budget", f"{budget}s", "--quiet")
    done = subprocess.run(
        [sys.executable, "-m", "corecurve.reports", "duet", "HEAD~1", "workload.py", *options, "--format", "json"],
        cwd=folder,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1, 3):
        sys.exit(f"exit code {done.returncode}\n{done.stdout}{done.stderr}")
    told = json.loads(done.stdout)
    word = {0: "passed", 1: "regression", 3: "inconclusive"}[told["exit_code"]]
    if word == ("passed" if loss else "regression"):
        print(f"wrong, with a loss of {loss:.0%}: {told['verdicts']}")
    return word


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
