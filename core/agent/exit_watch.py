"""When each worker process ended, told by the system while the backend is being stopped."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Iterable

_PATIENCE_SECONDS = 2.0


class ExitWatch:
    """Watches processes from a thread of its own; only for profile rounds, whose forks are over by then.

    Systems without pidfd (everything but Linux) tell nothing.
    """

    def __init__(self, pids: Iterable[int]) -> None:
        self.ended_ns: dict[int, int] = {}
        self._descriptors = _open(set(pids) - {os.getpid()})
        self._thread = threading.Thread(target=self._watch, name="exit watch", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Waits until all have ended, a moment at most."""
        self._thread.join(_PATIENCE_SECONDS)

    def _watch(self) -> None:
        poll = select.poll() if self._descriptors else None
        for descriptor in self._descriptors:
            assert poll is not None
            poll.register(descriptor, select.POLLIN)
        left = set(self._descriptors)
        while poll is not None and left:
            ready = poll.poll(_PATIENCE_SECONDS * 1000)
            if not ready:
                break
            now_ns = time.perf_counter_ns()
            for descriptor, _ in ready:
                poll.unregister(descriptor)
                left.discard(descriptor)
                self.ended_ns[self._descriptors[descriptor]] = now_ns
        for descriptor in self._descriptors:
            os.close(descriptor)


def _open(pids: set[int]) -> dict[int, int]:
    """Descriptors that become readable when their process ends: descriptor → pid."""
    if not hasattr(os, "pidfd_open"):
        return {}
    found = {}
    for pid in pids:
        try:
            found[os.pidfd_open(pid)] = pid
        except OSError:
            continue
    return found
