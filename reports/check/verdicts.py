"""What a check says: the chain from two reports to an exit code, a small type for each step.

    Pairing  ──measure_change──▶  CaseChange  ──judge──▶  Verdict  ──conclude──▶  Conclusion

A pairing puts a case beside its baselines; a change is what the figures of the two say, with its errors and
without an opinion; a verdict holds it against the tolerances; a conclusion is all verdicts and the exit code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from corecurve.bench.estimator.stalls import StallChange
from corecurve.bench.report import Report
from corecurve.reports.compare.identity import Likeness
from corecurve.reports.compare.shift import Shift
from corecurve.reports.summary import CaseSummary

Word = Literal["regression", "improvement", "unchanged", "inconclusive"]
Mover = Literal[
    "parallel slower",
    "serial faster",
    "perhaps serial",
    "ceiling fell",
    "cores held",
    "machine unrest",
    "stalls",
    "cost grew",
    "both sides",
    "not told",
]

FINE, REGRESSED, WRONG, INCONCLUSIVE, UNMEASURED = 0, 1, 2, 3, 4
"""Exit codes, as everywhere in corecurve."""


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """One case and the baselines it is held against: those of the same tier, the latest last.

    ``reports`` are the latest baseline's and the case's own, where their profile rounds may be compared.
    """

    case_id: str
    before: tuple[CaseSummary, ...]
    after: CaseSummary
    likeness: Likeness
    reports: tuple[Report, Report] | None = None

    @property
    def latest(self) -> CaseSummary:
        """The latest baseline: what costs and stalls are held against."""
        return self.before[-1]


@dataclass(frozen=True, kw_only=True)
class CaseChange:
    """How one case moved; ``before`` and ``after`` are its speedups. None is: not known, or not to be compared.

    ``prediction`` is the same change with the error of one further run among the baselines: where there are
    several, a regression must leave that interval as well. Start-up, memory and CPU are in ``costs``. ``factor`` is
    the factor of the speedup that moved, in words. ``held`` are the cores that others held all the time, more than
    before; ``unrest`` is by how much more the machine slowed the usual serial round.
    """

    case_id: str
    speedup: Shift | None
    before: float | None = None
    after: float | None = None
    prediction: Shift | None = None
    serial: Shift | None = None
    parallel: Shift | None = None
    ceiling: Shift | None = None
    stalls: StallChange | None = None
    costs: dict[str, Shift] = field(default_factory=dict)
    factor: str | None = None
    held: float = 0.0
    unrest: float = 0.0
    why_not: str = ""
    is_unmeasured: bool = False


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is said of one case.

    ``estimate`` is the relative change of its speedup and ``low`` and ``high`` are the bounds that
    decided; ``smallest_loss`` is the loss that this pair of reports would have proved 19 times of 20.
    """

    case_id: str
    word: Word
    tolerance: float
    change: CaseChange
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    smallest_loss: float | None = None
    mover: Mover | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """All verdicts of a check. ``left_out`` are cases that were not compared, each with the reason.

    ``decisive`` are those of the remarks without which nobody should read the verdicts.
    """

    title: str
    verdicts: tuple[Verdict, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    decisive: frozenset[str] = frozenset()
    false_alarms: float = 0.01
    false_failures: float = 0.05

    @property
    def exit_code(self) -> int:
        """1 a regression; 4 a case that could be measured before and not now; 3 inconclusive; 2 nothing compared; 0."""
        words = {one.word for one in self.verdicts}
        if "regression" in words:
            return REGRESSED
        if any(one.change.is_unmeasured for one in self.verdicts):
            return UNMEASURED
        if "inconclusive" in words:
            return INCONCLUSIVE
        return FINE if words else WRONG

    def with_word(self, *words: Word) -> list[Verdict]:
        """The verdicts of these words, in the order of the words and then of the cases."""
        return [one for word in words for one in self.verdicts if one.word == word]


def count_words(verdicts: Sequence[Verdict]) -> dict[Word, int]:
    """How many verdicts of each word there are; words without any are left out."""
    order: tuple[Word, ...] = ("regression", "inconclusive", "improvement", "unchanged")
    counts = {word: sum(one.word == word for one in verdicts) for word in order}
    return {word: count for word, count in counts.items() if count}
