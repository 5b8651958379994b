"""A colour and a mark for each backend, the same on every figure, page and terminal.

The hues are near those of Okabe and Ito ("Color Universal Design", 2008), with lightnesses spread so that protan,
deutan and tritan readers can tell any two apart, and text in them can be read on white or, in the dark theme,
on dark (contrast at least 4.5:1, WCAG 2.2). A mark of its own says it again without colour.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Ink:
    """How one backend is drawn: its colour on white and on dark, and its marker (matplotlib's letter)."""

    light: str
    dark: str
    marker: str


BACKENDS = {
    "serial": Ink("#5f6368", "#a9afb6", "o"),
    "threads": Ink("#8a3400", "#e8793a", "s"),
    "processes": Ink("#08457e", "#4aaefb", "o"),
    "pool": Ink("#0a8558", "#35e0a1", "^"),
    "executor": Ink("#cb3598", "#ff6ccb", "D"),
    "interpreters": Ink("#877300", "#e8dc3c", "v"),
}
"""The backends of the standard library."""

OTHERS = (
    Ink("#5b4bb5", "#a99cf5", "P"),
    Ink("#1f6f7a", "#6fc6d2", "X"),
    Ink("#96402f", "#ee9a86", "<"),
    Ink("#4d6b1f", "#a5c96a", ">"),
    Ink("#6b5648", "#c9b09f", "h"),
)
"""Shared out among all other backends by their name, so that a name has the same colour everywhere."""


@dataclass(frozen=True)
class Tone:
    """A colour that means no backend: on white, and on dark."""

    light: str
    dark: str


TONES = {
    "paper": Tone("#ffffff", "#16191d"),
    "ink": Tone("#1c1e21", "#e8eaed"),
    "quiet": Tone("#63676d", "#a3a9b1"),
    "line": Tone("#d3d6da", "#3a3f46"),
    "band": Tone("#edeff2", "#22272d"),
    "gain": Tone("#1d7a46", "#57c98a"),
    "loss": Tone("#b3372a", "#f2897d"),
}
"""``gain`` and ``loss`` are always accompanied by a sign or a word."""


def ink_of(backend: str) -> Ink:
    """The colours and the marker of a backend; of an unknown one, chosen by its name alone."""
    known = BACKENDS.get(backend)
    return known if known is not None else OTHERS[zlib.crc32(backend.encode("utf-8", "replace")) % len(OTHERS)]
