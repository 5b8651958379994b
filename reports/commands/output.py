"""Where commands put what they render: a file, standard output, or the terminal at its own width."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from corecurve.bench.report_file.atomic_write import write_atomically

NARROWEST = 80
"""Where the output is no terminal, and in narrower ones."""

STANDARD_OUTPUT = "-"


def write_text(path: Path, text: str) -> None:
    """Writes the file; ``-`` is standard output. Raises FileError."""
    if str(path) == STANDARD_OUTPUT:
        click.echo(text, nl=False)
    else:
        write_atomically(path, text.encode())


def show(render: Callable[[int, bool], str]) -> None:
    """Prints what ``render(width, is_coloured)`` gives; colours only in a terminal that wants them."""
    console = Console()
    width = max(NARROWEST, console.width) if console.is_terminal else NARROWEST
    is_coloured = console.is_terminal and not console.no_color
    click.echo(render(width, is_coloured), nl=False, color=is_coloured)
