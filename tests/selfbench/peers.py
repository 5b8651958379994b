"""Gates side by side, what they cry and what they find: ``python tests/selfbench/peers.py [RUNS] [SECONDS]``.

In every run each gate measures the same workload three times, for SECONDS each: as it is, as it is once more, and with
a made-up loss of 10% on the parallel side. The second against the first is a false alarm if it fails; the third
against the first is a find. The gates take turns in random order, so that all meet the same machine. Give it a
machine of its own, and half an hour.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from peers_workload import EXTRA

from corecurve.bench.estimator.stalls import wilson_interval

HERE = Path(__file__).parent
RUNS, SECONDS = 20, 10.0
LOSS = 0.1
VALUES_A_PROCESS = 5


@dataclass(frozen=True)
class Gate:
    """One tool: how it measures into a file, and its rules, each of which says whether the second file fails."""

    name: str
    measure: Callable[[Path, float], None]
    rules: dict[str, Callable[[Path, Path], bool]]


def main(arguments: Sequence[str]) -> int:
    """Measures, and prints the rates after every run."""
    runs = int(arguments[0]) if arguments else RUNS
    seconds = float(arguments[1]) if len(arguments) > 1 else SECONDS
    gates = [ours(), pytest_benchmark(), *([pyperf()] if importlib.util.find_spec("pyperf") else [])]
    if len(gates) < 3:
        print("pyperf is not installed here: left out (pip install pyperf)")
    found: dict[str, list[tuple[bool, bool]]] = {f"{gate.name}, {rule}": [] for gate in gates for rule in gate.rules}
    walls: dict[str, list[float]] = {gate.name: [] for gate in gates}
    dice = Random()
    for number in range(1, runs + 1):
        dice.shuffle(gates)
        for gate in gates:
            for rule, outcome in one_run(gate, seconds, walls[gate.name]).items():
                found[f"{gate.name}, {rule}"].append(outcome)
        print(f"\nafter {number} of {runs} runs, {seconds:g} s each:")
        for name, outcomes in found.items():
            alarms, finds = (rate([outcome[side] for outcome in outcomes]) for side in (0, 1))
            print(f"  {name:40} false alarms {alarms}   a loss of {LOSS:.0%} found {finds}")
        told = ", ".join(f"{name} {median(spent):.1f} s" for name, spent in walls.items())
        print(f"  a measurement took, from start to end: {told}", flush=True)
    return 0


def one_run(gate: Gate, seconds: float, walls: list[float]) -> dict[str, tuple[bool, bool]]:
    """By rule: whether it failed for the same code, and for the loss. Adds to the wall seconds of measuring."""
    with tempfile.TemporaryDirectory(prefix="corecurve-peers-") as folder:
        first, same, slower = (Path(folder) / f"{name}.json" for name in ("first", "same", "slower"))
        for path, extra in ((first, 0.0), (same, 0.0), (slower, LOSS / (1 - LOSS))):
            os.environ[EXTRA] = str(extra)
            began = time.monotonic()
            gate.measure(path, seconds)
            walls.append(time.monotonic() - began)
        return {name: (fails(first, same), fails(first, slower)) for name, fails in gate.rules.items()}


def ours() -> Gate:
    """``corecurve run`` and ``corecurve check``."""

    def measure(path: Path, seconds: float) -> None:
        workload = str(HERE / "peers_workload.py")
        options = ("--backend", "pool", "--workers", "2", "--precision", "0.1%", "--no-profile", "--quiet")
        run("-m", "corecurve.bench", "run", workload, *options, "--budget", f"{seconds}s", "--output", str(path))

    def fails(first: Path, second: Path) -> bool:
        done = run("-m", "corecurve.reports", "check", str(second), "--baseline", str(first), "--format", "json")
        return bool(json.loads(done.stdout)["exit_code"] == 1)

    return Gate("corecurve", measure, {"check, tolerance 5%": fails})


def pytest_benchmark() -> Gate:
    """pytest-benchmark's ``--benchmark-compare-fail`` on mean and minimum."""

    def measure(path: Path, seconds: float) -> None:
        options = ("-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(HERE))
        how = ("--benchmark-min-time=0.01", f"--benchmark-max-time={seconds}", f"--benchmark-json={path}")
        run("-m", "pytest", *options, *how, str(HERE / "peers_pool.py"))

    def fails_by(statistic: str) -> Callable[[Path, Path], bool]:
        def fails(first: Path, second: Path) -> bool:
            # The rule of --benchmark-compare-fail=STATISTIC:5%, applied to saved files.
            old, new = (json.loads(path.read_text())["benchmarks"][0]["stats"][statistic] for path in (first, second))
            return bool(new > 1.05 * old)

        return fails

    return Gate("pytest-benchmark", measure, {f"{name}:5%": fails_by(name) for name in ("mean", "min")})


def pyperf() -> Gate:
    """``pyperf compare_to``: significant and slower, at all and by 5%. It is told processes, not seconds."""

    def run_processes(processes: int, *options: str) -> float:
        how = ("--loops", "1", "--warmups", "1", "--values", str(VALUES_A_PROCESS), "--processes", str(processes))
        began = time.monotonic()
        run(str(HERE / "peers_pool.py"), *how, "--inherit-environ", f"{EXTRA},PYTHONPATH", *options)
        return time.monotonic() - began

    seconds_a_process = run_processes(10) / 10

    def measure(path: Path, seconds: float) -> None:
        run_processes(max(2, round(seconds / seconds_a_process)), "--output", str(path))

    def fails_by(*options: str) -> Callable[[Path, Path], bool]:
        def fails(first: Path, second: Path) -> bool:
            return "slower" in run("-m", "pyperf", "compare_to", *options, str(first), str(second)).stdout

        return fails

    return Gate("pyperf", measure, {"compare_to": fails_by(), "compare_to --min-speed 5": fails_by("--min-speed", "5")})


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python process of its own, with corecurve in reach."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 3):
        sys.exit(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def rate(outcomes: Sequence[bool]) -> str:
    """A share with Wilson's interval."""
    low, high = wilson_interval(sum(outcomes), len(outcomes))
    return f"{sum(outcomes) / len(outcomes):4.0%} ({low:.0%}–{high:.0%})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
