"""``corecurve duet``: this tree against a git revision, in one job."""

from __future__ import annotations

import random
from pathlib import Path

import click

from corecurve.reports.commands.gate_options import judging_options, measuring_options

_EPILOG = (
    "Exit codes: 0 no regression; 1 a regression; 2 the call is wrong, or nothing was compared; 3 inconclusive; "
    "4 a case could not be measured; 130 interrupted."
)
_LARGEST_SEED = 2**31


@click.command(epilog=_EPILOG)
@click.argument("revision", metavar="REF")
@click.argument("workloads", nargs=-1, metavar="[WORKLOAD]...")
@judging_options
@measuring_options
@click.option("--setup", metavar="COMMAND", help="What to run in REF's worktree first, to build extensions, say.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Save both sides in one report.")
def duet(
    revision: str,
    workloads: tuple[str, ...],
    tolerances: tuple[str, ...],
    strict: bool,
    formats: tuple[str, ...],
    backends: tuple[str, ...] | None,
    workers: tuple[int, ...] | None,
    budget: float,
    round_seconds: float | None,
    python: str | None,
    seed: int | None,
    quiet: bool,
    setup: str | None,
    output: Path | None,
) -> int:
    """Measure this tree against a git revision, both in the same blocks, until every case is decided.

    REF is checked out into a temporary worktree, which is removed afterwards. A WORKLOAD is path/to/file.py,
    path/to/file.py:name or module:name; each side runs its own. It stops as soon as it is sure, or at the budget.
    """
    from corecurve.bench.machine import usable_core_count
    from corecurve.bench.measuring.plan import DEFAULT_ROUND_SECONDS
    from corecurve.bench.measuring.planning import Choices
    from corecurve.bench.report_file.folder_probe import probe_folder
    from corecurve.bench.report_file.writing import write_report
    from corecurve.reports.check.judging import Rules
    from corecurve.reports.check.tolerances import parse_tolerances
    from corecurve.reports.commands.conclusion_output import parse_formats, write_conclusion
    from corecurve.reports.duet.duel import run_duet
    from corecurve.reports.duet.request import DuetRequest

    outputs = parse_formats(formats)
    if output is not None:
        probe_folder(output.absolute().parent)
    request = DuetRequest(
        revision=revision,
        workloads=workloads,
        choices=Choices(backends=backends or Choices().backends, workers=workers or (usable_core_count(),)),
        rules=Rules(tolerances=parse_tolerances(tolerances), is_strict=strict),
        budget_seconds=budget,
        round_seconds=round_seconds or DEFAULT_ROUND_SECONDS,
        seed=random.randrange(_LARGEST_SEED) if seed is None else seed,
        python=python,
        setup=setup,
        folder=Path.cwd(),
    )
    outcome = run_duet(request, lambda line: None if quiet else click.echo(line, err=True))
    if output is not None:
        write_report(outcome.report, output)
    write_conclusion(outcome.conclusion, outputs)
    return outcome.conclusion.exit_code
