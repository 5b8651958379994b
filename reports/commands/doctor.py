"""``corecurve doctor`` with ``--noise``, which measures in order to judge."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from corecurve.bench.commands.doctor import doctor as examine
from corecurve.bench.commands.option_types import Duration


@click.command(help=examine.help)
@click.option("--json", "is_json", is_flag=True, help="Print machine, surroundings and findings as JSON.")
@click.option("--noise", "is_noise", is_flag=True, help="Measure how much the same code differs from itself here.")
@click.option("--budget", type=Duration(), default="30s", show_default=True, help="How long --noise measures.")
@click.pass_context
def doctor(context: click.Context, is_json: bool, is_noise: bool, budget: float) -> None:
    """See ``corecurve.bench.commands.doctor``."""
    if not is_noise:
        context.invoke(examine, is_json=is_json)
        return
    from corecurve.reports.check.noise import find_noise
    from corecurve.reports.check.noise_run import measure_noise
    from corecurve.reports.check.noise_text import render_noise

    noise = find_noise(measure_noise(budget))
    click.echo(json.dumps(asdict(noise), indent=2) if is_json else render_noise(noise), nl=is_json)
