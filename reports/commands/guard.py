"""``corecurve guard``: the gate as a CI job wants it, by a baseline where that can be, else by a duet."""

from __future__ import annotations

import contextlib
import random
import sys
from pathlib import Path

import click

from corecurve.bench.report_file.storage import DEFAULT_STORAGE
from corecurve.reports.commands.duet import duet
from corecurve.reports.commands.gate_options import judging_options, measuring_options

_EPILOG = (
    "Exit codes: 0 no regression; 1 a regression; 2 the call is wrong, or nothing was compared; 3 inconclusive; "
    "4 a case could not be measured; 130 interrupted."
)
_LARGEST_SEED = 2**31


@click.command(epilog=_EPILOG)
@click.argument("workloads", nargs=-1, metavar="[WORKLOAD]...")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    default=DEFAULT_STORAGE / "baseline.json",
    show_default=True,
    metavar="FILE",
    help="What this machine had.",
)
@click.option("--against", default="origin/main", show_default=True, metavar="REF", help="What a duet is against.")
@judging_options
@measuring_options
@click.option("--setup", metavar="COMMAND", help="What to run in REF's worktree first, to build extensions, say.")
@click.option(
    "--storage",
    type=click.Path(path_type=Path),
    default=DEFAULT_STORAGE,
    show_default=True,
    help="Where reports are kept.",
)
@click.pass_context
def guard(
    context: click.Context,
    workloads: tuple[str, ...],
    baseline: Path,
    against: str,
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
    setup: str | None,  # noqa: ARG001 - with all the others, it is passed on to duet
    storage: Path,
) -> int:
    """Measure now, and fail if a speedup is gone.

    Against the baseline where it comes from this very machine, as `corecurve run` and `corecurve check` would; else
    as `corecurve duet` does. `corecurve run --output results/baseline.json` makes a baseline.
    """
    from corecurve.bench.measuring.plan import DEFAULT_PRECISION, DEFAULT_ROUND_SECONDS
    from corecurve.bench.measuring.planning import Choices
    from corecurve.bench.run import Request, run_and_save
    from corecurve.core.workloads import DEFAULT_SUITE
    from corecurve.reports.check.checking import check
    from corecurve.reports.check.judging import Rules
    from corecurve.reports.check.loading import load_check
    from corecurve.reports.check.measuring_alike import baseline_here
    from corecurve.reports.check.tolerances import parse_tolerances
    from corecurve.reports.commands.conclusion_output import parse_formats, write_conclusion

    outputs = parse_formats(formats)
    rules = Rules(tolerances=parse_tolerances(tolerances), is_strict=strict)
    found = baseline_here(baseline, python)
    if found.report is None:
        click.echo(f"duet against {against}: {found.why_not}", err=True)
        passed_on = {
            name: value for name, value in context.params.items() if name not in ("baseline", "against", "storage")
        }
        exit_code: int = context.invoke(duet, revision=against, output=None, **passed_on)
        return exit_code
    click.echo(f"measuring against {baseline}", err=True)
    request = Request(
        workloads=workloads or DEFAULT_SUITE,
        choices=Choices(backends=backends or Choices().backends, workers=workers or ()),
        budget_seconds=budget,
        precision=DEFAULT_PRECISION,
        round_seconds=round_seconds or DEFAULT_ROUND_SECONDS,
        timeout_seconds=None,
        has_profile=False,
        python=python,
        sizes={one.name: one.size for one in found.report.workloads if one.is_sized},
        seed=random.randrange(_LARGEST_SEED) if seed is None else seed,
        storage=storage,
        output=None,
        command=tuple(sys.argv[1:]),
    )
    with contextlib.redirect_stdout(sys.stderr):
        run_and_save(request, is_quiet=quiet)
    files = load_check("latest", [str(baseline)], storage)
    conclusion = check(files.report, files.baselines, rules, files.remarks)
    write_conclusion(conclusion, outputs)
    return conclusion.exit_code
