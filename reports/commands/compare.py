"""``corecurve compare``: reports side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corecurve.bench.commands.storage_option import storage_option
from corecurve.reports.page.collector import leave_the_rest_to_the_system, paused_collector

if TYPE_CHECKING:
    from corecurve.reports.textbook.comparing import TextbookComparison

_FILE = click.Path(path_type=Path, allow_dash=True)


@click.command(epilog="Exit codes: 0 fine; 2 the call or a file is wrong, or no case is in several reports.")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT REPORT…")
@click.option("--html", type=_FILE, metavar="FILE", help="Write one self-contained page (- is standard output).")
@click.option("--markdown", type=_FILE, metavar="FILE", help="Write the tables as Markdown (- is standard output).")
@click.option("--csv", type=_FILE, metavar="FILE", help="Write one row a case and report (- is standard output).")
@storage_option()
@paused_collector()
def compare(reports: tuple[str, ...], html: Path | None, markdown: Path | None, csv: Path | None, storage: Path) -> int:
    """Put two or more reports side by side; the first is what the others are held against.

    A REPORT is a path, a number in the storage, or `latest`. A plain pytest-benchmark file is compared by its times;
    what `corecurve textbook --save` saved, statement by statement.
    """
    from corecurve.bench.errors import UsageError
    from corecurve.bench.report_file.argument import resolve_report
    from corecurve.reports.commands.output import STANDARD_OUTPUT, show, write_text
    from corecurve.reports.compare.loading import load_comparison
    from corecurve.reports.compare.rendering import as_csv, as_html, as_markdown, as_text
    from corecurve.reports.textbook.comparing import load_textbooks

    leave_the_rest_to_the_system()
    if len(reports) < 2:
        raise UsageError("compare needs two reports or more: corecurve compare 1 latest")
    books = load_textbooks([resolve_report(one, storage) for one in reports])
    if books is not None:
        return _compare_textbooks(books, markdown, has_others=html is not None or csv is not None)
    found = load_comparison(reports, storage)
    if html is not None:
        write_text(html, as_html(found))
    if markdown is not None:
        write_text(markdown, as_markdown(found))
    if csv is not None:
        write_text(csv, as_csv(found))
    if STANDARD_OUTPUT not in (str(html), str(markdown), str(csv)):
        show(lambda width, is_coloured: as_text(found, width, is_coloured=is_coloured))
    if not found.has_common:
        raise UsageError("nothing was compared: no case is in several of the reports")
    return 0


def _compare_textbooks(books: TextbookComparison, markdown: Path | None, *, has_others: bool) -> int:
    """Textbook runs have no cases, and so no page of curves and no rows of cases."""
    from corecurve.bench.errors import UsageError
    from corecurve.reports.commands.output import STANDARD_OUTPUT, show, write_text
    from corecurve.reports.textbook.comparison_text import render_comparison_markdown, render_comparison_text

    if has_others:
        raise UsageError("textbook runs are compared in the terminal and as --markdown only")
    if markdown is not None:
        write_text(markdown, render_comparison_markdown(books))
    if str(markdown) != STANDARD_OUTPUT:
        show(lambda width, is_coloured: render_comparison_text(books, width, is_coloured=is_coloured))
    return 0
