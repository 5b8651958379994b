"""``corecurve explain``: where the lost speedup went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corecurve.bench.commands.storage_option import storage_option

if TYPE_CHECKING:
    from corecurve.bench.report import CaseResult
    from corecurve.reports.summary import ReportSummary


@click.command(epilog="Exit codes: 0 fine; 2 the call or a file is wrong.")
@click.argument("report", metavar="REPORT")
@click.argument("case", required=False, metavar="[CASE]")
@click.option(
    "--trace",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Write the profile rounds as a trace for Perfetto and chrome://tracing (- is standard output).",
)
@click.option("--png", type=click.Path(path_type=Path), metavar="DIR", help="Draw waterfalls and timelines.")
@storage_option()
def explain(report: str, case: str | None, trace: Path | None, png: Path | None, storage: Path) -> int:
    """Show where the lost speedup of a report went, and what to try.

    REPORT is a path, a number in the storage, or `latest`. CASE is a case (`primes[pool-2]` or, where that is
    unique, `pool-2`), which is then explained in full, or a workload.
    """
    from corecurve.bench.report_file.argument import resolve_report
    from corecurve.bench.report_file.reading import load_report
    from corecurve.reports.commands.output import STANDARD_OUTPUT
    from corecurve.reports.explain.case_choice import choose_cases
    from corecurve.reports.summary import summarise

    summary = summarise(load_report(resolve_report(report, storage)))
    cases = choose_cases(summary.report, case)
    if str(trace) != STANDARD_OUTPUT:
        _tell(summary, cases)
    if trace is not None:
        _write_trace(trace, summary, cases)
    if png is not None:
        _draw(png, summary, cases)
    return 0


def _tell(summary: ReportSummary, cases: list[CaseResult]) -> None:
    from corecurve.reports.commands.output import show
    from corecurve.reports.explain.explanation import explain, explain_workload, need_explainable
    from corecurve.reports.explain.story import render_case, render_overview

    need_explainable(cases)
    chosen = {case.id for case in cases}
    if len(cases) == 1:
        (one,) = [one for one in summary.cases if one.case.id in chosen]
        told = explain(summary, one)
        show(lambda width, is_coloured: render_case(told, width, is_coloured=is_coloured))
        return
    workloads = [explain_workload(summary, one, chosen) for one in summary.workloads]
    shown = [workload for workload in workloads if workload.cases or workload.unexplained]
    show(lambda width, is_coloured: render_overview(shown, width, is_coloured=is_coloured))


def _write_trace(path: Path, summary: ReportSummary, cases: list[CaseResult]) -> None:
    from corecurve.bench.printable import printable
    from corecurve.reports.commands.output import STANDARD_OUTPUT, write_text
    from corecurve.reports.explain.chrome_trace import chrome_trace

    serials = [serial for case in cases if (serial := summary.report.serial_of(case)) is not None]
    with_serials = list({case.id: case for case in [*serials, *cases]}.values())
    write_text(path, chrome_trace(with_serials).decode())
    if str(path) != STANDARD_OUTPUT:
        click.echo(f"\nTrace: {printable(path, 1000)}; open it at https://ui.perfetto.dev")


def _draw(folder: Path, summary: ReportSummary, cases: list[CaseResult]) -> None:
    from corecurve.bench.printable import printable
    from corecurve.bench.report_file.atomic_write import write_atomically, write_error
    from corecurve.reports.explain.pictures import draw_case

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise write_error(folder, error) from None
    count = 0
    for case in cases:
        for name, image in draw_case(summary.report, case):
            write_atomically(folder / name, image)
            count += 1
    click.echo(f"\nFigures: {count} in {printable(folder, 1000)}")
