"""Imported first, moves whatever a process keeps in memory, and the frames of its calls, to where they happen to fall.

How fast a loop in Python runs depends on where its objects and its frame lie, and what a program imports, and how deep
it calls, decides that launch after launch: the same loop in two programs differed by 5% of CPU seconds, medians of
twenty launches each, and the same loop below 0 to 60 further calls by 131 to 144 ms. So that two programs can be
compared, each launch of both gets a layout of its own.

Source: Mytkowicz, Diwan, Hauswirth, Sweeney, "Producing wrong data without doing anything obviously wrong!" (2009);
Curtsinger and Berger, "Stabilizer: statistically sound performance evaluation" (2013).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

PADDING = [
    *(bytearray(random.randrange(16, 4096)) for _ in range(random.randrange(1000))),
    *(bytes(size) for size in range(0, 480, 8) for _ in range(random.randrange(500))),
]
Value = TypeVar("Value")
Result = TypeVar("Result")
DEPTH = random.randrange(64)


def call_deep(function: Callable[[Value], Result], value: Value, depth: int = DEPTH) -> Result:
    """The function's result, from a frame this launch's depth further down."""
    return function(value) if depth == 0 else call_deep(function, value, depth - 1)
