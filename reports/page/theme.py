"""The page's colours as CSS variables, light and dark, from the one palette."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from corecurve.reports.palette import BACKENDS, OTHERS, TONES, Ink, Tone


def variable_of(colour: str) -> str:
    """The CSS variable that stands for a light colour of the palette; another colour as it is."""
    name = _names().get(colour)
    return f"var(--{name})" if name is not None else colour


def variables(theme: str) -> str:
    """All variables of ``light`` or ``dark`` as CSS declarations."""
    return " ".join(f"--{name}: {getattr(tone, theme)};" for name, tone in _tones())


def backend_variable(ink: Ink) -> str:
    """The CSS variable of a backend's colour."""
    return variable_of(ink.light)


@cache
def _names() -> dict[str, str]:
    return {tone.light: name for name, tone in _tones()}


def _tones() -> Iterator[tuple[str, Tone | Ink]]:
    yield from TONES.items()
    yield from BACKENDS.items()
    for number, ink in enumerate(OTHERS):
        yield f"other-{number}", ink
