"""Output that nobody reads any more, as of ``corecurve report 1 | head -1``."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TextIO

NOT_READ = 141
"""The exit code of a program that its closed pipe ended, as a shell tells it: 128 + SIGPIPE."""


def discard_further_output(*streams: TextIO) -> None:
    """What these streams still hold, and get from now on, goes nowhere, and raises nothing."""
    with open(os.devnull, "wb") as nowhere:
        for stream in streams:
            with suppress(OSError, ValueError):  # no file behind it, or closed
                os.dup2(nowhere.fileno(), stream.fileno())
