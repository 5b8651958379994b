"""The folder in which Linux keeps shared memory and multiprocessing its semaphores: /dev/shm."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

FOLDER = "/dev/shm"  # noqa: S108 - it is looked at, nothing is written


@dataclass(frozen=True, kw_only=True)
class SharedMemory:
    """``total_bytes`` is its size and ``free_bytes`` what is left; both 0 where the folder is not there."""

    total_bytes: int
    free_bytes: int
    is_writable: bool


def read_shared_memory(folder: str = FOLDER) -> SharedMemory | None:
    """The state of shared memory; None on systems that keep it elsewhere."""
    if sys.platform != "linux":
        return None
    try:
        sizes = os.statvfs(folder)
    except OSError:
        return SharedMemory(total_bytes=0, free_bytes=0, is_writable=False)
    return SharedMemory(
        total_bytes=sizes.f_frsize * sizes.f_blocks,
        free_bytes=sizes.f_frsize * sizes.f_bavail,
        is_writable=os.access(folder, os.W_OK | os.X_OK),
    )
