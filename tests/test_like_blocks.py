"""Reports that hold different numbers of rounds a block are compared by the first of each."""

from __future__ import annotations

from dataclasses import replace

from made_reports import make_report

from corecurve.bench.report import CaseResult, Report
from corecurve.reports.check.checking import check
from corecurve.reports.check.judging import Rules
from corecurve.reports.compare.comparison import compare
from corecurve.reports.compare.like_blocks import with_like_blocks
from corecurve.reports.compare.remarks import remarks


def with_faster_rounds(report: Report) -> Report:
    """Each block of a parallel case with a second round that is 8% faster."""

    def doubled(case: CaseResult) -> CaseResult:
        if case.backend == "serial":
            return case
        pairs = [(one, replace(one, wall_seconds=0.92 * one.wall_seconds)) for one in case.rounds]
        return replace(case, rounds=[one for pair in pairs for one in pair])

    return replace(report, cases=[doubled(case) for case in report.cases])


def test_a_short_report_is_compared_with_the_first_rounds_of_a_long_one() -> None:
    short = make_report()
    long = with_faster_rounds(short)
    assert with_like_blocks([short, long]) == [short, short]
    for report, baseline in ((short, long), (long, short)):
        (verdict, *_) = check(("report", report), [("baseline", baseline)], Rules()).verdicts
        assert verdict.estimate == 0.0
        assert verdict.word == "unchanged"


def test_check_and_compare_say_that_rounds_were_left_out() -> None:
    short = make_report()
    long = with_faster_rounds(short)
    told = "only the first round of each block is compared"
    assert any(told in one for one in check(("report", short), [("baseline", long)], Rules()).remarks)
    assert any(told in one for one in remarks(compare([("short", short), ("long", long)])))
    assert not any(told in one for one in check(("report", long), [("baseline", long)], Rules()).remarks)
    assert not any(told in one for one in remarks(compare([("long", long), ("again", long)])))


def test_compare_sets_like_rounds_side_by_side() -> None:
    short = make_report()
    compared = compare([("short", short), ("long", with_faster_rounds(short))])
    for case in compared.cases:
        shift = case.speedup_shifts[1]
        assert shift is None or shift.log == 0.0


def test_reports_that_both_have_several_keep_them() -> None:
    long = with_faster_rounds(make_report())
    assert with_like_blocks([long, long]) == [long, long]
