"""The doctor's findings: each from the data that shows it, none from data that does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corecurve.bench.doctor.examination import examine
from corecurve.bench.doctor.finding import SEVERITIES, Finding
from corecurve.bench.machine.clock import Clock
from corecurve.bench.machine.foreign_load import BusyProcess, ForeignLoad
from corecurve.bench.machine.frequency import Turbo
from corecurve.bench.machine.interpreter_state import InterpreterState
from corecurve.bench.machine.memory import Memory
from corecurve.bench.machine.numeric_threads import NumericThreads
from corecurve.bench.machine.shared_memory import SharedMemory
from corecurve.bench.machine.surroundings import Surroundings
from corecurve.bench.report import Machine

MIB = 1 << 20
UNKNOWN = Machine(node="box", system="Linux", release="6.1", architecture="x86_64")
QUIET = replace(
    UNKNOWN,
    physical_cores=8,
    logical_cores=8,
    usable_cores=8.0,
    affinity=list(range(8)),
    throttled_periods=0,
    smt=False,
    numa_nodes=1,
    governor="performance",
    virtualisation="none",
    memory_bytes=16384 * MIB,
    available_memory_bytes=12000 * MIB,
    load_average=[0.0, 0.0, 0.0],
    steal_share=0.0,
)
CALM = Surroundings(
    load=ForeignLoad(cores=0.01, steal_share=0.0, processes=[]),
    core_groups=[[cpu] for cpu in range(8)],
    fastest_cpu_ids=list(range(8)),
    node_cpu_ids={0: list(range(8))},
    turbo=Turbo(is_on=False, switch="/switch", value_off=1),
    is_on_battery=False,
    memory=Memory(swap_total_bytes=0, swap_used_bytes=0),
    shared_memory=SharedMemory(total_bytes=8000 * MIB, free_bytes=8000 * MIB, is_writable=True),
    clock=Clock(source="tsc", available=["tsc"], resolution_seconds=1e-9, read_seconds=5e-8),
)


def find(topic: str, machine: Machine = QUIET, surroundings: Surroundings = CALM) -> Finding | None:
    found = [finding for finding in examine(machine, surroundings) if finding.topic == topic]
    assert len(found) <= 1
    return found[0] if found else None


def must_find(topic: str, machine: Machine = QUIET, surroundings: Surroundings = CALM) -> Finding:
    finding = find(topic, machine, surroundings)
    assert finding is not None
    assert finding.what
    assert finding.why
    assert finding.remedy
    return finding


def load(cores: float | None, *processes: BusyProcess, steal: float | None = 0.0) -> Surroundings:
    return replace(CALM, load=ForeignLoad(cores=cores, steal_share=steal, processes=list(processes)))


def quota(cores: float, cpus: int = 8) -> Machine:
    return replace(QUIET, quota_cores=cores, usable_cores=min(cores, cpus), affinity=list(range(cpus)))


def test_a_quiet_machine_has_no_findings() -> None:
    assert examine(QUIET, CALM) == []


def test_of_what_is_not_known_nothing_is_said() -> None:
    assert examine(UNKNOWN) == []
    assert examine(UNKNOWN, Surroundings()) == []


def test_findings_come_worst_first() -> None:
    machine = replace(QUIET, virtualisation="kvm", governor="powersave", usable_cores=1.0, affinity=[3])
    surroundings = replace(CALM, is_on_battery=True, interpreter=InterpreterState(variables={"PYTHONDEVMODE": "1"}))
    findings = examine(machine, surroundings)
    severities = [SEVERITIES.index(finding.severity) for finding in findings]
    assert severities == sorted(severities)
    assert [finding.topic for finding in findings] == [
        "one-core",
        "python-variables",
        "governor",
        "battery",
        "virtual-machine",
    ]


# --- cores ---------------------------------------------------------------------------------------


def test_one_core_is_severe_and_says_whose_fault_it_is() -> None:
    bound = must_find("one-core", replace(QUIET, usable_cores=1.0, affinity=[3]))
    assert bound.severity == "severe"
    assert "CPU 3 of 8" in bound.what
    assert bound.remedy.endswith("taskset -cp 0-7 $$")
    limited = must_find("one-core", quota(1.5))
    assert "quota is 1.5 cores" in limited.what
    small = must_find("one-core", replace(QUIET, usable_cores=1.0, affinity=[0], logical_cores=1))
    assert "no more" in small.what
    assert find("one-core", quota(2.0)) is None


def test_a_fractional_quota_is_severe_and_a_whole_one_moderate() -> None:
    fraction = must_find("cpu-quota", quota(2.5))
    assert fraction.severity == "severe"
    assert "2.5 cores, on 8 CPUs" in fraction.what
    assert fraction.remedy.endswith("taskset -c 0-1 corecurve run")
    whole = must_find("cpu-quota", quota(4.0))
    assert whole.severity == "moderate"
    assert whole.remedy.endswith("taskset -c 0-3 corecurve run")


def test_pinning_names_cpus_that_may_be_used() -> None:
    machine = replace(quota(2.0), affinity=[4, 6, 7])
    assert must_find("cpu-quota", machine).remedy.endswith("taskset -c 4,6 corecurve run")


@pytest.mark.parametrize("machine", [quota(8.0), quota(9.5), QUIET])
def test_a_quota_that_does_not_bind_is_no_finding(machine: Machine) -> None:
    assert find("cpu-quota", machine) is None


def test_a_quota_of_less_than_two_cores_is_told_once() -> None:
    topics = [finding.topic for finding in examine(quota(1.5), CALM)]
    assert topics == ["one-core"]


def test_throttling_that_was_seen_is_told_with_its_count() -> None:
    finding = must_find("throttling", replace(quota(4.0), throttled_periods=17))
    assert "17 times" in finding.what
    assert finding.remedy.endswith("--workers 1,4")


def test_threads_of_shared_cores_are_told_with_one_cpu_of_each() -> None:
    surroundings = replace(CALM, core_groups=[[0, 4], [1, 5], [2, 6], [3]])
    finding = must_find("smt", surroundings=surroundings)
    assert finding.severity == "moderate"
    assert "7 usable CPUs are threads of 4 physical cores" in finding.what
    assert finding.remedy.endswith("taskset -c 0-3 corecurve run")


def test_two_threads_of_one_core_are_severe() -> None:
    finding = must_find("smt", surroundings=replace(CALM, core_groups=[[0, 1]]))
    assert finding.severity == "severe"
    assert "1 physical core (SMT)" in finding.what


def test_smt_outside_the_usable_cpus_is_no_finding() -> None:
    assert find("smt", replace(QUIET, smt=True, physical_cores=4)) is None


def test_smt_is_told_by_counts_where_siblings_are_unknown_and_all_cpus_may_be_used() -> None:
    machine = replace(QUIET, smt=True, physical_cores=4, affinity=None)
    siblings_unknown = replace(CALM, core_groups=None)
    assert must_find("smt", machine, siblings_unknown).remedy.endswith("--workers 1,4")
    assert find("smt", replace(machine, affinity=[0, 1]), siblings_unknown) is None


def test_slower_kinds_of_cores_are_told_with_the_fast_ones() -> None:
    finding = must_find("unlike-cores", surroundings=replace(CALM, fastest_cpu_ids=[0, 1, 2, 3]))
    assert "4 of the 8" in finding.what
    assert "taskset -c 0-3" in finding.remedy


def test_several_numa_nodes_are_told_with_the_largest() -> None:
    finding = must_find("numa", surroundings=replace(CALM, node_cpu_ids={0: [0, 1], 1: [2, 3, 4, 5]}))
    assert "--cpunodebind=1 --membind=1" in finding.remedy


# --- load ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cores", "severity"), [(0.01, None), (None, None), (0.06, "minor"), (0.2, "moderate"), (1.3, "severe")]
)
def test_foreign_load_weighs_by_the_cores_it_takes(cores: float | None, severity: str | None) -> None:
    finding = find("foreign-load", surroundings=load(cores))
    assert (finding.severity if finding else None) == severity


def test_busy_processes_are_named_with_what_pauses_them() -> None:
    processes = [BusyProcess(pid=pid, name=name, cores=cores) for pid, name, cores in ((7, "cc1", 0.9), (8, "ld", 0.5))]
    idle = BusyProcess(pid=9, name="idle", cores=0.01)
    finding = must_find("foreign-load", surroundings=load(1.42, *processes, idle))
    assert finding.what == "other work takes 1.4 cores' time right now: cc1 (process 7, 0.9), ld (process 8, 0.5)"
    assert finding.remedy.endswith("kill -STOP 7 8")


def test_load_of_nobody_that_can_be_seen_is_said_so() -> None:
    finding = must_find("foreign-load", surroundings=load(2.0))
    assert "cannot see" in finding.what
    assert "kill" not in finding.remedy


def test_a_process_name_cannot_write_to_the_terminal() -> None:
    finding = must_find("foreign-load", surroundings=load(1.0, BusyProcess(pid=7, name="a\x1b[2J\nb", cores=1.0)))
    assert finding.what.isprintable()


def test_load_that_a_quota_leaves_room_for_weighs_little() -> None:
    assert must_find("foreign-load", quota(2.0), load(4.0)).severity == "minor"
    assert must_find("foreign-load", quota(2.0), load(6.8)).severity == "severe"


def test_steal_is_told_with_when_it_was_seen() -> None:
    assert "right now" in must_find("steal", surroundings=load(0.0, steal=0.1)).what
    since_boot = must_find("steal", replace(QUIET, steal_share=0.02))
    assert since_boot.severity == "moderate"
    assert "since boot" in since_boot.what
    assert find("steal", replace(QUIET, steal_share=0.002)) is None


def test_a_virtual_machine_is_told_and_a_container_is_not() -> None:
    assert must_find("virtual-machine", replace(QUIET, virtualisation="kvm + docker")).severity == "minor"
    assert find("virtual-machine", replace(QUIET, virtualisation="docker")) is None


# --- speed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("governor", ["powersave", "schedutil", "performance, powersave"])
def test_any_governor_but_performance_is_told(governor: str) -> None:
    finding = must_find("governor", replace(QUIET, governor=governor))
    assert governor in finding.what
    assert finding.remedy.startswith("echo performance | sudo tee /sys/")


def test_battery_and_turbo_are_told() -> None:
    assert must_find("battery", surroundings=replace(CALM, is_on_battery=True)).severity == "moderate"
    turbo = Turbo(is_on=True, switch="/sys/boost", value_off=0)
    assert must_find("turbo", surroundings=replace(CALM, turbo=turbo)).remedy.endswith("echo 0 | sudo tee /sys/boost")


@pytest.mark.parametrize(
    ("clock", "remedy"),
    [
        (Clock(source="hpet", available=["tsc", "hpet"], resolution_seconds=1e-9, read_seconds=2e-7), "echo tsc"),
        (Clock(source="acpi_pm", available=["acpi_pm"], resolution_seconds=1e-9, read_seconds=1e-6), "dmesg"),
        (Clock(source=None, available=[], resolution_seconds=0.0156, read_seconds=1e-7), "dmesg"),
        (Clock(source="xen", available=["xen"], resolution_seconds=1e-9, read_seconds=3e-6), "dmesg"),
    ],
)
def test_a_clock_that_is_coarse_or_slow_is_told(clock: Clock, remedy: str) -> None:
    assert remedy in must_find("clock", surroundings=replace(CALM, clock=clock)).remedy


@pytest.mark.parametrize("source", ["kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page", None])
def test_a_clock_that_is_fine_and_quick_is_good_whatever_its_name(source: str | None) -> None:
    clock = Clock(source=source, available=[], resolution_seconds=1e-9, read_seconds=6e-8)
    assert find("clock", surroundings=replace(CALM, clock=clock)) is None


# --- memory --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("available", "limit", "severity"),
    [(100, None, "severe"), (300, None, "moderate"), (700, None, "moderate"), (900, 8000, None)],
)
def test_short_memory_is_told(available: int, limit: int | None, severity: str | None) -> None:
    limit_bytes = limit * MIB if limit else None
    finding = find("memory", replace(QUIET, available_memory_bytes=available * MIB, memory_limit_bytes=limit_bytes))
    assert (finding.severity if finding else None) == severity


def test_swap_is_fetched_back_only_where_it_fits() -> None:
    in_swap = replace(CALM, memory=Memory(swap_total_bytes=8000 * MIB, swap_used_bytes=2000 * MIB))
    assert "swapoff" in must_find("swap", surroundings=in_swap).remedy
    assert "swapoff" not in must_find("swap", replace(QUIET, available_memory_bytes=3000 * MIB), in_swap).remedy


def shared(total: int, free: int, is_writable: bool = True) -> Surroundings:
    memory = SharedMemory(total_bytes=total * MIB, free_bytes=free * MIB, is_writable=is_writable)
    return replace(CALM, shared_memory=memory)


def test_dockers_small_shared_memory_is_minor_and_enlarged_by_docker() -> None:
    finding = must_find("shared-memory", replace(QUIET, virtualisation="docker"), shared(64, 64))
    assert finding.severity == "minor"
    assert "docker run --shm-size" in finding.remedy
    assert "mount -o remount" in must_find("shared-memory", surroundings=shared(64, 60)).remedy


@pytest.mark.parametrize(
    ("surroundings", "what", "remedy"),
    [
        (shared(0, 0, is_writable=False), "is not there", "mount -t tmpfs"),
        (shared(64, 0), "is full", "remount"),
        (shared(64, 64, is_writable=False), "cannot be written to", "chmod 1777"),
    ],
)
def test_shared_memory_without_room_for_a_semaphore_is_severe(
    surroundings: Surroundings, what: str, remedy: str
) -> None:
    finding = must_find("shared-memory", surroundings=surroundings)
    assert finding.severity == "severe"
    assert what in finding.what
    assert remedy in finding.remedy


# --- Python --------------------------------------------------------------------------------------


def test_slowing_variables_are_unset_in_one_command() -> None:
    state = InterpreterState(variables={"COV_CORE_SOURCE": "x", "PYTHONDEVMODE": "1"})
    finding = must_find("python-variables", surroundings=replace(CALM, interpreter=state))
    assert finding.what == "COV_CORE_SOURCE and PYTHONDEVMODE are set"
    assert finding.remedy == "unset COV_CORE_SOURCE PYTHONDEVMODE"


def test_options_and_tracers_are_listed() -> None:
    state = InterpreterState(options=["-X dev"], tracers=["sys.settrace", "tracemalloc"])
    finding = must_find("tracing", surroundings=replace(CALM, interpreter=state))
    assert "-X dev, sys.settrace and tracemalloc" in finding.what


@pytest.mark.parametrize(
    ("libraries", "limits", "remedy"),
    [
        ([], {}, None),
        (["numpy"], {}, "export OMP_NUM_THREADS=1"),
        (["numpy"], {"OPENBLAS_NUM_THREADS": "1"}, None),
        (["numpy"], {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "4"}, "export MKL_NUM_THREADS=1"),
        (["numpy", "torch"], {"OMP_NUM_THREADS": "4,2"}, "export OMP_NUM_THREADS=1"),
    ],
)
def test_libraries_with_threads_of_their_own_are_limited(
    libraries: list[str], limits: dict[str, str], remedy: str | None
) -> None:
    surroundings = replace(CALM, numeric_threads=NumericThreads(libraries=libraries, limits=limits))
    finding = find("numeric-threads", surroundings=surroundings)
    assert (finding.remedy if finding else None) == remedy
