"""How many cores may be used: affinity and quota, in every shape in which systems give them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from machine_trees import HYBRID_CGROUP, HYBRID_MOUNTS, cpu_files, make_tree, unified_files

from corecurve.bench.machine import usable_core_count, usable_cores, usable_cpu_ids
from corecurve.bench.machine.cgroups import UNIFIED, group_folders
from corecurve.bench.machine.cpu_list import read_cpu_list, write_cpu_list
from corecurve.bench.machine.cpu_quota import quota_cores, throttled_periods


def quota(text: str) -> dict[str, str]:
    return {"cpu.max": text}


def test_without_any_control_group_the_affinity_counts(tmp_path: Path) -> None:
    files = make_tree(tmp_path, {})
    assert usable_cores(files, lambda: [0, 3, 5]) == 3.0
    assert usable_core_count(files, lambda: [0, 3, 5]) == 3


def test_without_affinity_the_online_cpus_count(tmp_path: Path) -> None:
    files = make_tree(tmp_path, cpu_files([str(cpu) for cpu in range(128)]))
    assert usable_cores(files, lambda: None) == 128.0


def test_a_quota_below_the_affinity_counts(tmp_path: Path) -> None:
    files = make_tree(tmp_path, unified_files("/", {"/": quota("200000 100000\n")}))
    assert usable_cores(files, lambda: list(range(64))) == 2.0


def test_a_quota_above_the_affinity_does_not_count(tmp_path: Path) -> None:
    files = make_tree(tmp_path, unified_files("/", {"/": quota("800000 100000")}))
    assert usable_cores(files, lambda: [1, 2]) == 2.0


def test_the_smallest_quota_of_nested_groups_counts_wherever_it_is(tmp_path: Path) -> None:
    limits = {
        "/kubepods": quota("1600000 100000"),
        "/kubepods/pod7": quota("300000 100000"),
        "/kubepods/pod7/box": quota("max 100000"),
        "/kubepods/other": quota("10000 100000"),
    }
    files = make_tree(tmp_path, unified_files("/kubepods/pod7/box", limits))
    assert quota_cores(files) == 3.0


def test_a_group_whose_folder_is_not_seen_leaves_those_above_it_counting(tmp_path: Path) -> None:
    files = make_tree(tmp_path, unified_files("/user.slice/gone", {"/user.slice": quota("150000 50000")}))
    assert quota_cores(files) == 3.0


@pytest.mark.parametrize(
    ("text", "cores", "count"),
    [
        ("150000 100000", 1.5, 1),
        ("50000 100000", 0.5, 1),
        ("299999 100000", 2.99999, 2),
        ("1000 1000000", 0.001, 1),
    ],
)
def test_a_fraction_of_a_core_is_kept_and_rounded_down_to_whole_workers(
    tmp_path: Path, text: str, cores: float, count: int
) -> None:
    files = make_tree(tmp_path, unified_files("/", {"/": quota(text)}))
    assert usable_cores(files, lambda: [0, 1, 2, 3]) == pytest.approx(cores)
    assert usable_core_count(files, lambda: [0, 1, 2, 3]) == count


@pytest.mark.parametrize(
    "text", ["", "max", "max 100000", "100000", "-1 100000", "0 100000", "100000 0", "x y", "1e5 1e5", "9" * 400 + " 1"]
)
def test_no_quota_and_garbage_for_a_quota_limit_nothing(tmp_path: Path, text: str) -> None:
    files = make_tree(tmp_path, unified_files("/", {"/": quota(text)}))
    assert quota_cores(files) is None
    assert usable_cores(files, lambda: [0, 1]) == 2.0


def test_version_one_reads_quota_and_period_apart(tmp_path: Path) -> None:
    files = make_tree(
        tmp_path,
        {
            "/proc/self/cgroup": "4:cpu,cpuacct:/docker/abc\n3:memory:/docker/abc\n",
            "/proc/self/mountinfo": "33 32 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
            "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "250000\n",
            "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us": "100000\n",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        },
    )
    assert quota_cores(files) == 2.5


def test_in_a_hybrid_system_either_version_may_hold_the_quota(tmp_path: Path) -> None:
    tree = {"/proc/self/cgroup": HYBRID_CGROUP, "/proc/self/mountinfo": HYBRID_MOUNTS}
    tree |= {
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000",
        "/sys/fs/cgroup/cpu/cpu.stat": "nr_periods 0\nnr_throttled 0\nthrottled_time 0",
        "/sys/fs/cgroup/unified/cpu.stat": "usage_usec 99350335\nuser_usec 69787079",
    }
    files = make_tree(tmp_path, tree)
    assert quota_cores(files) is None
    assert throttled_periods(files) == 0
    make_tree(tmp_path, {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "400000"})
    assert quota_cores(files) == 4.0
    make_tree(tmp_path, {"/sys/fs/cgroup/unified/cpu.max": "300000 100000"})
    assert quota_cores(files) == 3.0


def test_a_container_that_sees_the_hosts_group_names_finds_its_own_group_at_the_mount(tmp_path: Path) -> None:
    files = make_tree(
        tmp_path,
        {
            "/proc/self/cgroup": "0::/docker/abc/inner\n",
            "/proc/self/mountinfo": "30 23 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup2 rw",
            "/sys/fs/cgroup/cpu.max": "700000 100000",
            "/sys/fs/cgroup/inner/cpu.max": "500000 100000",
        },
    )
    assert group_folders(files, UNIFIED) == ["/sys/fs/cgroup/inner", "/sys/fs/cgroup"]
    assert quota_cores(files) == 5.0


@pytest.mark.parametrize("group", ["/../../elsewhere", "/not/below"])
def test_a_group_outside_what_is_mounted_is_limited_by_the_mounts_top(tmp_path: Path, group: str) -> None:
    files = make_tree(
        tmp_path,
        {
            "/proc/self/cgroup": f"0::{group}\n",
            "/proc/self/mountinfo": "30 23 0:26 /machine /sys/fs/cgroup ro - cgroup2 cgroup2 rw",
            "/sys/fs/cgroup/cpu.max": "200000 100000",
        },
    )
    assert quota_cores(files) == 2.0


def test_spaces_in_a_mount_are_read_as_the_kernel_writes_them(tmp_path: Path) -> None:
    files = make_tree(
        tmp_path,
        {
            "/proc/self/cgroup": "0::/\n",
            "/proc/self/mountinfo": "30 23 0:26 / /my\\040groups rw - cgroup2 cgroup2 rw",
            "/my groups/cpu.max": "100000 50000",
        },
    )
    assert quota_cores(files) == 2.0


def test_throttled_periods_of_all_groups_on_the_path_are_added_up(tmp_path: Path) -> None:
    limits = {"/a": {"cpu.stat": "usage_usec 5\nnr_throttled 3"}, "/a/b": {"cpu.stat": "nr_throttled 4\nnr_bursts 9"}}
    files = make_tree(tmp_path, unified_files("/a/b", limits))
    assert throttled_periods(files) == 7


def test_throttling_is_unknown_where_no_group_counts_it(tmp_path: Path) -> None:
    files = make_tree(tmp_path, unified_files("/", {"/": {"cpu.stat": "usage_usec 5"}}))
    assert throttled_periods(files) is None


@pytest.mark.parametrize("text", ["", "nonsense", "1:2", "::::", "0:", "\x00\xff"])
def test_garbage_for_group_names_means_no_groups(tmp_path: Path, text: str) -> None:
    files = make_tree(tmp_path, {"/proc/self/cgroup": text, "/proc/self/mountinfo": text})
    assert quota_cores(files) is None


@pytest.mark.skipif(sys.platform != "linux", reason="affinity as Linux gives it")
def test_this_process_may_use_the_cpus_of_its_affinity() -> None:
    assert usable_cpu_ids() == sorted(os.sched_getaffinity(0))
    assert 1 <= usable_core_count() <= len(os.sched_getaffinity(0))
    assert usable_core_count() <= max(1.0, usable_cores())


@pytest.mark.skipif(sys.platform != "linux", reason="affinity as Linux gives it")
def test_a_process_bound_to_one_cpu_may_use_one_core() -> None:
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert usable_cpu_ids() == [min(before)]
        assert usable_core_count() == 1
    finally:
        os.sched_setaffinity(0, before)


@pytest.mark.parametrize(
    ("text", "cpus"),
    [("0", [0]), ("0-3,8", [0, 1, 2, 3, 8]), ("7,1-2\n", [1, 2, 7]), ("0-127", list(range(128)))],
)
def test_a_list_of_cpus_is_read_in_the_kernels_notation(text: str, cpus: list[int]) -> None:
    assert read_cpu_list(text) == cpus


@pytest.mark.parametrize("text", [None, "", "\n", "x", "3-1", "-1", "1-", "0-99999999999", "1,,2", "0-3:1/2", "0x1"])
def test_what_is_no_list_of_cpus_is_none(text: str | None) -> None:
    assert read_cpu_list(text) is None


@settings(derandomize=True)
@given(st.sets(st.integers(0, 300), min_size=1))
def test_a_list_of_cpus_that_was_written_is_read_back(cpus: set[int]) -> None:
    assert read_cpu_list(write_cpu_list(cpus)) == sorted(cpus)
