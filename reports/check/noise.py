"""An A/A run: how much the same code differs from itself on this machine, and what a check can find in that.

One workload is measured for a while. Its launches, in the order in which they ran, are cut into stretches. Each of
them is taken for a report of its own, and all are judged against each other as ``corecurve check`` would judge them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from statistics import median, stdev

from corecurve.bench.errors import CorecurveError
from corecurve.bench.estimator.estimate import CONDITIONS, Estimate
from corecurve.bench.report import Report
from corecurve.reports.check.checking import check
from corecurve.reports.check.judging import Levels, Rules
from corecurve.reports.check.tolerances import Tolerances
from corecurve.reports.check.verdicts import Verdict
from corecurve.reports.compare.like_blocks import with_like_blocks
from corecurve.reports.compare.shift import Shift
from corecurve.reports.summary import SERIAL, summarise

TOLERANCES = (0.02, 0.05)
BUDGETS_SECONDS = (10.0, 30.0, 60.0, 120.0)
_STRETCHES = 6
_FEWEST_LAUNCHES = 2


@dataclass(frozen=True)
class Wrongness:
    """Of pairs of stretches of the same code, at one tolerance: how many a check calls what."""

    tolerance: float
    pairs: int
    regressions: int
    inconclusive: int


@dataclass(frozen=True)
class Findable:
    """The smallest loss that a check finds 19 times of 20 at each of :data:`TOLERANCES`.

    ``budget_seconds`` are those of measuring one case, in the report as in its baseline.
    """

    budget_seconds: float
    losses: tuple[float, ...]


@dataclass(frozen=True)
class Noise:
    """What an A/A run has shown. ``deviation`` is that of the logarithms of the stretches' speedups."""

    case_id: str
    seconds: float
    speedup: Estimate
    stretches: int
    stretch_seconds: float
    deviation: float
    wrongness: tuple[Wrongness, ...]
    findable: tuple[Findable, ...]


def find_noise(report: Report) -> Noise:
    """The noise of a report's case with the most workers. Raises CorecurveError where it has too few launches."""
    case = max((one for one in summarise(report).cases if one.case.backend != SERIAL), key=lambda one: one.case.workers)
    report = replace(report, cases=[one for one in (case.serial, case.case) if one is not None])
    launches = list(dict.fromkeys(one.launch for one in case.case.rounds))
    stretches = [_stretch(report, chosen) for chosen in _cut(launches)]
    if case.speedup is None or len(stretches) < 3:
        reason = case.case.reason or f"{len(launches)} launches are too few to compare them with each other"
        raise CorecurveError(f"doctor --noise: {reason}; give it more time: --budget 60s")
    seconds = report.run.elapsed_seconds
    stretch_seconds = seconds / len(stretches)
    judged = {tolerance: _judge(stretches, tolerance) for tolerance in TOLERANCES}
    shifts = [one.change.speedup for one in judged[TOLERANCES[0]] if one.change.speedup is not None]
    logs = _logs(with_like_blocks(stretches))
    if len(logs) < 2 or not shifts:
        raise CorecurveError("doctor --noise: too unquiet for intervals of its parts; give it more time: --budget 60s")
    per_second = len(launches) / seconds
    return Noise(
        case_id=case.case.id,
        seconds=seconds,
        speedup=case.speedup,
        stretches=len(stretches),
        stretch_seconds=stretch_seconds,
        deviation=stdev(logs),
        wrongness=tuple(_wrongness(tolerance, verdicts) for tolerance, verdicts in judged.items()),
        findable=tuple(findable(shifts, stretch_seconds, budget, per_second) for budget in BUDGETS_SECONDS),
    )


def findable(shifts: Sequence[Shift], seconds: float, budget: float, launches_per_second: float) -> Findable:
    """What a check of ``budget`` seconds a case finds, from shifts between stretches of ``seconds``.

    The variance of a change falls with the time of measuring, but for what the conditions of two runs differ by.
    """
    variance = median([one.standard_error**2 for one in shifts])
    noise = max(0.0, variance - 2 * CONDITIONS**2) * seconds / budget
    freedom = max(1.0, 2 * (launches_per_second * budget - 1))
    expected = Shift(0.0, math.sqrt(noise + 2 * CONDITIONS**2), freedom)
    return Findable(budget, tuple(Levels().smallest_loss(expected, one) for one in TOLERANCES))


def _cut(launches: Sequence[int]) -> list[set[int]]:
    """Stretches of neighbouring launches, of equal length; what is left over at the end is left out."""
    length = max(_FEWEST_LAUNCHES, len(launches) // _STRETCHES)
    return [set(launches[first : first + length]) for first in range(0, len(launches) - length + 1, length)]


def _stretch(report: Report, launches: set[int]) -> Report:
    cases = [replace(case, rounds=[one for one in case.rounds if one.launch in launches]) for case in report.cases]
    return replace(report, cases=cases, ceilings=[])


def _judge(stretches: Sequence[Report], tolerance: float) -> list[Verdict]:
    rules = Rules(tolerances=Tolerances(tolerance))
    pairs = permutations(stretches, 2)
    return [one for before, after in pairs for one in check(("after", after), [("before", before)], rules).verdicts]


def _wrongness(tolerance: float, verdicts: Sequence[Verdict]) -> Wrongness:
    words = [one.word for one in verdicts]
    return Wrongness(tolerance, len(words), words.count("regression"), words.count("inconclusive"))


def _logs(stretches: Sequence[Report]) -> list[float]:
    """The logarithm of the speedup of each stretch that tells one."""
    found = [one.speedup for stretch in stretches for one in summarise(stretch).cases if one.case.backend != SERIAL]
    return [math.log(one.value) for one in found if one is not None]
