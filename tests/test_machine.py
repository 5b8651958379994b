"""The record of the machine: what is read from made-up trees, and that this machine can be described."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from machine_trees import (
    CPUS,
    HYBRID_CGROUP,
    HYBRID_MOUNTS,
    X86_CPUINFO,
    cpu_files,
    make_tree,
    stat_text,
    unified_files,
)

from corecurve.bench.machine import describe_machine
from corecurve.bench.machine.cpu_model import cpu_model, cpuinfo_fields, cpuinfo_mhz
from corecurve.bench.machine.cpu_time import cpu_time
from corecurve.bench.machine.elsewhere import describe_elsewhere
from corecurve.bench.machine.frequency import fastest_kind, governor, read_turbo
from corecurve.bench.machine.load_average import load_average
from corecurve.bench.machine.memory import read_memory
from corecurve.bench.machine.summary import machine_lines
from corecurve.bench.machine.system_files import SystemFiles
from corecurve.bench.machine.topology import cores, is_smt_active, node_cpu_ids, numa_nodes, online_cpu_ids
from corecurve.bench.machine.virtualisation import is_container, is_virtual_machine, virtualisation
from corecurve.bench.report import Machine

MIB = 1 << 20
MEMINFO = "MemTotal:  8388608 kB\nMemFree: 1 kB\nMemAvailable:  4194304 kB\nSwapTotal: 2048 kB\nSwapFree: 1024 kB\n"


def describe(files: SystemFiles, cpus: list[int] | None) -> Machine:
    return describe_machine(files, lambda: cpus)


# --- the whole -----------------------------------------------------------------------------------


def test_a_workstation_is_described_whole(tmp_path: Path) -> None:
    siblings = [f"{core},{core + 4}" for core in (0, 1, 2, 3, 0, 1, 2, 3)]
    clock = {"cpufreq__cpuinfo_max_freq": "3600000", "cpufreq__scaling_cur_freq": "2100000"}
    tree = cpu_files(siblings, cpufreq__scaling_governor="powersave", **clock)
    tree |= unified_files("/user", {"/user": {"cpu.max": "600000 100000", "cpu.stat": "nr_throttled 2"}})
    tree |= {
        "/proc/cpuinfo": X86_CPUINFO.format(flags="sse2"),
        "/proc/meminfo": MEMINFO,
        "/proc/loadavg": "0.50 1.25 2.00 3/456 789\n",
        "/proc/stat": stat_text([[10, 0, 10, 60, 0, 0, 0, 20]] * 8),
        f"{CPUS}/smt/active": "1",
        "/sys/devices/system/node/has_cpu": "0-1",
    }
    machine = describe(make_tree(tmp_path, tree), list(range(8)))
    assert machine.cpu_model == "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz"
    assert (machine.physical_cores, machine.logical_cores, machine.smt, machine.numa_nodes) == (4, 8, True, 2)
    assert (machine.usable_cores, machine.quota_cores, machine.affinity) == (6.0, 6.0, list(range(8)))
    assert machine.throttled_periods == 2
    assert (machine.governor, machine.frequency_mhz, machine.max_frequency_mhz) == ("powersave", 2100.0, 3600.0)
    assert machine.virtualisation == "none"
    assert (machine.memory_bytes, machine.available_memory_bytes) == (8192 * MIB, 4096 * MIB)
    assert machine.memory_limit_bytes is None
    assert machine.load_average == [0.5, 1.25, 2.0]
    assert machine.steal_share == pytest.approx(0.2)
    assert machine.python is None


def test_a_bare_tree_leaves_everything_unknown_but_the_names(tmp_path: Path) -> None:
    machine = describe(make_tree(tmp_path, {}), None)
    names = {"node", "system", "release", "architecture"}
    assert {key: value for key, value in asdict(machine).items() if key not in names and value is not None} == {}
    assert all(isinstance(asdict(machine)[name], str) for name in names)


def test_a_machine_of_128_cpus_is_described_from_the_sixteen_that_may_be_used(tmp_path: Path) -> None:
    tree = cpu_files([f"{cpu % 64},{cpu % 64 + 64}" for cpu in range(128)], cpufreq__scaling_governor="performance")
    tree[f"{CPUS}/cpu100/cpufreq/scaling_governor"] = "ondemand"
    machine = describe(make_tree(tmp_path, tree), list(range(32, 48)))
    assert (machine.logical_cores, machine.physical_cores, machine.smt) == (128, 64, True)
    assert (machine.usable_cores, machine.governor) == (16.0, "performance")


def test_a_hybrid_sandbox_is_described(tmp_path: Path) -> None:
    tree = cpu_files(["0", "1"]) | {
        "/proc/self/cgroup": HYBRID_CGROUP,
        "/proc/self/mountinfo": HYBRID_MOUNTS,
        "/proc/cpuinfo": X86_CPUINFO.format(flags="hypervisor"),
        "/proc/meminfo": MEMINFO,
        "/sys/fs/cgroup/memory/sandbox/7131/memory.limit_in_bytes": str(2048 * MIB),
        "/sys/fs/cgroup/memory/sandbox/7131/memory.usage_in_bytes": str(1024 * MIB),
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
        "/sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc kvm-clock",
        "/.dockerenv": "",
    }
    machine = describe(make_tree(tmp_path, tree), [0, 1])
    assert (machine.usable_cores, machine.quota_cores, machine.smt) == (2.0, None, False)
    assert machine.virtualisation == "kvm + docker"
    assert machine.memory_limit_bytes == 2048 * MIB
    assert machine.available_memory_bytes == 1024 * MIB


READ_FILES = (
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/loadavg",
    "/proc/stat",
    "/proc/self/cgroup",
    "/proc/self/mountinfo",
    "/proc/1/environ",
    f"{CPUS}/online",
    f"{CPUS}/smt/active",
    f"{CPUS}/cpu0/topology/thread_siblings_list",
    f"{CPUS}/cpu0/cpufreq/scaling_governor",
    f"{CPUS}/cpu0/cpufreq/scaling_cur_freq",
    f"{CPUS}/cpu0/cpufreq/cpuinfo_max_freq",
    "/sys/devices/system/node/has_cpu",
    "/sys/fs/cgroup/cpu.max",
    "/sys/fs/cgroup/cpu.stat",
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory.current",
    "/sys/hypervisor/type",
    "/sys/class/dmi/id/product_name",
)
_WORDS = ("0-3", "cpu0", "cpu", "MemTotal:", "kB", "0::/", "::", "max", "-1", "1e9", "\n", "\0", ":", "9" * 30)
_SENTENCES = st.lists(st.sampled_from(_WORDS), max_size=12).map(lambda words: " ".join(words).encode())


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    st.dictionaries(
        st.sampled_from(READ_FILES),
        st.one_of(st.binary(max_size=60), _SENTENCES),
        min_size=3,
    )
)
def test_garbage_in_any_file_raises_nothing(garbage: dict[str, bytes]) -> None:
    tree = cpu_files(["0"]) | unified_files("/", {"/": {"cpu.max": "100000 100000"}})
    with TemporaryDirectory() as root:
        files = make_tree(Path(root), tree)
        for path, content in garbage.items():
            place = Path(f"{root}{path}")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        machine = describe(files, [0])
    assert machine.usable_cores is not None
    assert 0 < machine.usable_cores <= 1
    msgspec.json.encode(machine)


def test_folders_where_files_should_be_raise_nothing(tmp_path: Path) -> None:
    for path in READ_FILES:
        Path(f"{tmp_path}{path}").mkdir(parents=True)
    assert describe(SystemFiles(str(tmp_path)), [0]).cpu_model is None


@pytest.mark.skipif(sys.platform != "linux", reason="Linux is the tested system")
def test_this_machine_is_described_as_psutil_sees_it() -> None:
    machine = describe_machine()
    assert machine.system == "Linux"
    assert machine.node
    assert machine.logical_cores == psutil.cpu_count()
    assert machine.memory_bytes == psutil.virtual_memory().total
    assert machine.affinity == sorted(os.sched_getaffinity(0))
    assert machine.usable_cores is not None
    assert 0 < machine.usable_cores <= len(machine.affinity)
    assert machine.load_average is not None
    assert len(machine.load_average) == 3
    assert 3 <= len([*machine_lines(machine), "python"]) <= 5


@pytest.mark.skipif(sys.platform != "linux", reason="Linux is the tested system")
def test_describing_this_machine_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_settings: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr("subprocess.Popen.__init__", refuse)
    monkeypatch.setattr("os.posix_spawn", refuse)
    monkeypatch.setattr("os.fork", refuse)
    assert describe_machine().logical_cores


def test_a_description_goes_through_json_and_back(tmp_path: Path) -> None:
    machine = describe(make_tree(tmp_path, cpu_files(["0", "1"])), [0, 1])
    assert msgspec.json.decode(msgspec.json.encode(machine), type=Machine) == machine


def test_systems_other_than_linux_are_described_by_psutil() -> None:
    named = Machine(node="n", system="Other", release="1", architecture="x86_64")
    machine = describe_elsewhere(named, None)
    assert machine.logical_cores == psutil.cpu_count()
    assert machine.usable_cores == psutil.cpu_count()
    assert machine.memory_bytes == psutil.virtual_memory().total
    assert describe_elsewhere(named, [0]).usable_cores == 1.0


# --- CPUs ----------------------------------------------------------------------------------------


def test_only_the_first_processor_of_cpuinfo_is_read(tmp_path: Path) -> None:
    fields = cpuinfo_fields(make_tree(tmp_path, {"/proc/cpuinfo": X86_CPUINFO.format(flags="x")}))
    assert cpu_model(fields) == "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz"
    assert cpuinfo_mhz(fields) == 2000.012


@pytest.mark.parametrize(
    ("text", "model", "mhz"),
    [
        ("processor: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd49\n", "ARM Neoverse-N2", None),
        ("processor: 0\nCPU implementer\t: 0x61\nCPU part\t: 0x022\n", "ARM implementer 0x61 part 0x022", None),
        ("processor\t: 0\ncpu\t\t: POWER9, altivec\nclock\t\t: 2200.000000MHz\n", "POWER9, altivec", 2200.0),
        ("processor\t: 0\nuarch\t: sifive,u74-mc\n", "sifive,u74-mc", None),
        ("", None, None),
        ("cpu MHz : 0.000\n", None, None),
        ("cpu MHz : fast\n", None, None),
    ],
)
def test_every_architecture_names_its_cpu_in_its_own_way(
    tmp_path: Path, text: str, model: str | None, mhz: float | None
) -> None:
    fields = cpuinfo_fields(make_tree(tmp_path, {"/proc/cpuinfo": text}))
    assert (cpu_model(fields), cpuinfo_mhz(fields)) == (model, mhz)


def test_cpus_are_grouped_by_core_within_those_that_may_be_used(tmp_path: Path) -> None:
    files = make_tree(tmp_path, cpu_files(["0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7"]))
    assert cores(files, [0, 1, 4, 6]) == [[0, 4], [1], [6]]


def test_cores_are_unknown_where_one_cpu_does_not_name_its_siblings(tmp_path: Path) -> None:
    files = make_tree(tmp_path, {**cpu_files(["0", "1"]), f"{CPUS}/cpu1/topology/thread_siblings_list": "x"})
    assert cores(files, [0, 1]) is None


def test_siblings_show_smt_where_the_kernel_does_not_say_it(tmp_path: Path) -> None:
    files = make_tree(tmp_path, {})
    assert is_smt_active(files, [[0, 1]]) is True
    assert is_smt_active(files, [[0], [1]]) is False
    assert is_smt_active(files, None) is None


def test_online_cpus_are_counted_in_stat_where_sys_is_hidden(tmp_path: Path) -> None:
    files = make_tree(tmp_path, {"/proc/stat": stat_text([[1] * 8] * 3)})
    assert online_cpu_ids(files) == [0, 1, 2]


def test_nodes_without_cpus_are_not_counted(tmp_path: Path) -> None:
    nodes = "/sys/devices/system/node"
    tree = {f"{nodes}/has_cpu": "0,2", f"{nodes}/online": "0-3"}
    tree |= {f"{nodes}/node0/cpulist": "0-3", f"{nodes}/node1/cpulist": "\n", f"{nodes}/node2/cpulist": "4-7"}
    files = make_tree(tmp_path, tree)
    assert numa_nodes(files) == 2
    assert node_cpu_ids(files, [1, 2, 5]) == {0: [1, 2], 2: [5]}
    assert node_cpu_ids(files, [1, 2]) == {0: [1, 2]}


def test_governors_that_differ_are_all_named(tmp_path: Path) -> None:
    tree = cpu_files(["0", "1", "2"], cpufreq__scaling_governor="schedutil\n")
    tree[f"{CPUS}/cpu1/cpufreq/scaling_governor"] = "performance\n"
    assert governor(make_tree(tmp_path, tree), [0, 1, 2]) == "performance, schedutil"


def test_efficiency_cores_are_told_from_favoured_ones(tmp_path: Path) -> None:
    tree = cpu_files(["0", "1", "2", "3"])
    for cpu, khz in enumerate((5_200_000, 5_000_000, 3_800_000, 3_800_000)):
        tree[f"{CPUS}/cpu{cpu}/cpufreq/cpuinfo_max_freq"] = str(khz)
    files = make_tree(tmp_path, tree)
    assert fastest_kind(files, [0, 1, 2, 3]) == [0, 1]
    assert fastest_kind(files, [2, 3]) == [2, 3]


def test_the_kernels_capacity_of_a_cpu_goes_before_its_clock(tmp_path: Path) -> None:
    tree = cpu_files(["0", "1"], cpufreq__cpuinfo_max_freq="2000000")
    tree |= {f"{CPUS}/cpu0/cpu_capacity": "446", f"{CPUS}/cpu1/cpu_capacity": "1024"}
    assert fastest_kind(make_tree(tmp_path, tree), [0, 1]) == [1]


def test_kinds_of_cores_are_unknown_where_one_cpu_has_no_clock(tmp_path: Path) -> None:
    tree = {**cpu_files(["0", "1"]), f"{CPUS}/cpu0/cpufreq/cpuinfo_max_freq": "2000000"}
    files = make_tree(tmp_path, tree)
    assert fastest_kind(files, [0, 1]) is None
    assert fastest_kind(files, []) is None


@pytest.mark.parametrize(
    ("path", "text", "is_on", "value_off"),
    [
        ("intel_pstate/no_turbo", "0", True, 1),
        ("intel_pstate/no_turbo", "1", False, 1),
        ("cpufreq/boost", "1", True, 0),
    ],
)
def test_turbo_is_read_from_the_switch_that_the_driver_has(
    tmp_path: Path, path: str, text: str, is_on: bool, value_off: int
) -> None:
    turbo = read_turbo(make_tree(tmp_path, {f"{CPUS}/{path}": text}))
    assert turbo is not None
    assert (turbo.is_on, turbo.value_off, turbo.switch) == (is_on, value_off, f"{CPUS}/{path}")


def test_stolen_time_is_counted_on_the_cpus_that_may_be_used(tmp_path: Path) -> None:
    files = make_tree(tmp_path, {"/proc/stat": stat_text([[90, 0, 0, 0, 0, 0, 0, 10], [100, 0, 0, 0, 0, 0, 0, 0]])})
    shares = [time.steal_share if (time := cpu_time(files, cpus)) else None for cpus in ([0], [1], [0, 1], None, [7])]
    assert shares == [pytest.approx(0.1), 0.0, pytest.approx(0.05), pytest.approx(0.05), None]


# --- memory and load -----------------------------------------------------------------------------


def test_the_smallest_memory_limit_on_the_path_counts_and_droppable_pages_are_available(tmp_path: Path) -> None:
    limits = {
        "/a": {"memory.max": str(1000 * MIB), "memory.current": str(100 * MIB)},
        "/a/b": {
            "memory.max": str(600 * MIB),
            "memory.current": str(500 * MIB),
            "memory.stat": f"anon 1\ninactive_file {200 * MIB}\n",
        },
        "/a/b/c": {"memory.max": "max"},
    }
    memory = read_memory(make_tree(tmp_path, unified_files("/a/b/c", limits) | {"/proc/meminfo": MEMINFO}))
    assert memory.limit_bytes == 600 * MIB
    assert memory.available_bytes == 300 * MIB
    assert (memory.swap_total_bytes, memory.swap_used_bytes) == (2 * MIB, MIB)


def test_a_limit_above_the_machines_memory_is_none(tmp_path: Path) -> None:
    tree = unified_files("/", {"/": {"memory.max": str(1 << 50)}}) | {"/proc/meminfo": MEMINFO}
    assert read_memory(make_tree(tmp_path, tree)).limit_bytes is None


@pytest.mark.parametrize("text", ["", "a b c", "0.1 0.2", "nan nan nan", "1,0 1,0 1,0"])
def test_garbage_for_the_load_average_is_unknown(tmp_path: Path, text: str) -> None:
    assert load_average(make_tree(tmp_path, {"/proc/loadavg": text})) is None


# --- virtualisation ------------------------------------------------------------------------------

DMI = "/sys/class/dmi/id"
SOURCES = "/sys/devices/system/clocksource/clocksource0/available_clocksource"


@pytest.mark.parametrize(
    ("flags", "tree", "said"),
    [
        ("sse2", {f"{DMI}/sys_vendor": "QEMU"}, "none"),
        ("sse2", {"/.dockerenv": ""}, "docker"),
        ("hypervisor", {f"{DMI}/sys_vendor": "QEMU\n"}, "kvm"),
        ("hypervisor", {f"{DMI}/product_name": "Virtual Machine"}, "hyper-v"),
        ("hypervisor", {f"{DMI}/sys_vendor": "VMware, Inc."}, "vmware"),
        ("hypervisor", {"/sys/hypervisor/type": "xen\n"}, "xen"),
        ("hypervisor", {"/proc/sys/kernel/osrelease": "5.15.90.1-microsoft-standard-WSL2"}, "hyper-v"),
        ("hypervisor", {SOURCES: "tsc kvm-clock"}, "kvm"),
        ("hypervisor", {}, "hypervisor"),
        (None, {f"{DMI}/sys_vendor": "Amazon EC2", f"{DMI}/product_name": "m7g.large"}, "aws"),
        (None, {f"{DMI}/sys_vendor": "Amazon EC2", f"{DMI}/product_name": "m7g.metal"}, "none"),
        (None, {f"{DMI}/sys_vendor": "Dell Inc."}, None),
        (None, {}, None),
        (None, {"/run/.containerenv": ""}, "podman"),
        (
            "hypervisor",
            {"/proc/self/cgroup": "0::/kubepods/burstable/pod1/x", SOURCES: "kvm-clock"},
            "kvm + kubernetes",
        ),
        ("sse2", {"/proc/self/cgroup": "0::/system.slice/docker-4f5e.scope"}, "docker"),
        ("sse2", {"/proc/self/cgroup": "0::/system.slice/docker.service"}, "none"),
        ("sse2", {"/proc/1/environ": "PATH=/bin\0container=lxc\0"}, "lxc"),
        ("sse2", {"/proc/1/environ": "container=\x1b[31mnew"}, "container"),
    ],
)
def test_hypervisor_and_container_are_told_by_their_traces(
    tmp_path: Path, flags: str | None, tree: dict[str, str], said: str | None
) -> None:
    assert virtualisation({"flags": flags} if flags else {}, make_tree(tmp_path, tree)) == said


def test_a_container_is_no_virtual_machine() -> None:
    assert [is_virtual_machine(said) for said in (None, "none", "docker", "kvm", "kvm + docker", "hypervisor")] == [
        False,
        False,
        False,
        True,
        True,
        True,
    ]
    assert [is_container(said) for said in (None, "none", "docker", "kvm", "kvm + docker")] == [
        False,
        False,
        True,
        False,
        True,
    ]


# --- the summary ---------------------------------------------------------------------------------


def test_the_summary_says_what_is_known_and_leaves_out_the_rest() -> None:
    bare = Machine(node="box", system="Linux", release="6.1", architecture="x86_64")
    assert machine_lines(bare) == ["Linux 6.1 · x86_64 · named box"]
    lines = machine_lines(
        Machine(
            node="box",
            system="Linux",
            release="6.1",
            architecture="x86_64",
            cpu_model="Model",
            physical_cores=1,
            logical_cores=2,
            smt=True,
            usable_cores=1.5,
            affinity=[0, 1],
            quota_cores=1.5,
            memory_bytes=8 << 30,
            virtualisation="none",
        )
    )
    assert lines == [
        "Model · 1 core · 2 CPUs · SMT on",
        "usable: 1.5 cores · CPUs 0-1 · quota 1.5 cores",
        "memory 8.0 GiB",
        "Linux 6.1 · x86_64 · bare metal · named box",
    ]


def test_reading_the_whole_machine_needs_few_system_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A budget of reads, not of seconds: what 128 CPUs cost is bounded by some reads for each."""
    tree = cpu_files([str(cpu) for cpu in range(128)], cpufreq__scaling_governor="performance")
    files = make_tree(tmp_path, tree)
    reads: list[str] = []
    whole = SystemFiles.text

    def counted(self: SystemFiles, path: str, longest_bytes: int = 1 << 20) -> str | None:
        reads.append(path)
        return whole(self, path, longest_bytes)

    monkeypatch.setattr(SystemFiles, "text", counted)
    describe(files, list(range(128)))
    assert len(reads) < 128 * 4
