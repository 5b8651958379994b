"""``corecurve duet``: this tree against a git revision, in one job."""

from __future__ import annotations

from pathlib import Path

import click

from corecurve.reports.commands.gate_options import GATE_EPILOG, GateOptions, gate_options


@click.command(epilog=GATE_EPILOG)
@click.argument("revision", metavar="REF")
@gate_options
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Save both sides in one report.")
def duet(revision: str, gate: GateOptions, output: Path | None) -> int:
    """Measure this tree against a git revision, both in the same blocks, until every case is decided.

    REF is checked out into a temporary worktree, which is removed afterwards. A WORKLOAD is path/to/file.py,
    path/to/file.py:name or module:name; each side runs its own. It stops as soon as it is sure, or at the budget.
    A tree that is REF itself, and unchanged, is refused: nothing would be compared.
    """
    return fight(revision, gate, output)


def fight(revision: str, gate: GateOptions, output: Path | None) -> int:
    """Measures both sides, tells the conclusion, and returns its exit code."""
    from corecurve.bench.errors import FileError
    from corecurve.bench.machine import usable_core_count
    from corecurve.bench.report_file.folder_probe import probe_folder
    from corecurve.bench.report_file.writing import write_report
    from corecurve.reports.commands.conclusion_output import write_conclusion
    from corecurve.reports.duet.duel import run_duet
    from corecurve.reports.duet.request import DuetRequest

    outputs = gate.outputs()
    if output is not None:
        if output.is_dir():
            raise FileError(f"--output {output}: is a folder; name a file")
        probe_folder(output.absolute().parent)
    request = DuetRequest(
        revision=revision,
        workloads=gate.workloads,
        choices=gate.choices((usable_core_count(),)),
        rules=gate.rules(),
        budget_seconds=gate.budget,
        round_seconds=gate.round_seconds,
        seed=gate.any_seed(),
        python=gate.python,
        setup=gate.setup,
        folder=Path.cwd(),
    )
    outcome = run_duet(request, lambda line: None if gate.quiet else click.echo(line, err=True))
    write_conclusion(outcome.conclusion, outputs)
    if output is not None:
        write_report(outcome.report, output)
    return outcome.conclusion.exit_code
