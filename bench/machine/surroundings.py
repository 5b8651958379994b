"""What else can spoil a measurement here, beside the machine itself: all that the doctor looks at."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from corecurve.bench.machine.clock import Clock, read_clock
from corecurve.bench.machine.foreign_load import ForeignLoad, watch_foreign_load
from corecurve.bench.machine.frequency import Turbo, fastest_kind, read_turbo
from corecurve.bench.machine.interpreter_state import InterpreterState, read_interpreter_state
from corecurve.bench.machine.memory import Memory, read_memory
from corecurve.bench.machine.numeric_threads import NumericThreads, read_numeric_threads
from corecurve.bench.machine.power_supply import is_on_battery
from corecurve.bench.machine.shared_memory import SharedMemory, read_shared_memory
from corecurve.bench.machine.system_files import HERE, SystemFiles
from corecurve.bench.machine.topology import cores, node_cpu_ids


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """The state of the things around a measurement. None, or empty, is: not known.

    ``core_groups`` are the usable CPUs by physical core, ``fastest_cpu_ids`` those of the fastest kind of
    core, ``node_cpu_ids`` the usable CPUs by NUMA node.
    """

    load: ForeignLoad | None = None
    core_groups: list[list[int]] | None = None
    fastest_cpu_ids: list[int] | None = None
    node_cpu_ids: dict[int, list[int]] = field(default_factory=dict)
    turbo: Turbo | None = None
    is_on_battery: bool | None = None
    memory: Memory = field(default_factory=Memory)
    shared_memory: SharedMemory | None = None
    clock: Clock | None = None
    interpreter: InterpreterState = field(default_factory=InterpreterState)
    numeric_threads: NumericThreads = field(default_factory=NumericThreads)


def observe_surroundings(
    cpu_ids: Sequence[int] | None,
    files: SystemFiles = HERE,
    environment: Mapping[str, str] = os.environ,
    watch: Callable[[Sequence[int] | None], ForeignLoad] = lambda cpu_ids: watch_foreign_load(cpu_ids=cpu_ids),
) -> Surroundings:
    """Looks at everything; takes as long as ``watch`` does, a second by itself. ``cpu_ids`` are the usable ones."""
    usable = list(cpu_ids or ())
    return Surroundings(
        load=watch(cpu_ids),
        core_groups=cores(files, usable) if usable else None,
        fastest_cpu_ids=fastest_kind(files, usable),
        node_cpu_ids=node_cpu_ids(files, usable),
        turbo=read_turbo(files),
        is_on_battery=is_on_battery(files),
        memory=read_memory(files),
        shared_memory=read_shared_memory(),
        clock=read_clock(files),
        interpreter=read_interpreter_state(environment, files),
        numeric_threads=read_numeric_threads(environment),
    )
