"""What a reader must know beside the figures: what failed, what is unsure, what was disturbed."""

from __future__ import annotations

from dataclasses import dataclass

from corecurve.bench.printable import printable
from corecurve.bench.report import Report
from corecurve.reports.case_labels import label_cases
from corecurve.reports.disturbances import WORTH_A_WORD, disturbance_sentences
from corecurve.reports.memory import PeakMemory
from corecurve.reports.quantities import write_count, write_estimate, write_seconds, write_share
from corecurve.reports.summary import CaseSummary, WorkloadSummary
from corecurve.reports.telling import TOO_WIDE, WIDEST_FACTOR, is_telling


@dataclass(frozen=True)
class Note:
    """One thing to know. ``kind`` is ``failed``, ``skipped``, ``warning`` or ``remark``."""

    kind: str
    text: str


def report_notes(report: Report) -> list[Note]:
    """What concerns the whole run: that it was interrupted, its own warnings, a throttled or noisy machine."""
    run, machine = report.run, report.machine
    notes = cut_short(report)
    notes += [Note("warning", printable(text)) for text in run.warnings]
    if machine.throttled_periods:
        notes.append(Note("warning", f"The CPU quota throttled the run in {machine.throttled_periods} periods."))
    if machine.steal_share is not None and machine.steal_share > WORTH_A_WORD:
        notes.append(
            Note("warning", f"The hypervisor took {write_share(machine.steal_share)} of the CPU before the run.")
        )
    return notes


def cut_short(report: Report) -> list[Note]:
    """That the run did not come to its end, where that is so."""
    if report.run.interrupted is not None:
        why = printable(report.run.interrupted)
        return [Note("warning", f"The run was interrupted ({why}): this is what it had.")]
    if not report.run.is_complete:
        return [Note("warning", "The run did not end by itself: this is what it had saved.")]
    return []


def workload_notes(workload: WorkloadSummary) -> list[Note]:
    """What concerns one workload: failed and skipped cases, precision that was not reached, neighbours."""
    return [
        *_unmeasured(workload),
        *_imprecise(workload.cases),
        *_too_wide(workload.cases),
        *_disturbances(workload),
        *_missing_ceilings(workload),
        *_impossible_ceilings(workload),
    ]


def memory_notes(cases: list[CaseSummary]) -> list[Note]:
    """How memory was measured: which kind, how often, and the longest gap."""
    peaks = [one.memory for one in cases if one.memory is not None]
    return [
        Note(
            "remark",
            f"Peak memory is {kind.upper()} of the process tree{_COUNTED[kind]}, "
            f"{_sampled([peak for peak in peaks if peak.kind == kind])}.",
        )
        for kind in dict.fromkeys(peak.kind for peak in peaks)
    ]


_COUNTED = {
    "pss": "",
    "uss": ", without what processes share",
    "rss": ", counting what is shared once per process",
}


def _sampled(peaks: list[PeakMemory]) -> str:
    """How far apart the samples lay, not how far apart they were meant to: of the case that has it worst."""
    typical = [peak.typical_gap_seconds for peak in peaks if peak.typical_gap_seconds is not None]
    largest = [peak.largest_gap_seconds for peak in peaks if peak.largest_gap_seconds is not None]
    if not typical or not largest:
        return "sampled at most once a round: a peak is easily missed"
    return f"sampled every {write_seconds(max(typical))} (largest gap {write_seconds(max(largest))})"


def _unmeasured(workload: WorkloadSummary) -> list[Note]:
    labels = label_cases([one.case for one in workload.cases])
    notes = []
    for one, label in zip(workload.cases, labels, strict=True):
        if one.case.status != "ok":
            reason = printable(one.case.reason) if one.case.reason else "no reason is given"
            notes.append(
                Note(one.case.status, f"{printable(label, 60)}, {write_count(one.case.workers, 'worker')}: {reason}")
            )
    few = [one for one in workload.cases if one.case.status == "ok" and one.speedup is None]
    if few:
        rounds = write_count(max(len(one.case.rounds) for one in few), "round")
        launches = write_count(max(one.case.launches for one in few), "launch")
        text = f"{write_count(len(few), 'case')} without a speedup: {rounds} in {launches} are too few for an interval."
        notes.append(Note("warning", text))
    return notes


def _imprecise(cases: list[CaseSummary]) -> list[Note]:
    missed = [one for one in cases if is_telling(one.speedup) and not one.is_precise]
    if not missed:
        return []
    asked = write_share(missed[0].precision)
    widest = write_share(max(one.speedup.half_width for one in missed if one.speedup is not None))
    by_how_much = "the widest by a hair" if widest == asked else f"the widest is ±{widest}"
    counted = f"{write_count(len(missed), 'case')} {'is' if len(missed) == 1 else 'are'}"
    return [Note("warning", f"{counted} less precise than ±{asked} (marked ~; {by_how_much}).")]


def _too_wide(cases: list[CaseSummary]) -> list[Note]:
    wide = [one for one in cases if one.is_too_wide]
    if not wide:
        return []
    says = "says" if len(wide) == 1 else "say"
    return [
        Note(
            "warning",
            f"{write_count(len(wide), 'case')} {says} nothing yet ({TOO_WIDE}): the interval's high end is "
            f"{WIDEST_FACTOR:g} times its low end, or more. Measure again with a longer --budget, fewer cases, or on a "
            "quieter machine.",
        )
    ]


def _disturbances(workload: WorkloadSummary) -> list[Note]:
    rounds = [one for case in [*workload.serials, *workload.cases] for one in case.case.rounds]
    return [Note("warning", text) for text in disturbance_sentences(rounds)]


def _missing_ceilings(workload: WorkloadSummary) -> list[Note]:
    reasons = {
        one.ceiling_rounds.reason: one.case.workers
        for one in workload.cases
        if one.ceiling_rounds is not None and one.ceiling_rounds.reason
    }
    return [
        Note("warning", f"No ceiling at {workers} workers: {printable(reason)}") for reason, workers in reasons.items()
    ]


def _impossible_ceilings(workload: WorkloadSummary) -> list[Note]:
    """A ceiling above the cores is an error of measuring that the interval does not know of."""
    found = workload.impossible_ceilings
    if not found:
        return []
    named = ", ".join(f"{write_estimate(value)} at {write_count(workers, 'worker')}" for workers, value in found)
    lies = "lies" if len(found) == 1 else "lie"
    return [
        Note(
            "warning",
            f"The ceiling {lies} above what the cores can give: {named}. The serial rounds beside it were disturbed, "
            "or the clock ran slower in them; shares of the ceiling are too low. Measure longer.",
        )
    ]
