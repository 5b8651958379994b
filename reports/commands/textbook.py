"""``corecurve textbook``: what introductions to multiprocessing say, measured here."""

from __future__ import annotations

from pathlib import Path

import click

from corecurve.bench.commands.option_types import Counts, Duration
from corecurve.bench.commands.storage_option import storage_option
from corecurve.bench.measuring.plan import DEFAULT_BUDGET_SECONDS

_FILE = click.Path(path_type=Path, allow_dash=True)
_NOT_MEASURED = 4


@click.command(
    epilog="Exit codes: 0 measured, whatever the verdicts; 2 the call or a file is wrong; 4 something could not be "
    "measured; 130 interrupted."
)
@click.option("--python", metavar="PATH", help="The interpreter to measure: a path, a command or a venv.")
@click.option(
    "--budget",
    type=Duration(),
    default=DEFAULT_BUDGET_SECONDS,
    metavar="60s",
    help="How long to measure; every experiment is done three times at least. [default: 60s]",
)
@click.option("--only", type=Counts(), metavar="1,3", help="Only the statements of these numbers. [default: all]")
@click.option("--markdown", type=_FILE, metavar="FILE", help="Write it as Markdown (- is standard output).")
@click.option("--save", is_flag=True, help="Save what was measured, for `corecurve compare`.")
@storage_option("Where --save puts it.")
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
def textbook(
    python: str | None,
    budget: float,
    only: tuple[int, ...] | None,
    markdown: Path | None,
    save: bool,
    storage: Path,
    quiet: bool,
) -> int:
    """Test what introductions to Python's multiprocessing say, on this machine and interpreter.

    Each of the 12 statements is measured, and holds here, does not hold here, or cannot be told.
    """
    from corecurve.bench.interruption import interruptible
    from corecurve.bench.printable import printable
    from corecurve.bench.progress import choose_progress
    from corecurve.bench.report_file.folder_probe import probe_folder
    from corecurve.reports.commands.output import STANDARD_OUTPUT, show, write_text
    from corecurve.reports.textbook.account import give_account
    from corecurve.reports.textbook.markdown import render_markdown
    from corecurve.reports.textbook.measuring import Request, measure_textbook
    from corecurve.reports.textbook.record import record_path, save_record
    from corecurve.reports.textbook.statements import choose_statements
    from corecurve.reports.textbook.text import render_text

    request = Request(statements=choose_statements(only or ()), python=python, budget_seconds=budget)
    if save:
        probe_folder(storage)
    with interruptible(), choose_progress(is_quiet=quiet) as progress:
        record = measure_textbook(request, lambda line: _say(line, is_quiet=quiet), progress)
    account = give_account(record)
    if str(markdown) != STANDARD_OUTPUT:
        show(lambda width, is_coloured: render_text(account, width, is_coloured=is_coloured))
    if markdown is not None:
        write_text(markdown, render_markdown(account))
    if save:
        path = record_path(storage, record)
        save_record(path, record)
        click.echo(f"saved: {printable(path, 1000)}", err=str(markdown) == STANDARD_OUTPUT)
    return _NOT_MEASURED if record.has_gaps else 0


def _say(line: str, *, is_quiet: bool) -> None:
    if not is_quiet:
        click.echo(line, err=True)
