"""A report in Markdown, for job summaries and pull-request comments: answers, one table, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress

from corecurve.reports.answers import answer, write_advice, write_answer
from corecurve.reports.case_labels import label_cases
from corecurve.reports.compare.markdown import escape, folded, table
from corecurve.reports.notes import Note, cut_short, memory_notes, report_notes, workload_notes
from corecurve.reports.page.case_table import EVERYTHING, case_table
from corecurve.reports.quantities import write_count, write_estimate, write_seconds, write_share
from corecurve.reports.summary import CaseSummary, ReportSummary, WorkloadSummary
from corecurve.reports.telling import told
from corecurve.reports.terminal import describe_machine, describe_run

HEADINGS = ["workload", "backend", "workers", "seconds", "speedup", "efficiency", "of the ceiling"]
SIGNS = {"failed": "❌", "skipped": "⏭️", "warning": "⚠️"}
OUTCOMES = {"faster": "🟢", "equal": "⚪", "slower": "🔴", "unclear": "❔", "unknown": "❔"}


def render_markdown(summary: ReportSummary) -> str:
    """The report as GitHub's Markdown; everything that came from it is escaped."""
    open_notes, other_notes = _notes(summary)
    lines = [*_answers(summary), "", *open_notes]
    rows = [row for workload in summary.workloads for row in _rows(workload)]
    if rows:
        lines += ["", *table(HEADINGS, rows, left=(0, 1))]
    if other_notes:
        lines += ["", *folded(f"{write_count(len(other_notes), 'note')} on how sure the figures are", other_notes)]
    lines += ["", *folded("Everything that is known of every case", _everything(summary))]
    lines += ["", *folded("Machine and run", _machine(summary))]
    return "\n".join(lines).strip() + "\n"


def _answers(summary: ReportSummary) -> list[str]:
    lines = []
    for workload in summary.workloads:
        found = answer(workload)
        name, _, rest = write_answer(found).partition(": ")
        advice = write_advice(found)
        lines.append(f"- {OUTCOMES[found.outcome]} **{escape(name)}**: {escape(rest)}")
        if advice is not None:
            lines[-1] += f" **{escape(advice)}**"
    return lines or ["The report holds no workloads."]


def _notes(summary: ReportSummary) -> tuple[list[str], list[str]]:
    """What decides how much the answers are worth and stays in sight (failures, a run cut short); and the rest."""
    short = cut_short(summary.report)
    told = [(note, "") for note in report_notes(summary.report)]
    for workload in summary.workloads:
        name = workload.name if len(summary.workloads) > 1 else ""
        told += [(note, name) for note in workload_notes(workload)]
    decisive = [note.kind == "failed" or note in short for note, _ in told]
    return _lines(compress(told, decisive)), _lines(compress(told, (not one for one in decisive)))


def _lines(notes: Iterable[tuple[Note, str]]) -> list[str]:
    """A line for each note, with the name of its workload where there is one."""
    return [
        f"- {SIGNS[note.kind]} {f'**{escape(name)}**: ' if name else ''}{escape(note.text)}"
        for note, name in notes
        if note.kind in SIGNS
    ]


def _rows(workload: WorkloadSummary) -> list[list[str]]:
    """The best case of each backend, the fastest first."""
    found = answer(workload)
    best = [*([found.best] if found.best is not None else []), *found.others]
    labels = {id(one): label for one, label in zip(workload.cases, _labels(workload), strict=True)}
    return [_row(one, workload.name, labels[id(one)]) for one in sorted(best, key=lambda one: -_value(one))]


def _labels(workload: WorkloadSummary) -> list[str]:
    return label_cases([one.case for one in workload.cases])


def _value(one: CaseSummary) -> float:
    return one.speedup.value if one.speedup is not None else 0.0


def _row(one: CaseSummary, workload: str, label: str) -> list[str]:
    return [
        workload,
        label,
        str(one.case.workers),
        write_seconds(seconds.value) if (seconds := told(one.seconds)) else "",
        one.mark + write_estimate(one.speedup) if one.speedup else "",
        write_share(one.efficiency.value) if one.efficiency else "",
        write_share(share.value) if (share := told(one.ceiling_share)) else "",
    ]


def _everything(summary: ReportSummary) -> list[str]:
    whole = case_table("", summary.workloads, EVERYTHING)
    left = tuple(index for index, column in enumerate(whole.columns) if not column.is_number)
    lines = table(
        [column.heading for column in whole.columns], [[cell.text for cell in row.cells] for row in whole.rows], left
    )
    remarks = dict.fromkeys(note.text for workload in summary.workloads for note in memory_notes(workload.cases))
    return [*lines, "", *(escape(text) for text in remarks)]


def _machine(summary: ReportSummary) -> list[str]:
    report = summary.report
    return [escape(" · ".join(describe_machine(report.machine))), "", escape(describe_run(report.run))]
