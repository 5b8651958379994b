"""The command line's frame: commands loaded when they run, errors in one line, exit codes."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import click

from corecurve.bench.closed_pipe import NOT_READ, discard_further_output
from corecurve.bench.errors import CorecurveError
from corecurve.bench.printable import printable
from corecurve.bench.version import VERSION

INTERRUPTED = 130
WRONG_CALL = 2
CRASHED = 70
"""A bug of ours (``EX_SOFTWARE``). Python's own code for it is 1, which here says that a speedup is gone."""


class LazyCommand(NamedTuple):
    """Where a command lives (``module:attribute``) and its line in the list of commands."""

    target: str
    help: str


class _Unread(Exception):
    """Nobody reads what a command prints."""


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are run.

    The list of commands that ``--help`` prints needs none of them.
    """

    def __init__(self, lazy: Mapping[str, LazyCommand], **settings: object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type]
        self.lazy = dict(lazy)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which a person meets them."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command's module and returns it; None where there is no such command."""
        if cmd_name not in self.lazy:
            return None
        module, _, attribute = self.lazy[cmd_name].target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command. click answers a closed pipe with exit code 1, which here says that a speedup is gone."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _Unread from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.help) for name, command in self.lazy.items()])


BENCH_COMMANDS = {
    "run": LazyCommand("corecurve.bench.commands.run:run", "Measure workloads and save a report."),
    "list": LazyCommand("corecurve.bench.commands.list:list_", "Show workloads and backends, and what can run here."),
    "doctor": LazyCommand("corecurve.bench.commands.doctor:doctor", "Name what will spoil measurements here."),
    "example": LazyCommand("corecurve.bench.commands.example:example", "Run one of the example programs."),
}


def run_group(group: click.Group, arguments: Sequence[str] | None = None) -> int:
    """Runs a command and returns the exit code; an error becomes one line on stderr.

    ``--debug``, anywhere in the call, adds the traceback. A command returns its own exit code, or
    None for 0.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    is_debugging = "--debug" in words
    words = [word for word in words if word != "--debug"]
    try:
        result = group.main(words, prog_name="corecurve", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return WRONG_CALL
    except _Unread:
        discard_further_output(sys.stdout, sys.stderr)
        return NOT_READ
    except (Exception, KeyboardInterrupt) as error:
        text, exit_code = _describe(error)
        return _complain(error, text, exit_code, is_debugging or exit_code == CRASHED)


def _describe(error: BaseException) -> tuple[str, int]:
    """What to say of an error, and the exit code."""
    if isinstance(error, click.ClickException):
        return error.format_message(), WRONG_CALL
    if isinstance(error, CorecurveError):
        return str(error), error.exit_code
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "interrupted", INTERRUPTED
    if isinstance(error, OSError):
        return _describe_os_error(error), WRONG_CALL
    return f"this is a bug in corecurve, see above ({type(error).__name__}: {printable(str(error))})", CRASHED


def _describe_os_error(error: OSError) -> str:
    where = f"{printable(str(error.filename))}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def _complain(error: BaseException, text: str, exit_code: int, is_debugging: bool) -> int:
    if is_debugging:
        traceback.print_exception(error)
    try:
        print(f"corecurve: {' '.join(text.split())}", file=sys.stderr, flush=True)
    except BrokenPipeError:
        discard_further_output(sys.stderr)
    return exit_code


def make_group(lazy: Mapping[str, LazyCommand], help_text: str) -> LazyGroup:
    """A group of lazily loaded commands with the options that every one of our doors has."""
    group = LazyGroup(
        lazy,
        name="corecurve",
        help=help_text,
        epilog="Every command takes --debug, which adds the traceback to an error.",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    version = click.version_option(VERSION, prog_name="corecurve", message="%(prog)s %(version)s")
    return version(group)


bench_group = make_group(BENCH_COMMANDS, "Measure what parallelism buys you in Python.")


def main(arguments: Sequence[str] | None = None) -> int:
    """The door ``python -m corecurve.bench``: the measuring commands alone."""
    return run_group(bench_group, arguments)
