"""The factors of a profile round: what each of them took of the speedup.

With P workers, wall T, and for worker i the useful wall time U_i and the CPU time C_i, taken inside the worker
from task start to task end, and the serial round's T_s, U_s and C_s, this is an identity:

    speedup = P x load balance x dispatch x work inflation^-1 x on-CPU share x serial overhead

Load balance and dispatch are POP's load balance and communication efficiency (POP Centre of Excellence, Standard
Metrics for Performance Audits). Three of the factors are taken further apart where the data allow; the
product stays the same. ``docs/factors.md`` defines each of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corecurve.reports.explain.activity import Activity, Turn

FactorName = Literal[
    "load balance",
    "dispatch",
    "serial section",
    "work inflation",
    "waiting for a core",
    "blocked",
    "on-CPU share",
    "task inflation",
    "serial overhead",
]

WAITING_SHARE = 0.05
"""Tasks that use less of their wall time in CPU wait: a ratio of two tiny CPU times says nothing."""


@dataclass(frozen=True)
class Form:
    """Which factors a case can have; one form for all its profile rounds, so that they can be averaged.

    ``has_cpu``: tasks compute, so that inflation and on-CPU share are apart; else both are one, task inflation.
    ``has_runqueue``: the time off the CPU is split into waiting for a core and blocked.
    ``has_finish``: the workload's own serial part is taken out of dispatch and serial overhead.
    """

    has_cpu: bool
    has_runqueue: bool
    has_finish: bool


def form_of(turns: Sequence[Turn]) -> Form:
    """The richest form that every one of these rounds can fill."""
    parallel = [one for turn in turns for one in turn.parallel]
    serial = [one for turn in turns for one in turn.serial]
    has_cpu = all(_computes(one) for one in serial) and all(one.cpu_seconds > 0 for one in parallel)
    return Form(
        has_cpu=has_cpu,
        has_runqueue=has_cpu and all(one.runqueue_seconds is not None for one in (*parallel, *serial)),
        has_finish=all(one.finish_seconds > 0 for one in (*parallel, *serial)),
    )


def factors(parallel: Activity, serial: Activity, form: Form) -> dict[FactorName, float]:
    """Each factor's multiplier, below 1 where it costs speedup; with P they make the two rounds' speedup exactly.

    A work inflation of 1.25 is given as its multiplier, 0.8. Raises ZeroDivisionError where a round has no
    useful time at all; :func:`~corecurve.reports.explain.activity.profile_turns` leaves such rounds out.
    """
    found = _load(parallel, serial, form)
    found |= _work(parallel, serial, form) if form.has_cpu else _merged_work(parallel, serial)
    return found


def speedup_of(multipliers: dict[FactorName, float], workers: int) -> float:
    """The speedup that the factors make together."""
    return workers * math.prod(multipliers.values())


def _load(parallel: Activity, serial: Activity, form: Form) -> dict[FactorName, float]:
    """How the tasks were spread over workers and time: load balance, dispatch, serial section, serial overhead."""
    found: dict[FactorName, float] = {
        "load balance": parallel.total_busy_seconds / parallel.workers / parallel.longest_busy_seconds
    }
    if not form.has_finish:
        found["dispatch"] = parallel.longest_busy_seconds / parallel.wall_seconds
        found["serial overhead"] = serial.wall_seconds / serial.total_busy_seconds
        return found
    around_tasks = parallel.wall_seconds - parallel.finish_seconds
    around_serial_tasks = serial.wall_seconds - serial.finish_seconds
    found["dispatch"] = parallel.longest_busy_seconds / around_tasks
    found["serial section"] = (around_tasks / parallel.wall_seconds) / (around_serial_tasks / serial.wall_seconds)
    found["serial overhead"] = around_serial_tasks / serial.total_busy_seconds
    return found


def _work(parallel: Activity, serial: Activity, form: Form) -> dict[FactorName, float]:
    """What the same tasks cost side by side: more CPU, and time off the CPU."""
    found: dict[FactorName, float] = {"work inflation": serial.cpu_seconds / parallel.cpu_seconds}
    if not form.has_runqueue:
        found["on-CPU share"] = _on_cpu_share(parallel) / _on_cpu_share(serial)
        return found
    found["waiting for a core"] = _has_core_share(parallel) / _has_core_share(serial)
    found["blocked"] = _runs_share(parallel) / _runs_share(serial)
    return found


def _merged_work(parallel: Activity, serial: Activity) -> dict[FactorName, float]:
    return {"task inflation": serial.total_busy_seconds / parallel.total_busy_seconds}


def _on_cpu_share(activity: Activity) -> float:
    return activity.cpu_seconds / activity.total_busy_seconds


def _has_core_share(activity: Activity) -> float:
    """The share of useful time in which the worker was not waiting for a core."""
    return (activity.total_busy_seconds - (activity.runqueue_seconds or 0.0)) / activity.total_busy_seconds


def _runs_share(activity: Activity) -> float:
    """The share of the time with a core to have in which the worker ran; the rest it was blocked."""
    return activity.cpu_seconds / (activity.total_busy_seconds - (activity.runqueue_seconds or 0.0))


def _computes(serial: Activity) -> bool:
    return serial.cpu_seconds > 0 and _on_cpu_share(serial) >= WAITING_SHARE
