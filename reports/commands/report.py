"""``corecurve report``: one report as a table, and as files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corecurve.bench.commands.storage_option import storage_option
from corecurve.bench.printable import printable
from corecurve.reports.page.collector import leave_the_rest_to_the_system, paused_collector

if TYPE_CHECKING:
    from corecurve.reports.summary import ReportSummary

_FILE = click.Path(path_type=Path, allow_dash=True)


@click.command(epilog="Exit codes: 0 fine; 2 the call or a file is wrong.")
@click.argument("report", metavar="REPORT")
@click.option("--html", type=_FILE, metavar="FILE", help="Write one self-contained page (- is standard output).")
@click.option(
    "--textbook",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Put what `corecurve textbook --save` saved on the page.",
)
@click.option(
    "--breakeven",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Put what `corecurve breakeven --output FILE` saved on the page.",
)
@click.option(
    "--markdown",
    type=_FILE,
    metavar="FILE",
    help="Write Markdown for a pull request or a CI summary (- is standard output).",
)
@click.option(
    "--csv",
    type=_FILE,
    metavar="FILE",
    help="Write one row a case, with everything that is known of it (- is standard output).",
)
@click.option("--png", type=click.Path(path_type=Path), metavar="DIR", help="Draw the figures into a folder.")
@storage_option()
@paused_collector()
def report(
    report: str,
    html: Path | None,
    textbook: Path | None,
    breakeven: Path | None,
    markdown: Path | None,
    csv: Path | None,
    png: Path | None,
    storage: Path,
) -> int:
    """Show a report: for each workload the answer, the table and what to know beside it.

    REPORT is a path, a number in the storage, or `latest`. The story is printed unless a file is asked for on
    standard output.
    """
    from corecurve.bench.errors import UsageError
    from corecurve.bench.report_file.argument import resolve_report
    from corecurve.bench.report_file.reading import load_report
    from corecurve.reports.commands.output import STANDARD_OUTPUT, show, write_text
    from corecurve.reports.summary import summarise
    from corecurve.reports.terminal import render_terminal

    leave_the_rest_to_the_system()
    for name, extra in (("--textbook", textbook), ("--breakeven", breakeven)):
        if extra is not None and html is None:
            raise UsageError(f"{name} FILE goes onto the page: give --html FILE, too")
    path = resolve_report(report, storage)
    summary = summarise(load_report(path))
    files: list[tuple[str, Path | None, Callable[[ReportSummary], str]]] = [
        ("Page", html, partial(_as_html, textbook, breakeven)),
        ("Markdown", markdown, _as_markdown),
        ("CSV", csv, _as_csv),
    ]
    places = [f"Report: {printable(path, 1000)}"]
    for name, target, render in files:
        if target is not None:
            write_text(target, render(summary))
            places.append(f"{name}: {printable(target, 1000)}")
    if png is not None:
        places.append(f"Figures: {_draw_into(png, summary)} in {printable(png, 1000)}")
    if STANDARD_OUTPUT not in [str(target) for _, target, _ in files]:
        show(lambda width, is_coloured: render_terminal(summary, width, is_coloured=is_coloured))
        click.echo("\n" + "\n".join(places))
    return 0


def _as_csv(summary: ReportSummary) -> str:
    from corecurve.reports.frames import cases_frame

    return cases_frame(summary).to_csv(index=False, lineterminator="\n")


def _as_markdown(summary: ReportSummary) -> str:
    from corecurve.reports.page.markdown import render_markdown

    return render_markdown(summary)


def _as_html(textbook: Path | None, breakeven: Path | None, summary: ReportSummary) -> str:
    from corecurve.reports.breakeven.saved import load_sweep
    from corecurve.reports.page.report_page import render_report_page
    from corecurve.reports.textbook.account import give_account
    from corecurve.reports.textbook.record import load_record

    account = give_account(load_record(textbook)) if textbook is not None else None
    sweep = load_sweep(breakeven) if breakeven is not None else None
    return render_report_page(summary, account, sweep)


def _draw_into(folder: Path, summary: ReportSummary) -> int:
    """Writes the figures and returns how many there are."""
    from corecurve.bench.report_file.atomic_write import write_atomically, write_error
    from corecurve.reports.figures.drawing import draw_pictures
    from corecurve.reports.frames import cases_frame

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise write_error(folder, error) from None
    count = 0
    for name, image in draw_pictures(cases_frame(summary)):
        write_atomically(folder / name, image)
        count += 1
    return count
