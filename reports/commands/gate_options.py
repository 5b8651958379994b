"""The options of commands that measure in order to judge: what is measured, and what is let pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from corecurve.bench.commands.option_types import Counts, Duration, Words

Command = Callable[..., Any]


def judging_options(command: Command) -> Command:
    """``--tolerance``, ``--strict`` and ``--format``."""
    return _decorated(
        command,
        click.option(
            "--tolerance",
            "tolerances",
            multiple=True,
            metavar="5%|CASE=5%",
            help="The loss of speedup that is let pass; * in CASE is any text. [default: 5%]",
        ),
        click.option(
            "--strict", is_flag=True, help="A serial loop that got faster is a regression of the speedup, too."
        ),
        click.option(
            "--format",
            "formats",
            multiple=True,
            default=("text",),
            metavar="NAME[=FILE]",
            help="text, markdown, json, github, junit; repeatable. [default: text]",
        ),
    )


def measuring_options(command: Command) -> Command:
    """``--backend``, ``--workers``, ``--budget``, ``--round``, ``--python``, ``--seed`` and ``--quiet``."""
    return _decorated(
        command,
        click.option("--backend", "backends", type=Words(), metavar="A,B", help="[default: threads,processes,pool]"),
        click.option("--workers", type=Counts(), metavar="2,4", help="Numbers of workers. [default: the usable cores]"),
        click.option(
            "--budget", type=Duration(), default="60s", show_default=True, help="How long to measure at most."
        ),
        click.option(
            "--round",
            "round_seconds",
            type=Duration(),
            metavar="0.2s",
            help="What a serial round lasts. [default: 0.2s]",
        ),
        click.option("--python", metavar="PATH", help="The interpreter to measure: a path, a command or a venv."),
        click.option("--seed", type=click.IntRange(0), help="The order of rounds, for a repetition."),
        click.option("--quiet", "-q", is_flag=True, help="No progress."),
    )


def _decorated(command: Command, *options: Callable[[Command], Command]) -> Command:
    """The command with the options in the order in which ``--help`` shows them."""
    for option in reversed(options):
        command = option(command)
    return command
