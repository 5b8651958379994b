"""``corecurve guard``: the gate as a CI job wants it, by a baseline where that can be, else by a duet."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from corecurve.bench.commands.storage_option import storage_option
from corecurve.bench.report_file.storage import DEFAULT_STORAGE
from corecurve.reports.commands.duet import fight
from corecurve.reports.commands.gate_options import GATE_EPILOG, GateOptions, gate_options


@click.command(epilog=GATE_EPILOG)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    default=DEFAULT_STORAGE / "baseline.json",
    show_default=True,
    metavar="FILE",
    help="What this machine had.",
)
@click.option("--against", default="origin/main", show_default=True, metavar="REF", help="What a duet is against.")
@gate_options
@storage_option()
def guard(baseline: Path, against: str, gate: GateOptions, storage: Path) -> int:
    """Measure now, and fail if a speedup is gone.

    Against the baseline where it comes from this very machine, as `corecurve run` and `corecurve check` would; else
    as `corecurve duet` does. `corecurve run --output results/baseline.json` makes a baseline. Where this tree is REF
    itself, and unchanged, the duet is against REF's parent.
    """
    from corecurve.bench.measuring.plan import DEFAULT_PRECISION
    from corecurve.bench.run import Request, measure_and_save
    from corecurve.core.workloads import DEFAULT_SUITE
    from corecurve.reports.check.checking import check
    from corecurve.reports.check.loading import load_check
    from corecurve.reports.check.measuring_alike import baseline_here
    from corecurve.reports.commands.conclusion_output import write_conclusion

    outputs, rules = gate.outputs(), gate.rules()
    found = baseline_here(baseline, gate.python)
    if found.report is None:
        click.echo(f"duet against {against}: {found.why_not}", err=True)
        return fight(_other_code(against), gate, output=None)
    click.echo(f"measuring against {baseline}", err=True)
    request = Request(
        workloads=gate.workloads or DEFAULT_SUITE,
        choices=gate.choices(()),
        budget_seconds=gate.budget,
        precision=DEFAULT_PRECISION,
        round_seconds=gate.round_seconds,
        timeout_seconds=None,
        has_profile=False,
        python=gate.python,
        sizes=found.report.sizes,
        seed=gate.any_seed(),
        storage=storage,
        output=None,
        command=tuple(sys.argv[1:]),
    )
    with contextlib.redirect_stdout(sys.stderr):
        path, _ = measure_and_save(request, is_quiet=gate.quiet)
    files = load_check(str(path), [str(baseline)], storage)
    conclusion = check(files.report, files.baselines, rules, files.remarks)
    write_conclusion(conclusion, outputs)
    return conclusion.exit_code


def _other_code(against: str) -> str:
    """What the duet is against: the revision, or its parent where this tree is the revision itself. Raises GitError."""
    from corecurve.reports.duet.base_revision import parent_where_same

    parent = parent_where_same(against, Path.cwd())
    if parent is None:
        return against
    click.echo(f"this tree is {against} itself, and has no changes: measured against its parent, {parent}", err=True)
    return parent
