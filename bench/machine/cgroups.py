"""The control groups that this process is in: their folders, from its own up to the top one seen.

A limit holds for a group and for all groups below it, so what limits a process is the smallest on
the path. Under version 2 all controllers share one hierarchy; under version 1 each has its own;
"hybrid" systems mount both. Inside a container the path ends where the container's view ends:
limits further up cannot be seen. See cgroups(7) and the kernel's Documentation/admin-guide/cgroup-v2.rst.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from corecurve.bench.machine.system_files import SystemFiles

UNIFIED = ""
"""The name under which version 2's only hierarchy stands among version 1's controllers."""

_OCTAL_ESCAPE = re.compile(r"\\([0-7]{3})")
_Limit = TypeVar("_Limit", int, float)


@dataclass(frozen=True)
class Mount:
    """Where a hierarchy, from ``root`` of it downwards, is seen in the file system."""

    controllers: frozenset[str]
    root: str
    folder: str


def group_folders(files: SystemFiles, controller: str) -> list[str]:
    """Folders of the groups that this process is in, innermost first; none without that controller.

    ``controller`` is one of version 1 (``cpu``, ``memory``), or :data:`UNIFIED` for version 2.
    """
    group = group_names(files).get(controller)
    if group is None:
        return []
    mounts = [mount for mount in _mounts(files) if controller in mount.controllers]
    for mount in mounts:
        below = _relative(group, mount.root)
        if below is not None:
            return [mount.folder + "".join(f"/{part}" for part in below[:depth]) for depth in range(len(below), -1, -1)]
    return [mount.folder for mount in mounts[:1]]


def group_names(files: SystemFiles) -> dict[str, str]:
    """The process's group in each hierarchy, by controller, as ``/proc/self/cgroup`` says it."""
    groups: dict[str, str] = {}
    for line in (files.text("/proc/self/cgroup") or "").splitlines():
        fields = line.split(":", 2)
        if len(fields) == 3:
            groups.update(dict.fromkeys(fields[1].split(","), fields[2]))
    return groups


def smallest_limit(folders: Iterable[str], read: Callable[[str], _Limit | None]) -> _Limit | None:
    """The smallest of the limits that ``read`` finds in the folders; None where there is none."""
    limits = [limit for limit in map(read, folders) if limit is not None]
    return min(limits, default=None)


def _mounts(files: SystemFiles) -> list[Mount]:
    return [mount for line in (files.text("/proc/self/mountinfo") or "").splitlines() if (mount := _mount(line))]


def _mount(line: str) -> Mount | None:
    """A line of mountinfo: ``31 23 0:28 ROOT FOLDER options [tags] - TYPE source super-options``."""
    before, _, after = line.partition(" - ")
    place, kind = before.split(), after.split()
    if len(place) < 6 or len(kind) < 3 or kind[0] not in ("cgroup", "cgroup2"):
        return None
    controllers = {UNIFIED} if kind[0] == "cgroup2" else set(kind[2].split(","))
    return Mount(frozenset(controllers), _unescaped(place[3]), _unescaped(place[4]).rstrip("/"))


def _unescaped(path: str) -> str:
    return _OCTAL_ESCAPE.sub(lambda match: chr(int(match[1], 8)), path)


def _relative(group: str, root: str) -> list[str] | None:
    """The parts of ``group`` below ``root``; None where it is not below it, as far as we can see."""
    parts = [part for part in group.split("/") if part]
    top = [part for part in root.split("/") if part]
    if ".." in parts or parts[: len(top)] != top:
        return None
    return parts[len(top) :]
