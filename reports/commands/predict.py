"""``corecurve predict``: what other settings would give."""

from __future__ import annotations

from pathlib import Path

import click

from corecurve.bench.commands.option_types import Counts
from corecurve.bench.commands.storage_option import storage_option

CANNOT_TELL = 3


@click.command(epilog="Exit codes: 0 fine; 2 the call or a file is wrong; 3 the data cannot tell.")
@click.argument("report", metavar="REPORT")
@click.argument("case", required=False, metavar="[CASE]")
@click.option("--workers", type=Counts(), metavar="4,8", help="Numbers of workers. [default: those that were measured]")
@click.option(
    "--chunksize",
    "chunksizes",
    type=Counts(allows_default=True),
    metavar="1,16",
    help="Chunk sizes, of backends that take one; the word default is the backend's own.",
)
@click.option("--longest-first", is_flag=True, help="Hand out the longest tasks first.")
@storage_option()
def predict(
    report: str,
    case: str | None,
    workers: tuple[int, ...] | None,
    chunksizes: tuple[int | None, ...] | None,
    longest_first: bool,
    storage: Path,
) -> int:
    """Predict what other workers, chunk sizes and orders would give, from a report's traces.

    REPORT is a path, a number in the storage, or `latest`. CASE chooses a workload (`primes`) or the backend of a case
    (`primes[pool-2]`).
    """
    from corecurve.bench.errors import UsageError
    from corecurve.bench.report_file.argument import resolve_report
    from corecurve.bench.report_file.reading import load_report
    from corecurve.reports.commands.output import show
    from corecurve.reports.explain.case_choice import choose_cases
    from corecurve.reports.explain.explanation import need_explainable
    from corecurve.reports.explain.replay.model_making import make_models
    from corecurve.reports.explain.replay.predicting import outlook
    from corecurve.reports.explain.replay.table import render_outlooks
    from corecurve.reports.explain.replay.untold import untold
    from corecurve.reports.summary import summarise

    for count in (*(workers or ()), *(one for one in chunksizes or () if one is not None)):
        if count < 1:
            raise UsageError(f"{count} is too few: give whole numbers from 1")
    summary = summarise(load_report(resolve_report(report, storage)))
    cases = choose_cases(summary.report, case)
    need_explainable(cases)
    wanted = {(one.workload, one.backend, one.start_method) for one in cases}
    models = [one for one in make_models(summary) if (one.workload, one.backend, one.start_method) in wanted]
    left_out = untold(summary, wanted)
    if not models and not left_out:
        raise UsageError("nothing to predict from: no case has both profile rounds and seconds with an interval")
    outlooks = [outlook(model, workers, chunksizes, longest_first=longest_first) for model in models]
    show(lambda width, is_coloured: render_outlooks(outlooks, width, left_out, is_coloured=is_coloured))
    return 0 if models else CANNOT_TELL
