"""``corecurve run``: measures workloads and saves a report."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corecurve.bench.commands.option_types import Counts, Duration, Percentage, Words
from corecurve.bench.commands.storage_option import Command, storage_option
from corecurve.bench.measuring.plan import DEFAULT_BUDGET_SECONDS, DEFAULT_PRECISION, DEFAULT_ROUND_SECONDS
from corecurve.bench.measuring.planning import Choices

if TYPE_CHECKING:
    from corecurve.bench.run import Request

_ALL_ROUND_SECONDS = 0.5
_ALL_BUDGET_SECONDS = 600.0
_LARGEST_SEED = 2**31

EPILOG = "Exit codes: 0 measured; 2 the call or a file is wrong; 4 a case failed; 130 interrupted."
_OPTIONS = (
    click.argument("workloads", nargs=-1, metavar="[WORKLOAD]..."),
    click.option(
        "--backend", "backends", type=Words(), metavar="A,B", help="Backends. [default: threads,processes,pool]"
    ),
    click.option(
        "--workers", type=Counts(), metavar="1,2,4", help="Numbers of workers. [default: 1, 2, 4 … usable cores]"
    ),
    click.option("--budget", type=Duration(), metavar="60s", help="How long to measure at most. [default: 60s]"),
    click.option(
        "--precision",
        type=Percentage(),
        default=DEFAULT_PRECISION,
        metavar="2%",
        help="Stop when intervals are ± this.",
    ),
    click.option("--all", "is_all", is_flag=True, help="Every built-in workload and backend, longer rounds, 600s."),
    click.option("--python", metavar="PATH", help="The interpreter to measure: a path, a command or a venv."),
    click.option("--start-method", "methods", type=Words(), metavar="NAME", help="fork, spawn … [default: its own]"),
    click.option(
        "--chunksize", "chunksizes", type=Counts(allows_default=True), metavar="N", help="Chunk size of pools."
    ),
    click.option(
        "--scaling",
        "scalings",
        type=Words(),
        default="strong",
        metavar="A,B",
        help="strong: same work; weak: per worker.",
    ),
    click.option("--round", "round_seconds", type=Duration(), metavar="TIME", help="A serial round. [default: 0.1s]"),
    click.option(
        "--sizes-of", metavar="REPORT", help="Measure workloads at the sizes that this report has, to be compared."
    ),
    click.option("--timeout", type=Duration(), metavar="30s", help="The longest a round may take."),
    storage_option(),
    click.option("--output", type=click.Path(path_type=Path), help="Save the report here instead."),
    click.option("--seed", type=click.IntRange(0), help="The order of rounds, for a repetition."),
    click.option("--no-profile", is_flag=True, help="Leave out the profile rounds (memory, CPU over time, traces)."),
    click.option("--quiet", "-q", is_flag=True, help="Show no progress."),
)


def run_options(function: Command) -> Command:
    """Gives a command ``run``'s argument and options: those of :func:`make_request`, and ``quiet``."""
    for decorate in reversed(_OPTIONS):
        function = decorate(function)
    return function


@click.command(epilog=EPILOG)
@run_options
def run(quiet: bool, **asked: Any) -> int:
    """Measure workloads serially and on backends across numbers of workers, and save a report.

    A WORKLOAD is a built-in name (see `corecurve list`), path/to/file.py, path/to/file.py:name or
    module:name. Without one, the default suite is measured.
    """
    from corecurve.bench.run import measure_and_save

    return measure_and_save(make_request(**asked), is_quiet=quiet)[1]


def make_request(
    workloads: tuple[str, ...],
    backends: tuple[str, ...] | None,
    workers: tuple[int, ...] | None,
    budget: float | None,
    precision: float,
    is_all: bool,
    python: str | None,
    methods: tuple[str, ...] | None,
    chunksizes: tuple[int | None, ...] | None,
    scalings: tuple[str, ...],
    round_seconds: float | None,
    sizes_of: str | None,
    timeout: float | None,
    storage: Path,
    output: Path | None,
    seed: int | None,
    no_profile: bool,
) -> Request:
    """What the options ask for. Raises FileError where the report of ``--sizes-of`` cannot be read."""
    from corecurve.bench.run import Request
    from corecurve.core.backends import BACKENDS
    from corecurve.core.workloads import BUILT_IN, DEFAULT_SUITE

    every_backend = tuple(name for name in BACKENDS if name != "serial")
    usual = Choices()
    return Request(
        workloads=workloads or (tuple(BUILT_IN) if is_all else DEFAULT_SUITE),
        choices=Choices(
            backends=backends or (every_backend if is_all else usual.backends),
            workers=workers or (),
            start_methods=methods or usual.start_methods,
            chunksizes=chunksizes or usual.chunksizes,
            scalings=scalings,
        ),
        budget_seconds=budget or (_ALL_BUDGET_SECONDS if is_all else DEFAULT_BUDGET_SECONDS),
        precision=precision,
        round_seconds=round_seconds or (_ALL_ROUND_SECONDS if is_all else DEFAULT_ROUND_SECONDS),
        timeout_seconds=timeout,
        has_profile=not no_profile,
        sizes=_sizes_of(sizes_of, storage),
        python=python,
        seed=random.randrange(_LARGEST_SEED) if seed is None else seed,
        storage=storage,
        output=output,
        command=tuple(sys.argv[1:]),
        may_skip=is_all and not backends and not methods,
    )


def _sizes_of(argument: str | None, storage: Path) -> dict[str, int]:
    """The calibrated sizes of a report's workloads, by their names."""
    from corecurve.bench.report_file.argument import resolve_report
    from corecurve.bench.report_file.reading import load_report

    if argument is None:
        return {}
    return load_report(resolve_report(argument, storage)).sizes
