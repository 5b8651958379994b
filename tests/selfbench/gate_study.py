"""How often the gate cries wolf, and what it finds: ``python tests/selfbench/gate_study.py FOLDER [DRAWS]``.

FOLDER holds recordings of real noise (see ``noise_recordings.py``). Reports are made of them: each launch of a report
is a stretch of one recorded launch, quiet or beside a bursty neighbour, and no launch is in both reports. Such reports
are judged by the very functions behind ``corecurve check``; regressions among reports of the same code are
false alarms, and reports of the recorded arms with injected CPU work tell the power. Intervals are Wilson's; as draws
share recordings, they are narrower than the evidence.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from statistics import median

from noise_recordings import Arm, interleaved_arms, load_recordings

from corecurve.bench.estimator.stalls import wilson_interval
from corecurve.bench.report import (
    FORMAT,
    CaseResult,
    Machine,
    Python,
    Report,
    Round,
    RunRecord,
    WorkloadRecord,
)
from corecurve.reports.check.checking import check
from corecurve.reports.check.judging import Rules
from corecurve.reports.check.tolerances import Tolerances

DEFAULT_DRAWS = 400
CONDITIONS = {"quiet": "none", "bursty": "bursty"}
LENGTHS = {"10 s": (4, 10.0), "30 s": (6, 30.0)}
"""By what people call it: how many launches a report has, and how many seconds of measuring."""

MACHINE = Machine(
    node="recorded",
    system="Linux",
    release="",
    architecture="x86_64",
    cpu_model="recorded",
    usable_cores=2.0,
    python=Python(
        executable="python",
        implementation="CPython",
        version="3.11",
        compiler="",
        build=[],
        bits=64,
        gil_enabled=True,
        is_free_threaded_build=False,
        start_method="fork",
    ),
)


@dataclass(frozen=True)
class Draws:
    """Recorded launches to draw from, and the dice."""

    arms: list[Arm]
    dice: Random

    def launches(self, condition: str | None, injected: float, count: int, without: Sequence[Arm] = ()) -> list[Arm]:
        """So many different launches; none of the recordings in ``without``."""
        used = {arm.recording for arm in without}
        found = [
            arm
            for arm in self.arms
            if arm.injected == injected
            and (condition is None or arm.neighbour == CONDITIONS[condition])
            and arm.recording not in used
        ]
        return self.dice.sample(found, min(count, len(found)))

    def stretch(self, arm: Arm, seconds: float) -> list[tuple[Round, Round]]:
        """Neighbouring blocks of a launch that took about so long, from anywhere in it."""
        pairs = list(zip(arm.serial, arm.parallel, strict=True))
        count = max(2, round(seconds / median([one.wall_seconds + other.wall_seconds for one, other in pairs])))
        first = self.dice.randrange(max(1, len(pairs) - count + 1))
        return pairs[first : first + count]


def made_report(draws: Draws, cases: Sequence[Sequence[Arm]], seconds: float, asleep: float = 0.0) -> Report:
    """A report with a case for each list of launches, ``seconds`` of measuring each.

    ``asleep`` lengthens every parallel round by this share of an undisturbed one, without any CPU time.
    """
    results = []
    for number, launches in enumerate(cases):
        serial: list[Round] = []
        parallel: list[Round] = []
        for launch, arm in enumerate(launches):
            for slow, fast in draws.stretch(arm, seconds / len(launches)):
                serial.append(_moved(slow, number * 100 + launch, len(serial)))
                slept = asleep * min(one.wall_seconds for one in arm.parallel)
                parallel.append(_moved(fast, number * 100 + launch, len(parallel), slept))
        results += [_case(f"w{number}", "serial", 1, serial), _case(f"w{number}", "pool", 2, parallel)]
    return Report(
        format=FORMAT,
        version="",
        run=RunRecord(
            started="2026-01-01T00:00:00+00:00",
            seed=0,
            budget_seconds=seconds,
            precision=0.02,
            elapsed_seconds=seconds,
            blocks=0,
            is_complete=True,
        ),
        machine=MACHINE,
        workloads=[_workload(f"w{number}") for number in range(len(cases))],
        cases=results,
    )


def verdicts(base: Report, report: Report, tolerance: float) -> list[str]:
    """What ``corecurve check`` says of each case."""
    conclusion = check(("report", report), [("baseline", base)], Rules(tolerances=Tolerances(tolerance)))
    return [one.word for one in conclusion.verdicts]


def main(arguments: Sequence[str]) -> int:
    """Prints the tables."""
    if len(arguments) not in (1, 2) or not Path(arguments[0]).is_dir():
        print("usage: python tests/selfbench/gate_study.py FOLDER-OF-RECORDINGS [DRAWS]", file=sys.stderr)
        return 2
    count = int(arguments[1]) if len(arguments) == 2 else DEFAULT_DRAWS
    for line in study(Path(arguments[0]), count):
        print(line, flush=True)
    return 0


def study(recordings: Path, count: int) -> Iterator[str]:
    """The tables, a line at a time, with so many draws for each."""
    draws = Draws(interleaved_arms(load_recordings(recordings)), Random(1))
    yield from _false_alarms(draws, count)
    yield from _power(draws, count)
    yield from _many_cases(draws, max(1, count // 4))


def _false_alarms(draws: Draws, count: int) -> Iterator[str]:
    yield "the same code: share of checks with a regression (false alarms), inconclusive ones beside it"
    for (name, (launches, seconds)), (before, after) in product(LENGTHS.items(), product(CONDITIONS, CONDITIONS)):
        for tolerance in (0.05, 0.02):
            words: Counter[str] = Counter()
            for _ in range(count):
                old = draws.launches(before, 0.0, launches)
                new = draws.launches(after, 0.0, launches, without=old)
                reports = made_report(draws, [old], seconds), made_report(draws, [new], seconds)
                words[verdicts(*reports, tolerance)[0]] += 1
            yield (
                f"  {name}, baseline {before:6}, report {after:6}, tolerance {tolerance:.0%}: "
                f"{_rate(words['regression'], count)}; inconclusive {words['inconclusive'] / count:.0%}"
            )


def _power(draws: Draws, count: int) -> Iterator[str]:
    yield "injected losses: share of checks that find them, over mixed conditions"
    losses = sorted({arm.injected for arm in draws.arms} - {0.0})
    for (name, (launches, seconds)), tolerance, injected in product(LENGTHS.items(), (0.05, 0.02), losses):
        found = 0
        for _ in range(count):
            new = draws.launches(None, injected, launches)
            old = draws.launches(None, 0.0, launches, without=new)
            reports = made_report(draws, [old], seconds), made_report(draws, [new], seconds)
            found += verdicts(*reports, tolerance) == ["regression"]
        yield f"  {name}, tolerance {tolerance:.0%}, a loss of {_loss(injected):.1%}: {_rate(found, count)}"
    for (name, (launches, seconds)), (tolerance, asleep) in product(LENGTHS.items(), ((0.05, 1 / 9), (0.02, 1 / 19))):
        found = 0
        for _ in range(count):
            new = draws.launches(None, 0.0, launches)
            old = draws.launches(None, 0.0, launches, without=new)
            reports = made_report(draws, [old], seconds), made_report(draws, [new], seconds, asleep)
            found += verdicts(*reports, tolerance) == ["regression"]
        yield f"  {name}, tolerance {tolerance:.0%}, a loss of {_loss(asleep):.1%} asleep: {_rate(found, count)}"


def _many_cases(draws: Draws, count: int) -> Iterator[str]:
    yield "twenty cases at once, tolerance 5%: one has lost, nineteen have not"
    for name, (launches, seconds) in LENGTHS.items():
        found = alarms = 0
        for _ in range(count):
            lost = draws.launches(None, 0.1, launches)
            new = [lost, *(draws.launches(None, 0.0, launches) for _ in range(19))]
            old = [draws.launches(None, 0.0, launches, without=arms) for arms in new]
            said = verdicts(made_report(draws, old, seconds), made_report(draws, new, seconds), 0.05)
            found += said[0] == "regression"
            alarms += "regression" in said[1:]
        yield f"  {name}: a loss of {_loss(0.1):.1%} found {_rate(found, count)}; false alarms {_rate(alarms, count)}"


def _loss(injected: float) -> float:
    """The loss of speedup by so much more work."""
    return injected / (1 + injected)


def _rate(count: int, trials: int) -> str:
    low, high = wilson_interval(count, trials)
    return f"{count / trials:6.1%} ({low:.1%}–{high:.1%} of {trials})"


def _moved(one: Round, launch: int, block: int, slept: float = 0.0) -> Round:
    return Round(
        block=block,
        launch=launch,
        wall_seconds=one.wall_seconds + slept,
        cpu_seconds=one.cpu_seconds,
        runqueue_seconds=one.runqueue_seconds,
        task_cpu_seconds=one.task_cpu_seconds,
    )


def _case(workload: str, backend: str, workers: int, rounds: list[Round]) -> CaseResult:
    return CaseResult(
        id=f"{workload}[{backend}-{workers}]",
        workload=workload,
        backend=backend,
        workers=workers,
        start_method="fork",
        chunksize=None,
        subject=workload,
        size=1,
        status="ok",
        launches=len({one.launch for one in rounds}),
        rounds=rounds,
    )


def _workload(name: str) -> WorkloadRecord:
    return WorkloadRecord(
        name=name,
        reference=name,
        kind="cpu",
        description="recorded",
        size=1,
        is_sized=False,
        tasks=40,
        has_stopwatch=True,
        has_finish=False,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
