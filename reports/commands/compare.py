"""``corecurve compare``: reports side by side."""

from __future__ import annotations

from pathlib import Path

import click

from corecurve.bench.storage import DEFAULT_STORAGE

_FILE = click.Path(path_type=Path, allow_dash=True)


@click.command(epilog="Exit codes: 0 fine; 2 the call or a file is wrong.")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT REPORT…")
@click.option("--html", type=_FILE, metavar="FILE", help="Write one self-contained page (- is the terminal).")
@click.option("--markdown", type=_FILE, metavar="FILE", help="Write the tables as Markdown (- is the terminal).")
@click.option("--csv", type=_FILE, metavar="FILE", help="Write one row a case and report (- is the terminal).")
@click.option(
    "--storage",
    type=click.Path(path_type=Path),
    default=DEFAULT_STORAGE,
    show_default=True,
    help="Where reports are kept.",
)
def compare(reports: tuple[str, ...], html: Path | None, markdown: Path | None, csv: Path | None, storage: Path) -> int:
    """Put two or more reports side by side; the first is what the others are held against.

    A REPORT is a path, a number in the storage, or `latest`. A plain pytest-benchmark file is compared by its times.
    """
    from corecurve.bench.errors import UsageError
    from corecurve.reports.commands.output import STANDARD_OUTPUT, show, write_text
    from corecurve.reports.compare.loading import load_comparison
    from corecurve.reports.compare.rendering import as_csv, as_html, as_markdown, as_text

    if len(reports) < 2:
        raise UsageError("compare needs two reports or more: corecurve compare 1 latest")
    found = load_comparison(reports, storage)
    if html is not None:
        write_text(html, as_html(found))
    if markdown is not None:
        write_text(markdown, as_markdown(found))
    if csv is not None:
        write_text(csv, as_csv(found))
    if STANDARD_OUTPUT not in (str(html), str(markdown), str(csv)):
        show(lambda width, is_coloured: as_text(found, width, is_coloured=is_coloured))
    return 0
