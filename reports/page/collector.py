"""The garbage collector, out of the way while figures are drawn."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """No automatic collection within it.

    Every figure leaves thousands of objects that refer to each other; walking them again and again takes a fifth of
    the time of a page. What has been left is collected as usual afterwards.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            _make_all_old()
            gc.enable()


def leave_the_rest_to_the_system() -> None:
    """For a process that only renders and ends: it does not look for garbage once more at its end."""
    atexit.register(gc.freeze)


def _make_all_old() -> None:
    """Without it, the very next object would have all that were made meanwhile walked at once, as the young ones."""
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()
