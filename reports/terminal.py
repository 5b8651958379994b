"""The story of a report in a terminal: for each workload the answer, table, curve and notes; then an overview."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from corecurve.bench.printable import printable
from corecurve.bench.report import Commit, Machine, Report, RunRecord
from corecurve.reports.answers import Answer, answer, write_advice, write_answer
from corecurve.reports.curve import curve_lines
from corecurve.reports.notes import Note, memory_notes, report_notes, workload_notes
from corecurve.reports.overview import overview
from corecurve.reports.palette import TONES
from corecurve.reports.plain_text import as_text
from corecurve.reports.quantities import write_commit, write_count, write_seconds, write_seconds_interval
from corecurve.reports.summary import ReportSummary, WorkloadSummary
from corecurve.reports.table import case_table

NARROWEST = 80
UNVERSIONED = Commit().id
AFTER_ANSWERS = "The tables: corecurve report REPORT. Where the other cores went: corecurve explain REPORT."
AFTER_TABLES = (
    "The tables of each are above. Where the other cores went: corecurve explain REPORT. All of it as a page: "
    "corecurve report REPORT --html FILE."
)
SIGNS = {"failed": "failed: ", "skipped": "skipped: ", "warning": "! ", "remark": ""}


def render_terminal(summary: ReportSummary, width: int = NARROWEST, *, is_coloured: bool = False) -> str:
    """The story as text of ``width`` columns, with terminal colours or without."""
    return as_text(terminal_story(summary, width), width, is_coloured=is_coloured)


def render_answers(summary: ReportSummary, width: int = NARROWEST, *, is_coloured: bool = False) -> str:
    """The answers alone, as text of ``width`` columns: one workload's in a sentence, those of several in a table."""
    answers = [answer(workload) for workload in summary.workloads]
    told = overview(answers) if len(answers) > 1 else Group(*(_answer(one) for one in answers))
    return as_text(Group(told, "", _more(AFTER_ANSWERS)), width, is_coloured=is_coloured)


def terminal_story(summary: ReportSummary, width: int) -> RenderableType:
    """The story for a rich console."""
    parts: list[RenderableType] = [_heading(summary.report), *(_note(one) for one in report_notes(summary.report))]
    answers = [answer(workload) for workload in summary.workloads]
    for workload, found in zip(summary.workloads, answers, strict=True):
        parts += ["", _workload(workload, found, width)]
    if len(answers) > 1:
        # Last, where a terminal that has scrolled still shows it.
        parts += ["", overview(answers), "", _more(AFTER_TABLES)]
    return Group(*parts)


def describe_machine(machine: Machine) -> list[str]:
    """The machine in a few words: name, CPU, usable cores, Python; what is not known is left out."""
    cores = machine.usable_cores or machine.logical_cores
    python = machine.python
    words = [printable(machine.node, 40)]
    if machine.cpu_model:
        words.append(printable(machine.cpu_model, 60))
    if cores:
        words.append(f"{round(cores, 1):g} usable {'core' if cores == 1 else 'cores'}")
    if python is not None:
        words.append(f"{printable(python.implementation, 20)} {printable(python.version, 20)}")
        if not python.gil_enabled:
            words.append("no GIL")
    return words


def describe_run(run: RunRecord) -> str:
    """The run in a few words: when, how long, of which commit."""
    when = printable(run.started, 40).replace("T", " ")[:16]
    spent = f"{write_seconds(run.elapsed_seconds)}, {write_count(run.blocks, 'block')}"
    if run.commit.id == UNVERSIONED:
        return f"{when} · {spent}"
    return f"{when} · {spent} · commit {write_commit(run.commit.id, is_dirty=run.commit.dirty)}"


def _heading(report: Report) -> RenderableType:
    lines = [" · ".join(describe_machine(report.machine)), describe_run(report.run)]
    return Text("\n".join(lines), style=TONES["quiet"].dark)


def _workload(workload: WorkloadSummary, found: Answer, width: int) -> RenderableType:
    parts: list[RenderableType] = [_answer(found), _serial(workload)]
    if workload.measured:
        parts += ["", Padding(case_table(workload.cases, width - 2), (0, 0, 0, 2))]
    curve = curve_lines(workload)
    if curve:
        parts += ["", Padding(Group(*curve), (0, 0, 0, 2))]
    notes = [*workload_notes(workload), *memory_notes(workload.cases)]
    if notes:
        parts += ["", *(Padding(_note(one), (0, 0, 0, 2)) for one in notes)]
    return Group(*parts)


def _answer(found: Answer) -> Text:
    name, colon, rest = write_answer(found).partition(": ")
    advice = write_advice(found)
    return Text.assemble((name, "bold"), colon + rest, *([(f" {advice}", "bold")] if advice else []))


def _serial(workload: WorkloadSummary) -> Text:
    seconds = workload.serial_seconds
    tasks = write_count(workload.record.tasks, "task")
    if seconds is None:
        return Text(f"The serial loop over {tasks} has too few rounds for its seconds.")
    return Text(
        f"The serial loop takes {write_seconds(seconds.value)} ({write_seconds_interval(seconds)}) for {tasks}."
    )


def _more(where: str) -> Text:
    return Text(where, style=TONES["quiet"].dark)


def _note(note: Note) -> Text:
    style = {"failed": TONES["loss"].dark, "warning": "yellow", "remark": TONES["quiet"].dark}.get(note.kind, "")
    return Text(SIGNS[note.kind] + note.text, style=style)
