"""The load average: how many threads ran or wanted to, over the last 1, 5 and 15 minutes."""

from __future__ import annotations

import re

from corecurve.bench.machine.system_files import HERE, SystemFiles

_THREE_NUMBERS = re.compile(r"([0-9]{1,7}\.[0-9]+) ([0-9]{1,7}\.[0-9]+) ([0-9]{1,7}\.[0-9]+)\b", re.ASCII)


def load_average(files: SystemFiles = HERE) -> list[float] | None:
    """The three averages of ``/proc/loadavg``; None where they cannot be read."""
    match = _THREE_NUMBERS.match(files.text("/proc/loadavg", longest_bytes=256) or "")
    return [float(number) for number in match.groups()] if match else None
