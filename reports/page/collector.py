"""The garbage collector, out of the way while figures are drawn."""

from __future__ import annotations

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
            gc.enable()
