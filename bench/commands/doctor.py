"""``corecurve doctor``: what on this machine will spoil measurements, worst first, with the remedy."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict

import click

from corecurve.bench.doctor.examination import examine
from corecurve.bench.doctor.finding import Finding, Severity
from corecurve.bench.machine.describe import describe_machine
from corecurve.bench.machine.summary import machine_lines
from corecurve.bench.machine.surroundings import observe_surroundings
from corecurve.bench.report import Machine

_COLOURS: dict[Severity, str] = {"severe": "red", "moderate": "yellow", "minor": "cyan"}


@click.command()
@click.option("--json", "is_json", is_flag=True, help="Print machine, surroundings and findings as JSON.")
def doctor(is_json: bool) -> None:
    """Name what will spoil measurements on this machine, worst first, with the remedy.

    Watches the machine for a second, measures nothing and changes nothing. The exit code is 0,
    whatever was found.
    """
    machine = describe_machine()
    surroundings = observe_surroundings(machine.affinity)
    findings = examine(machine, surroundings)
    if is_json:
        told = {
            "machine": asdict(machine),
            "surroundings": asdict(surroundings),
            "findings": [asdict(finding) for finding in findings],
        }
        click.echo(json.dumps(told, indent=2))
    else:
        click.echo("\n".join(doctor_lines(machine, findings)))


def doctor_lines(machine: Machine, findings: Sequence[Finding]) -> list[str]:
    """The machine, then each finding in three lines; a remedy stays on one, to be copied."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    lines = [*machine_lines(machine), python, ""]
    for finding in findings:
        severity = click.style(finding.severity.upper(), fg=_COLOURS[finding.severity], bold=True)
        lines += [f"{severity}  {finding.what}", f"    why: {finding.why}", f"    do:  {finding.remedy}", ""]
    counts = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}, worst first"
    return [*lines, counts if findings else "Nothing was found here that spoils measurements."]
