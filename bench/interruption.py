"""Ctrl-C and SIGTERM end a run promptly, and leave time to save what was measured.

A signal only leaves a note and wakes the wait for a subject; the run looks at the note where it
waits, and raises there. An exception raised by the signal handler itself could come anywhere,
also where it would be swallowed or would break clearing up.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from corecurve.bench.errors import Interrupted

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Note:
    """The signal that came and has not been acted on, and the pipe that its coming is written to."""

    signal_name: str | None = None
    wakeup: int | None = None


@contextmanager
def interruptible() -> Iterator[None]:
    """Inside, SIGINT and SIGTERM are noted for ``raise_if_interrupted`` instead of acting at once."""

    def take_note(number: int, frame: FrameType | None) -> None:
        del frame
        _Note.signal_name = signal.Signals(number).name

    reader, writer = os.pipe()
    for end in (reader, writer):
        os.set_blocking(end, False)
    handlers = {name: signal.signal(name, take_note) for name in _SIGNALS}
    wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    _Note.wakeup = reader
    try:
        yield
    finally:
        _Note.wakeup = None
        signal.set_wakeup_fd(wakeup)
        for name, handler in handlers.items():
            signal.signal(name, handler)
        os.close(reader)
        os.close(writer)


def wakeups() -> list[int]:
    """What to wait on besides, so that a signal ends the wait."""
    return [] if _Note.wakeup is None else [_Note.wakeup]


def raise_if_interrupted() -> None:
    """Raises Interrupted, once for each signal that came."""
    if _Note.wakeup is not None:
        try:
            os.read(_Note.wakeup, 64)
        except BlockingIOError:
            pass
    if _Note.signal_name is not None:
        name, _Note.signal_name = _Note.signal_name, None
        raise Interrupted(name)
