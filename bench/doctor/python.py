"""The doctor on Python: checks and tracers that slow it down, and libraries with threads of their own."""

from __future__ import annotations

from corecurve.bench.doctor.finding import Finding
from corecurve.bench.machine.surroundings import Surroundings
from corecurve.bench.report import Machine


def find_slowing_variables(_machine: Machine, surroundings: Surroundings) -> Finding | None:
    """Variables that every measured process inherits."""
    variables = surroundings.interpreter.variables
    if not variables:
        return None
    return Finding(
        severity="severe",
        topic="python-variables",
        what=f"{_listed(list(variables))} {'is' if len(variables) == 1 else 'are'} set",
        why="every measured process inherits that, and checks, traces or records what it does on top of doing it",
        remedy=f"unset {' '.join(variables)}",
    )


def find_tracing(_machine: Machine, surroundings: Surroundings) -> Finding | None:
    """A debugger, profiler or interpreter option on the process that measures."""
    active = [*surroundings.interpreter.options, *surroundings.interpreter.tracers]
    if not active:
        return None
    return Finding(
        severity="moderate",
        topic="tracing",
        what=f"this interpreter is being watched: {_listed(active)}",
        why="the harness runs slower and disturbs more, and a tracer that follows new processes slows the measured"
        " ones as well",
        remedy="start it without debugger, profiler, coverage and -X options: corecurve doctor",
    )


def find_numeric_threads(machine: Machine, surroundings: Surroundings) -> Finding | None:
    """BLAS and OpenMP libraries that are free to start a thread for every core in every worker.

    Silent where any limit says 1 and none says more: whoever set it knows which library it is for.
    """
    libraries, limits = surroundings.numeric_threads.libraries, surroundings.numeric_threads.limits
    raised = {name: value for name, value in limits.items() if value != "1"}
    if not libraries or (limits and not raised) or (machine.usable_cores is not None and machine.usable_cores < 2):
        return None
    state = _listed([f"{name}={value}" for name, value in raised.items()]) or "OMP_NUM_THREADS is not set"
    to_set = " ".join(f"{name}=1" for name in raised or ("OMP_NUM_THREADS",))
    return Finding(
        severity="minor",
        topic="numeric-threads",
        what=f"{_listed(libraries)} may start threads in every worker: {state}",
        why="where tasks call them, P workers with P threads each crowd P cores, and the serial loop is parallel"
        " already; other tasks do not feel it",
        remedy=f"export {to_set}",
    )


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
