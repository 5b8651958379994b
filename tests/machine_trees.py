"""Made-up /proc and /sys trees, as tests of the machine's readers need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from corecurve.bench.machine.system_files import SystemFiles

CPUS = "/sys/devices/system/cpu"

UNIFIED_MOUNT = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"

HYBRID_CGROUP = """9:name=systemd:/
8:pids:/
4:memory:/sandbox/7131
3:cpuset:/
2:cpuacct:/
1:cpu:/
0::/"""

HYBRID_MOUNTS = """31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw"""

X86_CPUINFO = """processor	: 0
vendor_id	: GenuineIntel
model name	: Intel(R)  Xeon(R) Gold 6338 CPU @ 2.00GHz
cpu MHz		: 2000.012
flags		: fpu vme de tsc {flags}

processor	: 1
model name	: another
"""


def make_tree(root: Path, files: Mapping[str, str]) -> SystemFiles:
    """A tree that holds these files, by their absolute path on the machine; adds to what is there."""
    for path, text in files.items():
        place = Path(f"{root}{path}")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return SystemFiles(str(root))


def unified_files(group: str, limits: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Version 2: the process is in ``group``; ``limits`` are the files of each group, by its path."""
    inside = {
        f"/sys/fs/cgroup{folder.rstrip('/')}/{name}": text
        for folder, texts in limits.items()
        for name, text in texts.items()
    }
    return {"/proc/self/cgroup": f"0::{group}\n", "/proc/self/mountinfo": UNIFIED_MOUNT, **inside}


def cpu_files(siblings: Sequence[str], **each: str) -> dict[str, str]:
    """CPUs 0, 1, … with these siblings; ``each`` are further files of every CPU (``__`` stands for ``/``)."""
    files = {f"{CPUS}/online": f"0-{len(siblings) - 1}\n"}
    for cpu, listed in enumerate(siblings):
        files[f"{CPUS}/cpu{cpu}/topology/thread_siblings_list"] = f"{listed}\n"
        files.update({f"{CPUS}/cpu{cpu}/{name.replace('__', '/')}": text for name, text in each.items()})
    return files


def stat_text(rows: Sequence[Sequence[int]]) -> str:
    """A /proc/stat with these ticks of CPU 0, 1, …: user nice system idle iowait irq softirq steal."""
    whole = [sum(column) for column in zip(*rows, strict=True)]
    lines = [f"cpu  {' '.join(map(str, whole))} 0 0"]
    lines += [f"cpu{cpu} {' '.join(map(str, row))} 0 0" for cpu, row in enumerate(rows)]
    return "\n".join([*lines, "intr 12 0 0", "ctxt 99"])
