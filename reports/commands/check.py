"""``corecurve check``: the gate."""

from __future__ import annotations

from pathlib import Path

import click

from corecurve.bench.commands.storage_option import storage_option
from corecurve.reports.commands.gate_options import judging_options

_EPILOG = (
    "Exit codes: 0 no regression; 1 a regression; 2 the call or a file is wrong, or nothing was compared; "
    "3 inconclusive; 4 a case could be measured before and not now."
)


@click.command(epilog=_EPILOG)
@click.argument("report", metavar="REPORT")
@click.option(
    "--baseline", "baselines", multiple=True, required=True, metavar="REPORT|DIR", help="What it had; repeatable."
)
@judging_options
@click.option("--startup-tolerance", metavar="20%", help="How much longer starting may take. [default: not judged]")
@click.option("--memory-tolerance", metavar="10%", help="How much more memory may be used. [default: not judged]")
@click.option("--cpu-tolerance", metavar="10%", help="How many more CPU seconds may be used. [default: not judged]")
@storage_option()
def check(
    report: str,
    baselines: tuple[str, ...],
    tolerances: tuple[str, ...],
    strict: bool,
    startup_tolerance: str | None,
    memory_tolerance: str | None,
    cpu_tolerance: str | None,
    formats: tuple[str, ...],
    storage: Path,
) -> int:
    """Fail if a speedup that a baseline had is gone.

    A REPORT is a path, a number in the storage, or `latest`. A baseline may be a storage folder, too: of it, the last
    ten reports of the same machine serve, and a loss must also be more than they differ among each other.
    """
    from corecurve.reports.check.checking import check as check_reports
    from corecurve.reports.check.costs import CostLimits
    from corecurve.reports.check.judging import Rules
    from corecurve.reports.check.loading import load_check
    from corecurve.reports.check.tolerances import parse_growth, parse_tolerances
    from corecurve.reports.commands.conclusion_output import parse_formats, write_conclusion

    asked = {"start-up": startup_tolerance, "memory": memory_tolerance, "CPU": cpu_tolerance}
    rules = Rules(
        tolerances=parse_tolerances(tolerances),
        limits=CostLimits({name: parse_growth(text) for name, text in asked.items() if text is not None}),
        is_strict=strict,
    )
    outputs = parse_formats(formats)
    files = load_check(report, baselines, storage)
    conclusion = check_reports(files.report, files.baselines, rules, files.remarks)
    write_conclusion(conclusion, outputs)
    return conclusion.exit_code
