"""Reports side by side: every case of any of them, what each says of it, and the ratio to the first.

Pure data, for the renderers beside this file and for the page. Nothing is dropped: a case that only
one side has is there, with None for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from corecurve.bench.report import CaseResult, Report
from corecurve.reports.compare.identity import Likeness, likeness
from corecurve.reports.compare.like_blocks import shortened_remarks, with_like_blocks
from corecurve.reports.compare.shift import Shift
from corecurve.reports.compare.shifts import seconds_shift, speedup_shift
from corecurve.reports.summary import SERIAL, CaseSummary, ReportSummary, summarise


@dataclass(frozen=True, kw_only=True)
class Side:
    """One report of a comparison: its short name (``A``, ``B``…) and the file it came from.

    ``likeness`` says how alike its machine is to the first side's.
    """

    label: str
    file: str
    summary: ReportSummary
    likeness: Likeness

    @property
    def report(self) -> Report:
        """The report itself."""
        return self.summary.report


@dataclass(frozen=True, kw_only=True)
class ComparedCase:
    """One case on every side, in the order of the sides; None where a side does not have it.

    ``sizes_agree`` says that all sides that measured it did the same amount of work.
    """

    id: str
    sides: tuple[CaseSummary | None, ...]

    @property
    def case(self) -> CaseResult:
        """The case as the first side has it that has it at all: for its workload, backend and settings."""
        return next(one for one in self.sides if one is not None).case

    @property
    def sizes_agree(self) -> bool:
        """Whether all sides that have it did the same amount of work, so that their seconds mean the same."""
        return len({one.case.size for one in self.sides if one is not None and one.case.rounds}) <= 1

    @cached_property
    def speedup_shifts(self) -> tuple[Shift | None, ...]:
        """For every side: its speedup against the first side's. None for the first, and where one has none."""
        first = self.sides[0]
        return (None, *(speedup_shift(first, one) for one in self.sides[1:]))

    @cached_property
    def seconds_shifts(self) -> tuple[Shift | None, ...]:
        """For every side: its seconds against the first side's, where both did the same amount of work."""
        first = self.sides[0]
        if not self.sizes_agree:
            return (None,) * len(self.sides)
        return (None, *(seconds_shift(first, one) for one in self.sides[1:]))

    @property
    def is_everywhere(self) -> bool:
        """Whether every side has it."""
        return None not in self.sides


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two or more reports side by side. ``cases`` are in the order in which the sides bring them up.

    ``remarks`` say what has been left out of the reports so that they can be compared.
    """

    sides: tuple[Side, ...]
    cases: tuple[ComparedCase, ...]
    remarks: tuple[str, ...] = ()

    @property
    def workloads(self) -> list[str]:
        """The names of all workloads, in that order."""
        return list(dict.fromkeys(one.case.workload for one in self.cases))

    def cases_of(self, workload: str) -> list[ComparedCase]:
        """The cases of one workload."""
        return [one for one in self.cases if one.case.workload == workload]

    @property
    def has_common(self) -> bool:
        """Whether any case is on several sides."""
        return any(len([side for side in one.sides if side is not None]) > 1 for one in self.cases)

    @property
    def lonely(self) -> list[ComparedCase]:
        """The cases that some side lacks."""
        return [one for one in self.cases if not one.is_everywhere]


def compare(reports: Sequence[tuple[str, Report]]) -> Comparison:
    """Reports side by side, each given with the name of its file; the first is what the others are held against."""
    everything = [report for _, report in reports]
    alike = with_like_blocks(everything)
    sides = tuple(
        Side(
            label=label_of(number),
            file=file,
            summary=summarise(report),
            likeness=likeness(alike[0].machine, report.machine),
        )
        for number, ((file, _), report) in enumerate(zip(reports, alike, strict=True))
    )
    by_side = [{one.case.id: one for one in side.summary.cases if one.case.backend != SERIAL} for side in sides]
    ids = dict.fromkeys(case_id for found in by_side for case_id in found)
    return Comparison(
        sides=sides,
        cases=tuple(ComparedCase(id=case_id, sides=tuple(found.get(case_id) for found in by_side)) for case_id in ids),
        remarks=tuple(shortened_remarks(everything, alike)),
    )


def label_of(number: int) -> str:
    """``A`` to ``Z``, then ``A2`` and so on."""
    letter, turn = chr(ord("A") + number % 26), number // 26
    return letter if turn == 0 else f"{letter}{turn + 1}"
