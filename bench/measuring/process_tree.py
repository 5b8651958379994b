"""The processes below a process."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

_LINUX_LISTS_CHILDREN = Path(f"/proc/self/task/{os.getpid()}/children").exists()


def descendants_of(root: int) -> list[int]:
    """The process ids below ``root``; those that vanish meanwhile are left out.

    Linux lists each process's children, in some microseconds; psutil reads every process there is, in milliseconds.
    """
    if not _LINUX_LISTS_CHILDREN:
        return _by_psutil(root)
    found: list[int] = []
    waiting = [root]
    while waiting:
        children = _children_of(waiting.pop())
        found += children
        waiting += children
    return found


def _children_of(parent: int) -> list[int]:
    children: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{parent}/task"):
            with open(f"/proc/{parent}/task/{thread}/children", encoding="ascii") as file:
                children += map(int, file.read().split())
    except OSError:
        pass
    return children


def _by_psutil(root: int) -> list[int]:
    try:
        return [child.pid for child in psutil.Process(root).children(recursive=True)]
    except psutil.Error:
        return []
