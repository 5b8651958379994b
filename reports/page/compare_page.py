"""The page of a comparison: several reports side by side, seconds first."""

from __future__ import annotations

from corecurve.bench.printable import printable
from corecurve.reports.answers import answer
from corecurve.reports.compare.comparison import Comparison, Side
from corecurve.reports.compare.remarks import remarks, tier_lines
from corecurve.reports.compare.times import HEADINGS, TimesComparison, headline, time_rows
from corecurve.reports.notes import Note, report_notes
from corecurve.reports.page.collector import paused_collector
from corecurve.reports.page.compare_table import compare_table
from corecurve.reports.page.content import Block, Cell, Column, Page, PageAnswer, PageTable, Row, Section
from corecurve.reports.page.differences_section import differences_section
from corecurve.reports.page.estimate_cells import EMPTY, interval_cell, seconds_interval_cell, value_cell
from corecurve.reports.page.rendering import render_page
from corecurve.reports.page.sides_section import efficiency_section, seconds_section, speedup_section
from corecurve.reports.quantities import write_count, write_seconds, write_share, write_speedup, write_workers
from corecurve.reports.summary import WorkloadSummary
from corecurve.reports.terminal import describe_machine, describe_run

ALL_CASES = "Every case on every side. Changes are against the first report, where the machines allow it."


def render_compare_page(comparison: Comparison) -> str:
    """The page of a comparison as one self-contained HTML document."""
    with paused_collector():
        return render_page(gather_compare_page(comparison))


def gather_compare_page(comparison: Comparison) -> Page:
    """Everything that the page of a comparison says."""
    sections = [
        seconds_section(comparison),
        speedup_section(comparison),
        efficiency_section(comparison),
        differences_section(comparison),
        _all_cases(comparison),
    ]
    kept = [section for section in sections if section.blocks]
    return Page(
        title=f"{write_count(len(comparison.sides), 'report')} compared",
        subtitle=[_side(side) for side in comparison.sides],
        notes=[*_notes(comparison)],
        answers=[_answer(comparison, workload, kept) for workload in comparison.workloads],
        sections=kept,
        workloads=comparison.workloads,
        backends=list(dict.fromkeys(one.case.backend for one in comparison.cases)),
        version=comparison.sides[0].report.version,
    )


def render_times_page(found: TimesComparison) -> str:
    """The page of files of which some hold nothing but times."""
    columns = [Column("benchmark"), Column("side"), *(Column(heading, is_number=True) for heading in HEADINGS)]
    rows = [Row(cells=[Cell(printable(cell, 300)) for cell in row]) for row in time_rows(found)]
    table = PageTable(caption="All benchmarks", columns=columns, rows=rows)
    section = Section(
        anchor="cases", title="Times", lead=headline(found), blocks=[Block(anchor="cases-all", tables=[table])]
    )
    page = Page(
        title=f"{write_count(len(found.files), 'file')} compared by their times",
        subtitle=[printable(file, 300) for file in found.files],
        notes=[],
        answers=[],
        sections=[section],
        workloads=[],
        backends=[],
        version="",
    )
    return render_page(page)


def _side(side: Side) -> str:
    machine = " · ".join(describe_machine(side.report.machine))
    return f"{side.label}: {printable(side.file, 120)} · {machine} · {describe_run(side.report.run)}"


def _notes(comparison: Comparison) -> list[Note]:
    notes = [
        Note("remark" if side.likeness.tier == "same" else "warning", line)
        for side, line in zip(comparison.sides[1:], tier_lines(comparison), strict=True)
    ]
    for side in comparison.sides:
        notes += [Note(note.kind, f"{side.label}: {note.text}") for note in report_notes(side.report)]
    return [*notes, *(Note("warning", text) for text in remarks(comparison))]


def _answer(comparison: Comparison, workload: str, sections: list[Section]) -> PageAnswer:
    """Who is fastest, in seconds: a slow machine can have the higher speedup."""
    told = [(side, found) for side in comparison.sides if (found := _workload(side, workload)) is not None]
    links = [(one.title, block.anchor) for one in sections for block in one.blocks if block.workload == workload]
    return PageAnswer(
        workload=workload,
        outcome="compared",
        figure=None,
        sentence=_fastest(told),
        advice=None,
        links=links,
        table=_bests(comparison, workload),
    )


def _workload(side: Side, name: str) -> WorkloadSummary | None:
    return next((one for one in side.summary.workloads if one.name == name), None)


def _fastest(told: list[tuple[Side, WorkloadSummary]]) -> str:
    """Only where all sides did the same amount of work, and the fastest can be told from the next."""
    if len({found.record.size for _, found in told}) > 1:
        return "The sizes differ, so that the seconds are of different amounts of work."
    timed = [
        (best, best.seconds, side.label)
        for side, found in told
        if (best := answer(found).best) is not None and best.seconds is not None
    ]
    if len(timed) < 2:
        return "Fewer than two reports have it measured."
    (best, first, label), (_, second, _) = sorted(timed, key=lambda one: one[1].value)[:2]
    if first.high >= second.low:
        return "The fastest cannot be told from the next."
    case = best.case
    who = write_workers(case.backend, case.workers, case.start_method)
    return f"{label} is fastest: {write_seconds(first.value)} with {who}."


def _bests(comparison: Comparison, workload: str) -> PageTable:
    """The best case of every side, and its serial loop."""
    columns = [
        Column("report"),
        Column("seconds", is_number=True),
        Column("95% interval", is_number=True),
        Column("with"),
        Column("speedup", is_number=True),
        Column("95% interval", is_number=True),
        Column("of the ceiling", is_number=True),
        Column("serial loop", is_number=True),
    ]
    rows = [Row(cells=[Cell(side.label), *_best(_workload(side, workload))]) for side in comparison.sides]
    return PageTable(caption="The best case of each report", columns=columns, rows=rows)


def _best(workload: WorkloadSummary | None) -> list[Cell]:
    best = answer(workload).best if workload is not None else None
    if workload is None or best is None:
        why = "cannot tell" if workload is not None and workload.measured else "not measured"
        return [EMPTY, EMPTY, Cell(why), *[EMPTY] * 4]
    case = best.case
    return [
        value_cell(best.seconds, write_seconds),
        seconds_interval_cell(best.seconds),
        Cell(write_workers(case.backend, case.workers, case.start_method), backend=case.backend),
        value_cell(best.speedup, write_speedup),
        interval_cell(best.speedup),
        value_cell(best.ceiling_share, write_share),
        value_cell(workload.serial_seconds, write_seconds),
    ]


def _all_cases(comparison: Comparison) -> Section:
    block = Block(anchor="cases-all", tables=[compare_table(comparison)])
    return Section(anchor="cases", title="All cases", lead=ALL_CASES, blocks=[block] if comparison.cases else [])
