"""The page of one report: one story from the answer to the machine."""

from __future__ import annotations

from corecurve.bench.printable import printable
from corecurve.bench.report import Report
from corecurve.reports.answers import answer, write_advice, write_answer
from corecurve.reports.frames import cases_frame
from corecurve.reports.notes import Note, report_notes
from corecurve.reports.page.breakeven_section import breakeven_section
from corecurve.reports.page.case_table import EVERYTHING, case_table
from corecurve.reports.page.collector import paused_collector
from corecurve.reports.page.content import Block, Page, PageAnswer, Section
from corecurve.reports.page.explained import explain_report
from corecurve.reports.page.laws_section import laws_section
from corecurve.reports.page.losses_section import losses_section
from corecurve.reports.page.machine_section import machine_section
from corecurve.reports.page.rendering import render_page
from corecurve.reports.page.resources_section import resources_section
from corecurve.reports.page.speedup_section import speedup_section
from corecurve.reports.page.textbook_section import textbook_section
from corecurve.reports.page.timeline_section import timeline_section
from corecurve.reports.quantities import write_speedup
from corecurve.reports.summary import ReportSummary, WorkloadSummary
from corecurve.reports.terminal import describe_machine, describe_run
from corecurve.reports.textbook.account import TextbookAccount

ALL_CASES = "Everything that is known of every case. Every figure has its interval beside it or in the CSV."


def render_report_page(
    summary: ReportSummary, textbook: TextbookAccount | None = None, sweep: Report | None = None
) -> str:
    """The page of a report, with a textbook run and a sweep over grain, as one self-contained HTML document."""
    with paused_collector():
        return render_page(gather_report_page(summary, textbook, sweep))


def gather_report_page(
    summary: ReportSummary, textbook: TextbookAccount | None = None, sweep: Report | None = None
) -> Page:
    """Everything that the page of a report says."""
    report, cases = summary.report, cases_frame(summary)
    explained = explain_report(summary)
    sections = [
        speedup_section(summary, cases),
        losses_section(explained),
        timeline_section(explained),
        resources_section(summary, cases),
        breakeven_section(sweep, report, summary.workloads),
        laws_section(explained),
        textbook_section(textbook) if textbook is not None else None,
        _all_cases(summary),
        machine_section(report.machine, report.run),
    ]
    kept = [section for section in sections if section is not None and section.blocks]
    return Page(
        title=f"Speedup on {printable(report.machine.node, 60)}",
        subtitle=[" · ".join(describe_machine(report.machine)[1:]), describe_run(report.run)],
        notes=[*report_notes(report), *_emptiness(summary)],
        answers=[_answer(workload, kept) for workload in summary.workloads],
        sections=kept,
        workloads=[workload.name for workload in summary.workloads],
        backends=list(dict.fromkeys(one.case.backend for workload in summary.workloads for one in workload.cases)),
        version=report.version,
    )


def _emptiness(summary: ReportSummary) -> list[Note]:
    return [] if summary.workloads else [Note("warning", "The report holds no workloads.")]


def _answer(workload: WorkloadSummary, sections: list[Section]) -> PageAnswer:
    found = answer(workload)
    links = [
        (section.title, block.anchor)
        for section in sections
        for block in section.blocks
        if block.workload == workload.name
    ]
    sentence = write_answer(found).removeprefix(f"{printable(workload.name, 80)}: ")
    return PageAnswer(
        workload=workload.name,
        outcome=found.outcome,
        figure=write_speedup(found.best.speedup.value) if found.best is not None and found.best.speedup else None,
        sentence=sentence[:1].upper() + sentence[1:],
        advice=write_advice(found),
        links=links,
    )


def _all_cases(summary: ReportSummary) -> Section:
    table = case_table("All cases", summary.workloads, EVERYTHING)
    meanings = [(one.heading, one.meaning) for one in table.columns if one.meaning and one.heading != "95% interval"]
    blocks = [
        Block(anchor="cases-all", tables=[table]),
        Block(anchor="cases-columns", heading="What the columns mean", facts=meanings),
    ]
    return Section(anchor="cases", title="All cases", lead=ALL_CASES, blocks=blocks if table.rows else [])
