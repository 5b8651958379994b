"""The gate on this machine as it is now: ``python tests/selfbench/live_study.py FOLDER [CYCLES]``.

A cycle measures the same workload again and again, and between two of these each of the losses of ``live_losses.py``
once, in random order: for as long as gives ten seconds of serial and parallel rounds together. The reports are added to
FOLDER, so that a study can go on for hours, or on another day; then all that FOLDER holds is judged by the functions
behind ``corecurve check``. A regression between two reports of the same workload is a false alarm: pairs of
neighbours, and of reports two and four apart. Each loss is judged against the report before it. Intervals are
Wilson's; as neighbouring pairs share reports, they are somewhat narrower than the evidence.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median

from live_losses import LOSS, VARIABLE, WAYS

from corecurve.bench.estimator.stalls import wilson_interval
from corecurve.bench.report import Report
from corecurve.bench.report_file.reading import load_report
from corecurve.reports.check.checking import check
from corecurve.reports.check.judging import Rules
from corecurve.reports.check.tolerances import Tolerances

HERE = Path(__file__).parent
SECONDS = 10
BUDGET = 18
"""The rest goes to launches and ceilings."""
SAME = "same"
DISTANCES = (1, 2, 4)
TOLERANCES = (0.05, 0.02)


@dataclass(frozen=True)
class Measured:
    """A report of the study: its place in time, and which loss it has."""

    way: str
    report: Report


def main(arguments: Sequence[str]) -> int:
    """Measures so many cycles more, and judges everything."""
    if len(arguments) not in (1, 2):
        print("usage: python tests/selfbench/live_study.py FOLDER [CYCLES]", file=sys.stderr)
        return 2
    for line in study(Path(arguments[0]), int(arguments[1]) if len(arguments) == 2 else 1):
        print(line)
    return 0


def study(folder: Path, cycles: int) -> Iterator[str]:
    """So many cycles more, then all that the folder holds as lines of a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(cycles):
        measure_cycle(folder)
    all_measured = [Measured(path.stem.split(".")[1], load_report(path)) for path in sorted(folder.glob("*.json"))]
    yield from false_alarms([one.report for one in all_measured if one.way == SAME])
    yield from finds(all_measured)


def measure_cycle(folder: Path) -> None:
    """Each loss once, and the workload as it is before each."""
    for way in Random().sample(WAYS, len(WAYS)):
        for one in (SAME, way):
            number = len(list(folder.glob("*.json")))
            measure(folder / f"{number:05}.{one}.json", one)


def measure(path: Path, way: str) -> None:
    options = ["--backend", "pool", "--workers", "2", "--precision", "0.1%", "--no-profile", "--quiet"]
    options += ["--budget", f"{BUDGET}s", "--output", str(path)]
    done = subprocess.run(
        [sys.executable, "-m", "corecurve.bench", "run", str(HERE / "live_losses.py"), *options],
        env={**os.environ, VARIABLE: way},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{path.name}: exit code {done.returncode}\n{done.stdout}{done.stderr}")


def false_alarms(reports: list[Report]) -> Iterator[str]:
    rounds = median([sum(one.wall_seconds for case in report.cases for one in case.rounds) for report in reports])
    yield f"the same code, {len(reports)} reports, {rounds:.1f} s of rounds in the median:"
    for tolerance in TOLERANCES:
        pairs = [pair for distance in DISTANCES for pair in zip(reports, reports[distance:], strict=False)]
        yield f"  tolerance {tolerance:.0%}: {rates(pairs, tolerance)}"


def finds(all_measured: list[Measured]) -> Iterator[str]:
    yield f"a loss of {LOSS:.0%}, tolerance {TOLERANCES[0]:.0%}, against the report before it:"
    for way in WAYS:
        pairs = [
            (before.report, after.report)
            for before, after in pairwise(all_measured)
            if before.way == SAME and after.way == way
        ]
        yield f"  {way:15} {rates(pairs, TOLERANCES[0])}"


def rates(pairs: Iterable[tuple[Report, Report]], tolerance: float) -> str:
    """The share of regressions and of the inconclusive among the verdicts of these pairs."""
    rules = Rules(tolerances=Tolerances(tolerance))
    words = Counter(check(("report", new), [("baseline", old)], rules).verdicts[0].word for old, new in pairs)
    total = words.total()
    if not total:
        return "none yet"
    low, high = wilson_interval(words["regression"], total)
    share = words["regression"] / total
    unsure = words["inconclusive"] / total
    return f"regressions {share:6.1%} ({low:.1%}–{high:.1%}) of {total}, inconclusive {unsure:.1%}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
