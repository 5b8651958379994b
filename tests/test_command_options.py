"""Options that several commands have mean the same everywhere, and are called and explained the same."""

from __future__ import annotations

import click
import pytest
from command_line import call_here

from corecurve.bench.version import VERSION
from corecurve.reports.cli import corecurve_group


def every_command() -> dict[str, click.Command]:
    context = click.Context(corecurve_group)
    found = {name: corecurve_group.get_command(context, name) for name in corecurve_group.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def options_of(command: click.Command) -> list[click.Option]:
    return [one for one in command.params if isinstance(one, click.Option)]


@pytest.mark.parametrize("name", every_command())
def test_where_a_dash_may_stand_for_a_file_the_help_says_what_it_is(name: str) -> None:
    for option in options_of(every_command()[name]):
        takes_a_dash = isinstance(option.type, click.Path) and option.type.allow_dash
        assert takes_a_dash == ("(- is standard output)" in (option.help or "")), option.opts
        assert "(- is the terminal)" not in (option.help or "")


@pytest.mark.parametrize("name", ["run", "breakeven", "duet", "guard", "textbook"])
def test_commands_that_measure_can_be_told_to_show_no_progress(name: str) -> None:
    (quiet,) = (one for one in options_of(every_command()[name]) if one.name == "quiet")
    assert (sorted(quiet.opts), quiet.help) == (["--quiet", "-q"], "Show no progress.")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert call_here(capsys, "--version") == (0, f"corecurve {VERSION}\n", "")
