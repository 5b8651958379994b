"""The machine, its Python, and how the run went: what the figures hold for."""

from __future__ import annotations

from collections.abc import Sequence

from corecurve.bench.printable import printable
from corecurve.bench.report import Machine, Python, RunRecord
from corecurve.reports.page.content import Block, Section
from corecurve.reports.quantities import write_bytes, write_count, write_seconds, write_share

LEAD = "Speedups hold for this machine, this Python and this state of the system. What is not known is left out."
Fact = tuple[str, object]


def machine_section(machine: Machine, run: RunRecord) -> Section:
    """Facts about the machine, the interpreter and the run."""
    blocks = [
        Block(anchor="machine-cpu", heading="Machine", facts=_known(_machine(machine))),
        Block(anchor="machine-run", heading="Run", facts=_known(_run(run))),
    ]
    if machine.python is not None:
        python = Block(anchor="machine-python", heading="Python", facts=_known(_python(machine.python)))
        blocks.insert(1, python)
    return Section(anchor="machine", title="Machine and run", lead=LEAD, blocks=blocks)


def facts_of(machine: Machine, run: RunRecord) -> list[tuple[str, str]]:
    """Everything that is known of a machine, its Python and a run; the names of facts are different."""
    python = _python(machine.python) if machine.python is not None else []
    named = [*_machine(machine), *((f"Python {name.lower()}", value) for name, value in python), *_run(run)]
    return _known(named)


def _known(facts: Sequence[Fact]) -> list[tuple[str, str]]:
    return [(name, printable(value, 600)) for name, value in facts if value is not None and value != ""]


def _machine(machine: Machine) -> list[Fact]:
    return [
        ("Name", machine.node),
        ("System", f"{machine.system} {machine.release}, {machine.architecture}"),
        ("CPU", machine.cpu_model),
        ("Usable cores", _rounded(machine.usable_cores)),
        ("Logical cores", machine.logical_cores),
        ("Physical cores", machine.physical_cores),
        ("SMT", _yes(machine.smt)),
        ("CPU quota", _rounded(machine.quota_cores)),
        ("Throttled periods", machine.throttled_periods),
        ("NUMA nodes", machine.numa_nodes),
        ("Governor", machine.governor),
        ("Frequency", _megahertz(machine.frequency_mhz)),
        ("Highest frequency", _megahertz(machine.max_frequency_mhz)),
        ("Virtualisation", machine.virtualisation),
        ("Memory", _bytes(machine.memory_bytes)),
        ("Memory available", _bytes(machine.available_memory_bytes)),
        ("Memory limit", _bytes(machine.memory_limit_bytes)),
        ("Load before the run", _list([f"{load:.2f}" for load in machine.load_average or []])),
        ("Steal before the run", None if machine.steal_share is None else write_share(machine.steal_share)),
    ]


def _python(python: Python) -> list[Fact]:
    return [
        ("Version", f"{python.implementation} {python.version}, {python.bits} bits"),
        ("GIL", "on" if python.gil_enabled else "off"),
        ("Free-threaded build", _yes(python.is_free_threaded_build)),
        ("Start method", python.start_method),
        ("Compiler", python.compiler),
        ("Build", _list(python.build)),
        ("Optimisation", python.optimisation),
        ("Executable", python.executable),
        ("Limits", _list([f"{name}={value}" for name, value in python.limits.items()])),
        ("Packages", _list([f"{name} {version}" for name, version in python.packages.items()])),
    ]


def _run(run: RunRecord) -> list[Fact]:
    spent = [f"{name} {write_seconds(seconds)}" for name, seconds in run.spent_seconds.items() if seconds > 0]
    state = "complete" if run.is_complete else f"not complete ({run.interrupted or 'it did not end by itself'})"
    return [
        ("Started", run.started),
        ("State", state),
        ("Command", " ".join(run.command)),
        ("Commit", f"{run.commit.id}{' (dirty)' if run.commit.dirty else ''}"),
        ("Branch", run.commit.branch),
        ("Took", f"{write_seconds(run.elapsed_seconds)} in {write_count(run.blocks, 'block')}"),
        ("Budget", write_seconds(run.budget_seconds)),
        ("Asked precision", f"±{write_share(run.precision)}"),
        ("Spent on", _list(spent)),
        ("Seed", run.seed),
        ("Harness", f"Python {run.harness_python}" if run.harness_python else None),
    ]


def _rounded(cores: float | None) -> str | None:
    return None if cores is None else f"{round(cores, 2):g}"


def _yes(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def _bytes(size: int | None) -> str | None:
    return None if size is None else write_bytes(size)


def _megahertz(frequency: float | None) -> str | None:
    return None if frequency is None else f"{frequency:.0f} MHz"


def _list(words: Sequence[str]) -> str | None:
    return ", ".join(words) or None
