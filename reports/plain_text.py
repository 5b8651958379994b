"""A story for a rich console as plain text of a fixed width."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType


def as_text(story: RenderableType, width: int, *, is_coloured: bool) -> str:
    """The text, with terminal colours or without; no line ends in blanks."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=is_coloured,
        color_system="truecolor" if is_coloured else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(story)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"
