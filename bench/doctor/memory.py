"""The doctor on memory: too little of it, swap, and shared memory."""

from __future__ import annotations

from corecurve.bench.doctor.finding import Finding
from corecurve.bench.machine.shared_memory import FOLDER, SharedMemory
from corecurve.bench.machine.surroundings import Surroundings
from corecurve.bench.machine.virtualisation import is_container
from corecurve.bench.report import Machine

MIB = 1 << 20
SHORT_MEMORY_BYTES = 512 * MIB
SHORT_MEMORY_SHARE = 0.05
SMALL_SHARED_MEMORY_BYTES = 64 * MIB
SMALLEST_SWAP_BYTES = 64 * MIB

_SEE_WHO_HAS_MEMORY = "see who has it, and end what is not needed: ps aux --sort=-rss | head"


def find_short_memory(machine: Machine, _surroundings: Surroundings) -> Finding | None:
    """Little memory left, of the machine's or of our control group's."""
    available, whole = machine.available_memory_bytes, machine.memory_limit_bytes or machine.memory_bytes
    if available is None or (available >= SHORT_MEMORY_BYTES and available >= SHORT_MEMORY_SHARE * (whole or 0)):
        return None
    return Finding(
        severity="severe" if available < SHORT_MEMORY_BYTES // 4 else "moderate",
        topic="memory",
        what=f"only {available // MIB} MiB of memory are available" + (f" of {whole // MIB}" if whole else ""),
        why="every worker process takes some of it; once it is used up, workers are swapped out or killed",
        remedy=_SEE_WHO_HAS_MEMORY,
    )


def find_swap(machine: Machine, surroundings: Surroundings) -> Finding | None:
    """Memory that was moved to disk."""
    used, available = surroundings.memory.swap_used_bytes, machine.available_memory_bytes
    if used is None or used < SMALLEST_SWAP_BYTES:
        return None
    fits = available is not None and used < available // 2
    return Finding(
        severity="minor",
        topic="swap",
        what=f"{used // MIB} MiB are in swap",
        why="whoever touches them next waits for the disk, in the middle of a round if it is us",
        remedy="fetch them back: sudo swapoff -a && sudo swapon -a" if fits else _SEE_WHO_HAS_MEMORY,
    )


def find_small_shared_memory(machine: Machine, surroundings: Surroundings) -> Finding | None:
    """No or little room in /dev/shm."""
    memory = surroundings.shared_memory
    if memory is None or (memory.is_writable and memory.free_bytes > SMALL_SHARED_MEMORY_BYTES):
        return None
    if memory.is_writable and memory.free_bytes >= MIB:
        return Finding(
            severity="minor",
            topic="shared-memory",
            what=f"{FOLDER} has only {memory.free_bytes // MIB} MiB free",
            why="shared arrays that do not fit kill the process that writes to them (SIGBUS)",
            remedy=f"make it larger: {_enlarge(machine, memory)}",
        )
    return Finding(
        severity="severe",
        topic="shared-memory",
        what=f"{FOLDER} {_trouble(memory)}",
        why="multiprocessing keeps the semaphores of its locks, queues and pools there: they cannot be made",
        remedy=f"make it usable: {_enlarge(machine, memory)}",
    )


def _trouble(memory: SharedMemory) -> str:
    if memory.total_bytes == 0:
        return "is not there"
    return "is full" if memory.is_writable else "cannot be written to"


def _enlarge(machine: Machine, memory: SharedMemory) -> str:
    if memory.total_bytes > 0 and not memory.is_writable:
        return f"sudo chmod 1777 {FOLDER}"
    if is_container(machine.virtualisation):
        return "docker run --shm-size=1g …"
    if memory.total_bytes == 0:
        return f"sudo mkdir -p {FOLDER} && sudo mount -t tmpfs tmpfs {FOLDER}"
    return f"sudo mount -o remount,size=1g {FOLDER}"
