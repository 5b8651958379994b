"""What this machine is itself run by: a hypervisor, a container, both, or neither.

Said as ``kvm``, ``docker``, ``kvm + docker``, or ``none``; None where it cannot be told.
"""

from __future__ import annotations

import re

from corecurve.bench.machine.cgroups import group_names
from corecurve.bench.machine.system_files import HERE, SystemFiles

NONE = "none"
UNNAMED_HYPERVISOR = "hypervisor"
UNNAMED_CONTAINER = "container"

_DMI_FILES = ("sys_vendor", "product_name", "board_vendor", "bios_vendor")
_DMI_HYPERVISORS = (
    ("amazon ec2", "aws"),
    ("google compute engine", "google"),
    ("vmware", "vmware"),
    ("virtualbox", "virtualbox"),
    ("innotek", "virtualbox"),
    ("virtual machine", "hyper-v"),
    ("parallels", "parallels"),
    ("apple virtualization", "apple"),
    ("bhyve", "bhyve"),
    ("xen", "xen"),
    ("qemu", "kvm"),
    ("kvm", "kvm"),
    ("openstack", "kvm"),
    ("digitalocean", "kvm"),
    ("hetzner", "kvm"),
    ("alibaba cloud", "kvm"),
)
_CLOCK_SOURCES = (("kvm-clock", "kvm"), ("hyperv", "hyper-v"), ("xen", "xen"))
_CONTAINER_GROUPS = (
    (re.compile(r"/kubepods"), "kubernetes"),
    (re.compile(r"/docker[/-]"), "docker"),
    (re.compile(r"/libpod[-_]"), "podman"),
    (re.compile(r"/lxc[./]"), "lxc"),
    (re.compile(r"/(crio|cri-containerd|containerd)[/-]"), UNNAMED_CONTAINER),
)
_CONTAINER_FILES = (
    ("/var/run/secrets/kubernetes.io", "kubernetes"),
    ("/.dockerenv", "docker"),
    ("/run/.containerenv", "podman"),
)
CONTAINERS = frozenset(
    {name for _, name in (*_CONTAINER_GROUPS, *_CONTAINER_FILES)} | {"systemd-nspawn", "lxc-libvirt", "wsl"}
)


def virtualisation(cpuinfo: dict[str, str], files: SystemFiles = HERE) -> str | None:
    """Hypervisor and container, as far as the system tells; ``cpuinfo`` as from :mod:`.cpu_model`."""
    machine, wrapping = hypervisor(cpuinfo, files), container(files)
    found = [name for name in (machine, wrapping) if name and name != NONE]
    return " + ".join(found) or machine


def hypervisor(cpuinfo: dict[str, str], files: SystemFiles = HERE) -> str | None:
    """The hypervisor's name; ``none`` on bare metal, None where it cannot be told.

    x86 has a CPU flag that says whether there is one; elsewhere only what names it tells.
    """
    is_flagged = "hypervisor" in cpuinfo["flags"].split() if "flags" in cpuinfo else None
    if is_flagged is False:
        return NONE
    name = _named_by_kernel(files) or _named_by_firmware(files) or _named_by_clock(files)
    return name or (UNNAMED_HYPERVISOR if is_flagged else None)


def container(files: SystemFiles = HERE) -> str | None:
    """The container's kind by the traces that it leaves; None where there is no trace of one."""
    groups = " ".join(group_names(files).values())
    for pattern, name in _CONTAINER_GROUPS:
        if pattern.search(groups):
            return name
    for path, name in _CONTAINER_FILES:
        if files.has(path):
            return name
    said = files.text("/run/systemd/container", longest_bytes=64) or _container_variable(files)
    return (said if said in CONTAINERS else UNNAMED_CONTAINER) if said else None


def is_virtual_machine(virtualised: str | None) -> bool:
    """Whether a value of :func:`virtualisation` names a hypervisor, and not only a container or nothing."""
    return bool(virtualised) and not set(str(virtualised).split(" + ")) <= CONTAINERS | {NONE}


def is_container(virtualised: str | None) -> bool:
    """Whether a value of :func:`virtualisation` names a container."""
    return not CONTAINERS.isdisjoint(str(virtualised).split(" + "))


def _named_by_kernel(files: SystemFiles) -> str | None:
    if "microsoft" in (files.text("/proc/sys/kernel/osrelease", longest_bytes=256) or "").lower():
        return "hyper-v"
    kind = files.text("/sys/hypervisor/type", longest_bytes=64)
    compatible = files.text("/proc/device-tree/hypervisor/compatible", longest_bytes=256) or ""
    return kind or next((name for name in ("kvm", "xen") if name in compatible), None)


def _named_by_firmware(files: SystemFiles) -> str | None:
    said = " ".join(files.text(f"/sys/class/dmi/id/{name}", longest_bytes=256) or "" for name in _DMI_FILES).lower()
    if ".metal" in said:
        return NONE
    return next((name for sign, name in _DMI_HYPERVISORS if sign in said), None)


def _named_by_clock(files: SystemFiles) -> str | None:
    sources = files.text("/sys/devices/system/clocksource/clocksource0/available_clocksource", longest_bytes=256) or ""
    return next((name for sign, name in _CLOCK_SOURCES if sign in sources), None)


def _container_variable(files: SystemFiles) -> str | None:
    """By systemd's convention a container's first process has ``container=KIND`` in its environment."""
    for entry in (files.text("/proc/1/environ") or "").split("\0"):
        name, _, value = entry.partition("=")
        if name == "container" and value:
            return value
    return None
