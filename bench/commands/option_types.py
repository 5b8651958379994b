"""The kinds of values that options take: lists, durations, percentages; errors name what was expected."""

from __future__ import annotations

import re
from typing import Any

import click

LONGEST_SECONDS = 100 * 86_400.0
"""Less than a report can hold."""

_UNITS = {"": 1.0, "s": 1.0, "ms": 1e-3, "m": 60.0, "min": 60.0, "h": 3600.0}


class Words(click.ParamType[Any]):
    """``a,b,c`` as a tuple of words, each once."""

    name = "words"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The words between the commas."""
        if isinstance(value, tuple):
            return value
        words = tuple(dict.fromkeys(word.strip() for word in str(value).split(",") if word.strip()))
        return words or self.fail("expected one or more words with commas between them", param, ctx)


class Counts(click.ParamType[Any]):
    """``1,2,4`` as a tuple of whole numbers; the word ``default`` stands for None where it is allowed."""

    name = "counts"

    def __init__(self, *, allows_default: bool = False) -> None:
        self.allows_default = allows_default

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int | None, ...]:
        """The numbers between the commas."""
        if isinstance(value, tuple):
            return value
        counts: list[int | None] = []
        for word in str(value).split(","):
            if self.allows_default and word.strip() == "default":
                counts.append(None)
            elif re.fullmatch(r"\s*-?\d{1,9}\s*", word):
                counts.append(int(word))
            else:
                self.fail(f"expected whole numbers like 1,2,4, found {_shortened(word)}", param, ctx)
        return tuple(dict.fromkeys(counts))


class Duration(click.ParamType[Any]):
    """``60``, ``60s``, ``1.5m``, ``500ms``: seconds, above zero."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The seconds."""
        if isinstance(value, float):
            return value
        match = re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(ms|s|min|m|h|)\s*", str(value))
        if match is None:
            self.fail(f"expected a duration like 60s or 2m, found {str(value)!r}", param, ctx)
        seconds = float(match[1]) * _UNITS[match[2]]
        if seconds <= 0:
            self.fail("expected more than 0 seconds", param, ctx)
        if seconds > LONGEST_SECONDS:
            self.fail("expected at most 100 days", param, ctx)
        return seconds


class Percentage(click.ParamType[Any]):
    """``2%`` (or ``0.02``) as a share: above 0 and below 1."""

    name = "percentage"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share."""
        if isinstance(value, float):
            return value
        match = re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(%?)\s*", str(value))
        share = float(match[1]) / (100 if match[2] else 1) if match else -1.0
        if not 0 < share < 1:
            self.fail(f"expected a percentage like 2%, found {str(value)!r}", param, ctx)
        return share


def _shortened(word: str) -> str:
    return repr(word.strip()[:40])
