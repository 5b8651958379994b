"""The option ``--storage``, which most commands have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from corecurve.bench.report_file.storage import DEFAULT_STORAGE

Command = Callable[..., Any]


def storage_option(what: str = "Where reports are kept.") -> Callable[[Command], Command]:
    """``--storage DIRECTORY``; ``what`` is told of it in ``--help``."""
    return click.option(
        "--storage", type=click.Path(path_type=Path), default=DEFAULT_STORAGE, show_default=True, help=what
    )
