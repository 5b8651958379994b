"""``corecurve run`` with the answer at the end, which the measuring floor does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from corecurve.bench.commands.run import EPILOG, make_request, run_options
from corecurve.bench.commands.run import run as measure

if TYPE_CHECKING:
    from corecurve.bench.report import Report


@click.command(help=measure.help, epilog=EPILOG)
@run_options
def run(quiet: bool, **asked: Any) -> int:
    """See ``corecurve.bench.commands.run``."""
    from corecurve.bench.run import measure_and_save

    return measure_and_save(make_request(**asked), is_quiet=quiet, tell=_tell_answers)[1]


def _tell_answers(report: Report) -> None:
    from corecurve.reports.commands.output import show
    from corecurve.reports.summary import summarise
    from corecurve.reports.terminal import render_answers

    summary = summarise(report)
    show(lambda width, is_coloured: render_answers(summary, width, is_coloured=is_coloured))
    click.echo()
