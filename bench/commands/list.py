"""``corecurve list``: the workloads and backends, and which of them can run here."""

from __future__ import annotations

import click


@click.command(name="list")
@click.option("--python", metavar="PATH", help="The interpreter to ask: a path, a command or a venv.")
def list_(python: str | None) -> None:
    """Show the built-in workloads and the backends, and why one cannot run here."""
    from corecurve.bench.machine import usable_core_count
    from corecurve.bench.measuring.planning import ask_abilities, usual_workers
    from corecurve.bench.sources import find_workloads
    from corecurve.bench.subjects.interpreter import find_interpreter
    from corecurve.bench.subjects.laboratory import Laboratory
    from corecurve.core.workloads import BUILT_IN, DEFAULT_SUITE

    with Laboratory(find_interpreter(python)) as laboratory:
        abilities = ask_abilities(laboratory)
        plans = find_workloads(laboratory, list(BUILT_IN))
    counts = ", ".join(map(str, usual_workers(usable_core_count())))
    described = abilities.python
    click.echo(f"{described['implementation']} {described['version']}, workers {counts}; * is in the default suite\n")
    click.echo("Workloads")
    width = max(len(plan.name) for plan in plans)
    for plan in plans:
        mark = "*" if plan.name in DEFAULT_SUITE else " "
        click.echo(f" {mark} {plan.name:<{width}}  {plan.kind:<8}  {plan.description}")
    click.echo("\nBackends")
    for name, reason in abilities.why_unavailable.items():
        click.echo(f"   {name:<{width}}  {'yes' if reason is None else 'no: ' + reason}")
    methods = ", ".join(abilities.python["start_methods"])
    click.echo(f"\nStart methods: {methods} (its own: {described['start_method']})")
