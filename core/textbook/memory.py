"""What one more worker costs in memory: the proportional set size of the whole tree, worker by worker."""

from __future__ import annotations

import multiprocessing
import os
import threading
from typing import Any


def run(workers: int) -> dict[str, Any]:
    """PSS bytes of the tree with 0, 1, 2 … ``workers`` idle workers: threads, and processes of each start method.

    Empty where the system tells no PSS. Threads come first: the stacks of ended ones are kept and used again.
    """
    if _pss_bytes(os.getpid()) is None:
        return {"pss_bytes": {}}
    found = {"thread": _with_threads(workers)}
    for method in multiprocessing.get_all_start_methods():
        found[method] = _with_processes(workers, multiprocessing.get_context(method))
    return {"pss_bytes": found}


def serve(pipe: Any) -> None:
    """A process that does a little, says so, and waits to be told to end."""
    _do_a_little()
    pipe.send("up")
    pipe.recv()


def _with_processes(workers: int, context: Any) -> list[int]:
    sizes, pipes, processes = [_tree_pss_bytes()], [], []
    for _ in range(workers):
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs,))
        process.start()
        theirs.close()
        ours.recv()
        pipes.append(ours)
        processes.append(process)
        sizes.append(_tree_pss_bytes())
    for pipe, process in zip(pipes, processes, strict=True):
        pipe.send("end")
        process.join()
        pipe.close()
    return sizes


def _with_threads(workers: int) -> list[int]:
    sizes, threads, end = [_tree_pss_bytes()], [], threading.Event()
    for _ in range(workers):
        is_up = threading.Event()
        thread = threading.Thread(target=_wait_in_thread, args=(is_up, end))
        thread.start()
        is_up.wait()
        threads.append(thread)
        sizes.append(_tree_pss_bytes())
    end.set()
    for thread in threads:
        thread.join()
    return sizes


def _wait_in_thread(is_up: threading.Event, end: threading.Event) -> None:
    _do_a_little()
    is_up.set()
    end.wait()


def _do_a_little() -> None:
    sum(len(str(number)) for number in range(1_000))


def _tree_pss_bytes() -> int:
    """PSS of this process and of all below it: forkserver's workers are its children, not ours."""
    return sum(_pss_bytes(pid) or 0 for pid in _tree(os.getpid()))


def _tree(pid: int) -> list[int]:
    found = [pid]
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                for child in file.read().split():
                    found += _tree(int(child))
    except OSError:
        pass
    return found


def _pss_bytes(pid: int) -> int | None:
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration, ValueError):
        return None
