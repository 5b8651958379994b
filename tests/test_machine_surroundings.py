"""What the doctor looks at beside the machine: foreign load, power, clock, interpreter, memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from machine_trees import cpu_files, make_tree, stat_text

from corecurve.bench.machine.clock import read_clock
from corecurve.bench.machine.cpu_time import CpuTime
from corecurve.bench.machine.foreign_load import MOST_PROCESSES, ForeignLoad, Look, load_between, watch_foreign_load
from corecurve.bench.machine.interpreter_state import read_interpreter_state
from corecurve.bench.machine.numeric_threads import read_numeric_threads
from corecurve.bench.machine.power_supply import SUPPLIES, is_on_battery
from corecurve.bench.machine.shared_memory import SharedMemory, read_shared_memory
from corecurve.bench.machine.surroundings import observe_surroundings

# --- foreign load --------------------------------------------------------------------------------

COMPILER, EDITOR = (11, 900.0, "cc1"), (12, 901.0, "vim")


def look(seconds: float, own: float, busy: float | None, processes: dict[tuple[int, float, str], float]) -> Look:
    cpus = None if busy is None else CpuTime(busy, 0.1 * seconds, 10.0 * seconds)
    return Look(1000.0 + seconds, seconds, own, cpus, processes)


def test_our_own_work_is_not_foreign() -> None:
    load = load_between(look(0.0, 5.0, 100.0, {}), look(2.0, 5.5, 103.5, {}))
    assert load.cores == pytest.approx(1.5)
    assert load.steal_share == pytest.approx(0.01)


def test_counters_that_step_back_count_as_nothing() -> None:
    assert load_between(look(0.0, 0.0, 100.0, {}), look(1.0, 0.5, 99.0, {})).cores == 0.0


def test_processes_are_named_busiest_first_and_idle_ones_not_at_all() -> None:
    idle = (13, 902.0, "idle")
    before = look(0.0, 0.0, 0.0, {EDITOR: 1.0, COMPILER: 7.0, idle: 3.0})
    after = look(2.0, 0.0, 2.0, {EDITOR: 1.2, COMPILER: 8.8, idle: 3.0})
    processes = load_between(before, after).processes
    assert [(one.pid, one.name, round(one.cores, 6)) for one in processes] == [(11, "cc1", 0.9), (12, "vim", 0.1)]


def test_a_process_started_meanwhile_counts_and_one_not_seen_before_does_not() -> None:
    born, hidden = (14, 1000.5, "born"), (15, 100.0, "hidden")
    processes = load_between(look(0.0, 0.0, 0.0, {}), look(1.0, 0.0, 1.0, {born: 0.4, hidden: 900.0})).processes
    assert [one.name for one in processes] == ["born"]


def test_a_process_id_that_was_used_again_is_another_process() -> None:
    again = (11, 1000.2, "make")
    processes = load_between(look(0.0, 0.0, 0.0, {COMPILER: 7.0}), look(1.0, 0.0, 1.0, {again: 0.3})).processes
    assert [(one.name, one.cores) for one in processes] == [("make", 0.3)]


def test_without_the_cpus_time_the_processes_sum_counts() -> None:
    load = load_between(look(0.0, 0.0, None, {COMPILER: 1.0}), look(1.0, 0.0, None, {COMPILER: 1.75}))
    assert (load.cores, load.steal_share) == (0.75, None)


def test_only_the_busiest_processes_are_kept() -> None:
    after = {(pid, 1000.5, "job"): float(pid) for pid in range(1, 40)}
    assert len(load_between(look(0.0, 0.0, 0.0, {}), look(1.0, 0.0, 1.0, after)).processes) == MOST_PROCESSES


def test_a_busy_process_is_seen_by_its_name_and_this_one_is_not() -> None:
    spin = [sys.executable, "-c", "print('up', flush=True)\nwhile True: pass"]
    with subprocess.Popen(spin, stdout=subprocess.PIPE) as busy:
        try:
            assert busy.stdout is not None
            busy.stdout.readline()
            load = watch_foreign_load(0.5)
        finally:
            busy.kill()
    assert load.cores is not None
    assert load.cores > 0
    assert busy.pid in [one.pid for one in load.processes]
    assert os.getpid() not in [one.pid for one in load.processes]


# --- power, clock, shared memory -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("supplies", "is_on"),
    [
        ({}, None),
        ({"AC": {"type": "Mains", "online": "1"}, "BAT0": {"type": "Battery", "status": "Discharging"}}, False),
        ({"AC": {"type": "Mains", "online": "0"}, "BAT0": {"type": "Battery", "status": "Discharging"}}, True),
        ({"ucsi": {"type": "USB", "online": "1"}, "BAT0": {"type": "Battery", "status": "Charging"}}, False),
        ({"BAT0": {"type": "Battery", "status": "Full"}}, False),
        ({"mouse": {"type": "Battery", "status": "Discharging", "scope": "Device"}}, None),
        ({"AC": {"type": "Mains", "online": "1"}}, False),
        ({"odd": {}}, None),
    ],
)
def test_a_system_is_on_battery_when_its_battery_empties_and_nothing_powers_it(
    tmp_path: Path, supplies: dict[str, dict[str, str]], is_on: bool | None
) -> None:
    tree = {
        f"{SUPPLIES}/{name}/{file}": f"{text}\n" for name, texts in supplies.items() for file, text in texts.items()
    }
    files = make_tree(tmp_path, tree | {f"{SUPPLIES}/{name}/uevent": "" for name in supplies})
    assert is_on_battery(files) is is_on


def test_the_clock_is_told_with_its_source_and_cost(tmp_path: Path) -> None:
    sources = "/sys/devices/system/clocksource/clocksource0"
    tree = {f"{sources}/current_clocksource": "hpet\n", f"{sources}/available_clocksource": "tsc hpet acpi_pm \n"}
    clock = read_clock(make_tree(tmp_path, tree))
    assert (clock.source, clock.available) == ("hpet", ["tsc", "hpet", "acpi_pm"])
    assert 0 < clock.resolution_seconds < 1
    assert 0 < clock.read_seconds < 1


@pytest.mark.skipif(sys.platform != "linux", reason="shared memory as Linux keeps it")
def test_shared_memory_that_is_missing_has_no_room(tmp_path: Path) -> None:
    assert read_shared_memory(str(tmp_path / "none")) == SharedMemory(total_bytes=0, free_bytes=0, is_writable=False)
    there = read_shared_memory(str(tmp_path))
    assert there is not None
    assert there.is_writable
    assert 0 < there.free_bytes <= there.total_bytes


# --- the interpreter -----------------------------------------------------------------------------


def test_variables_that_slow_python_down_are_found_and_those_switched_off_are_not(tmp_path: Path) -> None:
    environment = {
        "PYTHONDEVMODE": "1",
        "PYTHONTRACEMALLOC": "0",
        "PYTHONASYNCIODEBUG": "",
        "PYTHONMALLOC": "pymalloc_debug",
        "COVERAGE_PROCESS_START": ".coveragerc",
        "PYDEVD_USE_FRAME_EVAL": "NO",
        "PYTHONPATH": "/somewhere",
        "PYTHONUNBUFFERED": "1",
    }
    state = read_interpreter_state(environment, make_tree(tmp_path, {}))
    assert list(state.variables) == [
        "COVERAGE_PROCESS_START",
        "PYDEVD_USE_FRAME_EVAL",
        "PYTHONDEVMODE",
        "PYTHONMALLOC",
    ]
    assert not read_interpreter_state({"PYTHONMALLOC": "malloc"}, make_tree(tmp_path, {})).variables


def test_a_trace_function_and_a_debugger_are_found(tmp_path: Path) -> None:
    files = make_tree(tmp_path, {"/proc/self/status": "Name:\tpython\nTracerPid:\t4711\nUid:\t0\n"})
    before = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        tracers = read_interpreter_state({}, files).tracers
    finally:
        sys.settrace(before)
    assert "sys.settrace" in tracers
    assert "ptrace by process 4711" in tracers


@pytest.mark.parametrize("options", [[], ["-X", "dev"], ["-X", "importtime"]])
def test_options_of_the_interpreter_are_found(options: list[str]) -> None:
    code = "from corecurve.bench.machine.interpreter_state import *; print(read_interpreter_state({}).options)"
    done = subprocess.run(
        [sys.executable, *options, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == repr([" ".join(options)] if options else [])


def test_numeric_libraries_are_found_without_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    threads = read_numeric_threads({"OMP_NUM_THREADS": "4", "HOME": "/"}, libraries=("wave", "no_such_library"))
    assert threads.libraries == ["wave"]
    assert threads.limits == {"OMP_NUM_THREADS": "4"}
    assert "wave" not in sys.modules


# --- everything at once --------------------------------------------------------------------------


def test_surroundings_are_those_of_the_usable_cpus(tmp_path: Path) -> None:
    tree = cpu_files(["0,2", "1,3", "0,2", "1,3"], cpufreq__cpuinfo_max_freq="3000000")
    tree |= {"/proc/stat": stat_text([[1] * 8] * 4), "/sys/devices/system/node/node0/cpulist": "0-3"}
    watched: list[Sequence[int] | None] = []

    def watch(cpu_ids: Sequence[int] | None) -> ForeignLoad:
        watched.append(cpu_ids)
        return ForeignLoad(cores=0.0, steal_share=None, processes=[])

    around = observe_surroundings([0, 2, 3], make_tree(tmp_path, tree), {"PYTHONDEVMODE": "1"}, watch)
    assert around.core_groups == [[0, 2], [3]]
    assert around.fastest_cpu_ids == [0, 2, 3]
    assert around.node_cpu_ids == {0: [0, 2, 3]}
    assert around.interpreter.variables == {"PYTHONDEVMODE": "1"}
    assert watched == [[0, 2, 3]]


def test_surroundings_of_a_bare_tree_are_unknown(tmp_path: Path) -> None:
    around = observe_surroundings(None, make_tree(tmp_path, {}), {}, lambda _: watch_foreign_load(0.0))
    assert around.core_groups is None
    assert around.fastest_cpu_ids is None
    assert around.turbo is None
    assert around.is_on_battery is None
    assert around.memory.swap_used_bytes is None
