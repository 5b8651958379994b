"""``corecurve example``: runs an example as the program that it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable

import click

from corecurve.bench.errors import SubjectError, UsageError
from corecurve.core.examples import EXAMPLES

START_METHODS = ("fork", "spawn", "forkserver")


@click.command()
@click.argument("name", metavar="|".join(EXAMPLES))
@click.option(
    "--start-method", metavar="|".join(START_METHODS), help="How its processes start.  [default: Python's own]"
)
def example(name: str, start_method: str | None) -> None:
    """Run an example program: one process, a pool, or four processes at the same time."""
    _need_known(name, EXAMPLES, "example")
    words = [name]
    if start_method is not None:
        _need_known(start_method, START_METHODS, "start method")
        _need_available(start_method)
        words.append(start_method)
    exit_code = subprocess.call([sys.executable, "-m", "corecurve.core.examples", *words])
    if exit_code != 0:
        raise SubjectError(f"the example {name} ended with exit code {exit_code}; what it printed says why")


def _need_known(word: str, known: Iterable[str], what: str) -> None:
    if word not in known:
        from corecurve.bench.sources import suggest

        raise UsageError(f"unknown {what} {word!r}; {suggest(word.lower().replace('_', '-'), known)}")


def _need_available(start_method: str) -> None:
    import multiprocessing

    available = multiprocessing.get_all_start_methods()
    if start_method not in available:
        raise UsageError(f"this system has no start method {start_method}; use one of: {', '.join(available)}")
