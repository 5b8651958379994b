"""The options of commands that judge: what is let pass, and what those measure that measure in order to judge."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import click

from corecurve.bench.commands.option_types import Counts, Duration, Words
from corecurve.bench.measuring.plan import DEFAULT_ROUND_SECONDS

if TYPE_CHECKING:
    from corecurve.bench.measuring.planning import Choices
    from corecurve.reports.check.judging import Rules
    from corecurve.reports.commands.conclusion_output import Output

GATE_EPILOG = (
    "Exit codes: 0 no regression; 1 a regression; 2 the call is wrong, or nothing was compared; 3 inconclusive; "
    "4 a case could not be measured; 130 interrupted."
)
_LARGEST_SEED = 2**31

Command = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class GateOptions:
    """What ``duet`` and ``guard`` have in common on the command line, as it was given."""

    workloads: tuple[str, ...]
    tolerances: tuple[str, ...]
    strict: bool
    formats: tuple[str, ...]
    backends: tuple[str, ...] | None
    workers: tuple[int, ...] | None
    budget: float
    round_seconds: float
    python: str | None
    seed: int | None
    quiet: bool
    setup: str | None

    def outputs(self) -> list[Output]:
        """Where the conclusion goes. Raises UsageError."""
        from corecurve.reports.commands.conclusion_output import parse_formats

        return parse_formats(self.formats)

    def rules(self) -> Rules:
        """What is let pass. Raises UsageError."""
        from corecurve.reports.check.judging import Rules
        from corecurve.reports.check.tolerances import parse_tolerances

        return Rules(tolerances=parse_tolerances(self.tolerances), is_strict=self.strict)

    def choices(self, usual_workers: tuple[int, ...]) -> Choices:
        """What is measured."""
        from corecurve.bench.measuring.planning import Choices

        return Choices(backends=self.backends or Choices().backends, workers=self.workers or usual_workers)

    def any_seed(self) -> int:
        """The seed that was given, or any."""
        return random.randrange(_LARGEST_SEED) if self.seed is None else self.seed


def gate_options(command: Command) -> Command:
    """``[WORKLOAD]...``, what is judged and what is measured; the command gets them as one ``gate``."""

    @functools.wraps(command)
    def gathering(**parameters: Any) -> Any:
        own = {field.name: parameters.pop(field.name) for field in fields(GateOptions)}
        return command(gate=GateOptions(**own), **parameters)

    return _decorated(
        gathering,
        click.argument("workloads", nargs=-1, metavar="[WORKLOAD]..."),
        judging_options,
        _measuring_options,
        click.option(
            "--setup", metavar="COMMAND", help="What to run in REF's worktree first, to build extensions, say."
        ),
    )


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


def _measuring_options(command: Command) -> Command:
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
            default=DEFAULT_ROUND_SECONDS,
            metavar="0.1s",
            help=f"What a serial round lasts. [default: {DEFAULT_ROUND_SECONDS:g}s]",
        ),
        click.option("--python", metavar="PATH", help="The interpreter to measure: a path, a command or a venv."),
        click.option("--seed", type=click.IntRange(0), help="The order of rounds, for a repetition."),
        click.option("--quiet", "-q", is_flag=True, help="Show no progress."),
    )


def _decorated(command: Command, *options: Callable[[Command], Command]) -> Command:
    """The command with the options in the order in which ``--help`` shows them."""
    for option in reversed(options):
        command = option(command)
    return command
