"""Where a conclusion goes: each form that was asked for to standard output, or to its file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corecurve.bench.errors import UsageError
from corecurve.bench.report_file.folder_probe import probe_file
from corecurve.reports.check.rendering import RENDERERS
from corecurve.reports.check.text import render_text
from corecurve.reports.check.verdicts import Conclusion
from corecurve.reports.commands.output import STANDARD_OUTPUT, show, write_text

Output = tuple[str, Path]
"""The name of a form, and where it goes."""


def parse_formats(words: Sequence[str]) -> list[Output]:
    """From ``markdown`` or ``markdown=FILE``.

    Raises UsageError for a form that there is not, FileError for a file that could not be written afterwards.
    """
    outputs = []
    for word in words:
        name, _, file = word.partition("=")
        if name not in RENDERERS:
            raise UsageError(f"--format {word!r}: expected one of {', '.join(RENDERERS)}, or NAME=FILE")
        if file not in ("", STANDARD_OUTPUT):
            probe_file(Path(file))
        outputs.append((name, Path(file or STANDARD_OUTPUT)))
    return outputs


def write_conclusion(conclusion: Conclusion, outputs: Sequence[Output]) -> None:
    """Renders and writes each, text for people at the terminal's own width. Raises FileError."""
    for name, path in outputs:
        if name == "text" and str(path) == STANDARD_OUTPUT:
            show(lambda width, _: render_text(conclusion, width))
            continue
        write_text(path, RENDERERS[name](conclusion))
