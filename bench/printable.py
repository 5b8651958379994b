"""Text of unknown origin, made safe to print on one line of a terminal."""

from __future__ import annotations


def printable(text: object, limit: int = 300) -> str:
    """The text with line ends, control and unpaired surrogate characters escaped, and cut in its middle at ``limit``.

    Names of files and values out of files may hold anything, terminal sequences included.
    """
    escaped = "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in str(text))
    if len(escaped) <= limit:
        return escaped
    half = limit // 2
    return f"{escaped[:half]}…{escaped[-half:]}"
