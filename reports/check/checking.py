"""The whole check: a report against its baselines, to a conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corecurve.bench.printable import printable
from corecurve.bench.report import Report
from corecurve.reports.check.case_change import measure_change
from corecurve.reports.check.judging import Rules, cost_remarks, judge
from corecurve.reports.check.pairing import Baseline, choose_baselines, of_other_work, pair_cases
from corecurve.reports.check.shared_launches import variance_over, with_variance
from corecurve.reports.check.verdicts import Conclusion
from corecurve.reports.compare.identity import likeness
from corecurve.reports.compare.like_blocks import shortened_remarks, with_like_blocks
from corecurve.reports.disturbances import disturbance_sentences
from corecurve.reports.quantities import write_count
from corecurve.reports.summary import SERIAL, summarise


def check(
    report: tuple[str, Report], baselines: Sequence[tuple[str, Report]], rules: Rules, remarks: Sequence[str] = ()
) -> Conclusion:
    """Judges every case of a report against the same case of its baselines, each given with the name of its file.

    ``remarks`` are what else a reader of the conclusion should know. Raises UsageError where a tolerance of its own
    was given to a case that there is not.
    """
    everything = [report[1], *(one for _, one in baselines)]
    rules.tolerances.require_fitting(case.id for one in everything for case in one.cases if case.backend != SERIAL)
    files, reports = zip(report, *choose_baselines(report[1], baselines), strict=True)
    measured, *older = alike = with_like_blocks(reports)
    summary = summarise(measured)
    serving = [
        Baseline(file, summarise(one), likeness(measured.machine, one.machine))
        for file, one in zip(files[1:], older, strict=True)
    ]
    pairings, left_out = pair_cases(summary, serving)
    variance = variance_over([summary, *(one.summary for one in serving)])
    changes = [measure_change(with_variance(one, variance)) for one in pairings]
    interruptions = _interruptions(measured, serving)
    machine = _machine(serving)
    return Conclusion(
        title=f"{printable(report[0], 80)} against {_named(serving)}",
        verdicts=tuple(judge(changes, rules)),
        left_out=tuple(left_out),
        remarks=(
            *machine,
            *_unused(serving, len(baselines)),
            *_of_other_work(of_other_work(summary, serving), len(serving)),
            *interruptions,
            *_disturbances(measured, serving),
            *shortened_remarks(reports, alike),
            *cost_remarks(changes, rules.limits.growth),
            *remarks,
        ),
        decisive=frozenset([*([] if _is_same(serving) else machine), *interruptions]),
        false_alarms=rules.false_alarms,
        false_failures=rules.false_failures,
    )


def _named(serving: Sequence[Baseline]) -> str:
    if not serving:
        return "nothing"
    names = printable(serving[-1].file, 80)
    return names if len(serving) == 1 else f"{write_count(len(serving), 'baseline')}, the latest {names}"


def _is_same(serving: Sequence[Baseline]) -> bool:
    return bool(serving) and serving[-1].likeness.tier == "same"


def _machine(serving: Sequence[Baseline]) -> list[str]:
    """How like the machines are, and the fields that decided."""
    if not serving:
        return []
    found = serving[-1].likeness
    fields = "; ".join(printable(one, 200) for one in found.deciding)
    return [f"Machine: {found.tier}" + (f" ({fields})." if fields else ".")]


def _unused(serving: Sequence[Baseline], offered: int) -> list[str]:
    if offered <= len(serving):
        return []
    unused = write_count(offered - len(serving), "baseline")
    return [f"{unused} not used: of another machine, or older than the last ten."]


def _of_other_work(counts: Mapping[str, int], serving: int) -> list[str]:
    """Which cases some baselines have measured with another amount of work; where all have, the verdict says it."""
    some = {case_id: count for case_id, count in counts.items() if count < serving}
    if not some:
        return []
    named = ", ".join(f"{printable(case_id, 60)} in {count}" for case_id, count in some.items())
    return [f"Of another amount of work, and not counted: {named} of {write_count(serving, 'baseline')}."]


def _disturbances(report: Report, serving: Sequence[Baseline]) -> list[str]:
    """What was taken from the rounds of the report, and from those of the latest baseline."""
    sides = [("report", report), *(("baseline", other.summary.report) for other in serving[-1:])]
    return [
        text
        for name, one in sides
        for text in disturbance_sentences((round_ for case in one.cases for round_ in case.rounds), f"of the {name}")
    ]


def _interruptions(report: Report, serving: Sequence[Baseline]) -> list[str]:
    runs = [("report", report.run), *(("baseline", other.summary.report.run) for other in serving)]
    names = dict.fromkeys(name for name, run in runs if run.interrupted is not None or not run.is_complete)
    return [f"The {name} was interrupted or killed: it has fewer rounds than it was asked for." for name in names]
