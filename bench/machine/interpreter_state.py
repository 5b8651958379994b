"""What makes this interpreter, and those that it starts, slower than a bare one: checks and tracers."""

from __future__ import annotations

import re
import sys
import tracemalloc
from collections.abc import Mapping
from dataclasses import dataclass, field

from corecurve.bench.machine.system_files import HERE, SystemFiles

_SLOWING_NAMES = frozenset(
    {
        "COVERAGE_PROCESS_CONFIG",
        "COVERAGE_PROCESS_START",
        "COV_CORE_CONFIG",
        "COV_CORE_DATAFILE",
        "COV_CORE_SOURCE",
        "PYTHONASYNCIODEBUG",
        "PYTHONDEVMODE",
        "PYTHONDUMPREFS",
        "PYTHONPERFSUPPORT",
        "PYTHONPROFILEIMPORTTIME",
        "PYTHONTRACEMALLOC",
        "PYTHON_PERF_JIT_SUPPORT",
    }
)
_SLOWING_NAME_BEGINNINGS = ("DEBUGPY_", "PYDEVD_", "PYCHARM_DEBUG")
_SLOWING_X_OPTIONS = frozenset({"dev", "importtime", "tracemalloc", "perf", "perf_jit"})
_SWITCHED_OFF = frozenset({"", "0"})


@dataclass(frozen=True, kw_only=True)
class InterpreterState:
    """``variables`` are inherited by every process that is started; options and tracers are this one's own."""

    variables: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)
    tracers: list[str] = field(default_factory=list)


def read_interpreter_state(environment: Mapping[str, str], files: SystemFiles = HERE) -> InterpreterState:
    """What slows this interpreter down; ``environment`` is a mapping such as ``os.environ``."""
    return InterpreterState(
        variables={name: value for name, value in sorted(environment.items()) if _is_slowing(name, value)},
        options=[f"-X {name}" for name in sorted(_x_options()) if name in _SLOWING_X_OPTIONS],
        tracers=active_tracers(files),
    )


def active_tracers(files: SystemFiles = HERE) -> list[str]:
    """Whatever watches this process right now: trace and profile functions, monitoring tools, a debugger."""
    tracers = []
    if sys.gettrace() is not None:
        tracers.append("sys.settrace")
    if sys.getprofile() is not None:
        tracers.append("sys.setprofile")
    if tracemalloc.is_tracing():
        tracers.append("tracemalloc")
    if monitoring := getattr(sys, "monitoring", None):
        tracers += [f"sys.monitoring: {tool}" for number in range(6) if (tool := monitoring.get_tool(number))]
    if match := re.search(r"^TracerPid:\s*([1-9][0-9]*)$", files.text("/proc/self/status") or "", re.MULTILINE):
        tracers.append(f"ptrace by process {match[1]}")
    return tracers


def _x_options() -> Mapping[str, object]:
    """The interpreter's -X options; only CPython says them, and only under this name."""
    return getattr(sys, "_xoptions", {})


def _is_slowing(name: str, value: str) -> bool:
    if name == "PYTHONMALLOC":
        return "debug" in value
    return value not in _SWITCHED_OFF and (name in _SLOWING_NAMES or name.startswith(_SLOWING_NAME_BEGINNINGS))
