"""``corecurve history``: a storage folder over time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corecurve.bench.printable import printable
from corecurve.bench.report_file.storage import DEFAULT_STORAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corecurve.reports.history.series import MachineHistory

_FILE = click.Path(path_type=Path, allow_dash=True)


@click.command(epilog="Exit codes: 0 fine; 2 the call or a file is wrong.")
@click.argument("folder", type=click.Path(path_type=Path), default=DEFAULT_STORAGE, metavar="[DIR]")
@click.option("--workload", "workloads", multiple=True, metavar="NAME", help="Only these workloads. [default: all]")
@click.option(
    "--tier",
    type=click.Choice(["same", "comparable"]),
    default="same",
    show_default=True,
    help="Whether the runs of one machine stand together, or those of all comparable ones.",
)
@click.option("--markdown", type=_FILE, metavar="FILE", help="Write the tables as Markdown (- is standard output).")
@click.option("--csv", type=_FILE, metavar="FILE", help="Write one row a run and case (- is standard output).")
@click.option("--png", type=click.Path(path_type=Path), metavar="DIR", help="Draw the figures into a folder.")
def history(
    folder: Path, workloads: tuple[str, ...], tier: str, markdown: Path | None, csv: Path | None, png: Path | None
) -> int:
    """Show each case's speedup over the runs of a storage folder, and between which commits it changed.

    Runs of different machines are told apart.
    """
    from corecurve.reports.commands.output import STANDARD_OUTPUT, show, write_text
    from corecurve.reports.history.loading import load_history
    from corecurve.reports.history.markdown import render_markdown
    from corecurve.reports.history.text import render_text

    found = load_history(folder, workloads, "same" if tier == "same" else "comparable")
    if markdown is not None:
        write_text(markdown, render_markdown(found.machines, found.unread))
    if csv is not None:
        write_text(csv, _as_csv(found.machines))
    if STANDARD_OUTPUT not in (str(markdown), str(csv)):
        show(lambda width, is_coloured: render_text(found.machines, found.unread, width, is_coloured=is_coloured))
    if png is not None:
        count = _draw_into(png, found.machines)
        click.echo(f"Figures: {count} in {printable(png, 1000)}", err=STANDARD_OUTPUT in (str(markdown), str(csv)))
    return 0


def _as_csv(machines: Sequence[MachineHistory]) -> str:
    from corecurve.reports.history.frame import history_frame

    return history_frame(machines).to_csv(index=False, lineterminator="\n")


def _draw_into(folder: Path, machines: Sequence[MachineHistory]) -> int:
    """Writes the figures and returns how many there are."""
    from corecurve.bench.report_file.atomic_write import write_atomically, write_error
    from corecurve.reports.history.figure import draw_pictures

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise write_error(folder, error) from None
    count = 0
    for name, image in draw_pictures(machines):
        write_atomically(folder / name, image)
        count += 1
    return count
