"""The doctor: what on this machine will spoil measurements, worst first, each with its remedy.

It judges data that others have read (:mod:`corecurve.bench.machine`), and says nothing of what is not known.
"""

from __future__ import annotations

from collections.abc import Callable

from corecurve.bench.doctor.cores import (
    find_numa,
    find_quota,
    find_shared_cores,
    find_throttling,
    find_too_few_cores,
    find_unlike_cores,
)
from corecurve.bench.doctor.finding import Finding, worst_first
from corecurve.bench.doctor.load import find_foreign_load, find_steal, find_virtual_machine
from corecurve.bench.doctor.memory import find_short_memory, find_small_shared_memory, find_swap
from corecurve.bench.doctor.python import find_numeric_threads, find_slowing_variables, find_tracing
from corecurve.bench.doctor.speed import find_battery, find_governor, find_poor_clock, find_turbo
from corecurve.bench.machine.surroundings import Surroundings
from corecurve.bench.report import Machine

Check = Callable[[Machine, Surroundings], "Finding | None"]

CHECKS: tuple[Check, ...] = (
    find_too_few_cores,
    find_foreign_load,
    find_quota,
    find_throttling,
    find_slowing_variables,
    find_steal,
    find_small_shared_memory,
    find_short_memory,
    find_governor,
    find_battery,
    find_shared_cores,
    find_unlike_cores,
    find_tracing,
    find_poor_clock,
    find_virtual_machine,
    find_numeric_threads,
    find_turbo,
    find_numa,
    find_swap,
)
"""In the order of harm, which decides among findings of the same severity."""


def examine(machine: Machine, surroundings: Surroundings | None = None) -> list[Finding]:
    """All findings about a machine and its surroundings, worst first; a pure function of the two."""
    around = surroundings or Surroundings()
    return worst_first(finding for check in CHECKS if (finding := check(machine, around)) is not None)
