"""Ctrl-C and SIGTERM end a run promptly, and leave time to save what was measured."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from corecurve.bench.errors import Interrupted

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interruptible() -> Iterator[None]:
    """Inside, the first SIGINT or SIGTERM raises Interrupted; later ones are ignored until it is left.

    The later ones would otherwise break the clearing up that the first one began.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        del frame
        for name in _SIGNALS:
            signal.signal(name, signal.SIG_IGN)
        raise Interrupted(signal.Signals(number).name)

    before = {name: signal.signal(name, interrupt) for name in _SIGNALS}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
