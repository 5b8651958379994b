"""``corecurve breakeven``: from which cost per task a backend beats the loop here."""

from __future__ import annotations

from pathlib import Path

import click

from corecurve.bench.commands.option_types import Duration, Words
from corecurve.bench.commands.storage_option import storage_option
from corecurve.bench.measuring.plan import DEFAULT_BUDGET_SECONDS

_NOT_MEASURED = 4


@click.command(epilog="Exit codes: 0 measured; 2 the call or a file is wrong; 4 nothing could be measured.")
@click.argument("report", required=False, metavar="[REPORT]")
@click.option(
    "--backend",
    "backends",
    type=Words(),
    default="threads,processes,pool,executor",
    metavar="A,B",
    help="Backends. [default: threads,processes,pool,executor]",
)
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Workers. [default: the usable cores]")
@click.option(
    "--budget",
    type=Duration(),
    default=DEFAULT_BUDGET_SECONDS,
    metavar="60s",
    help="How long to measure at most. [default: 60s]",
)
@click.option("--python", metavar="PATH", help="The interpreter to measure: a path, a command or a venv.")
@click.option("--start-method", metavar="NAME", help="fork, forkserver or spawn. [default: its own]")
@click.option("--seed", type=click.IntRange(0), default=0, help="The order of rounds, for a repetition.")
@storage_option()
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Save what was measured, for `corecurve report REPORT --breakeven FILE --html PAGE`.",
)
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
def breakeven(
    report: str | None,
    backends: tuple[str, ...],
    workers: int | None,
    budget: float,
    python: str | None,
    start_method: str | None,
    seed: int,
    storage: Path,
    output: Path | None,
    quiet: bool,
) -> int:
    """Measure from which cost per task, and from how much work, each backend beats the loop on this machine.

    With a REPORT (a path, a number in the storage, or `latest`), it says on which side of that its workloads are.
    """
    from corecurve.bench.interruption import interruptible
    from corecurve.bench.printable import printable
    from corecurve.bench.progress import choose_progress
    from corecurve.bench.report_file.argument import resolve_report
    from corecurve.bench.report_file.folder_probe import probe_folder
    from corecurve.bench.report_file.reading import load_report
    from corecurve.bench.report_file.writing import write_report
    from corecurve.reports.breakeven.account import account_for, side_of
    from corecurve.reports.breakeven.sweep import SweepRequest, measure_sweep, reasons
    from corecurve.reports.breakeven.text import render_account
    from corecurve.reports.commands.output import show
    from corecurve.reports.summary import summarise

    workloads = summarise(load_report(resolve_report(report, storage))).workloads if report is not None else []
    request = SweepRequest(
        backends=backends,
        workers=workers,
        budget_seconds=budget,
        python=python,
        start_method=start_method,
        seed=seed,
    )
    if output is not None:
        probe_folder(output.parent)
    with interruptible(), choose_progress(is_quiet=quiet) as progress:
        sweep = measure_sweep(request, progress)
    found = account_for(sweep)
    sides = [side for one in workloads if (side := side_of(one, found)) is not None]
    missing = reasons(sweep, backends, {one.backend for one in found})
    show(lambda width, is_coloured: render_account(found, sides, missing, width, is_coloured=is_coloured))
    if output is not None:
        write_report(sweep, output)
        click.echo(f"saved: {printable(output, 1000)}")
    return 0 if found else _NOT_MEASURED
