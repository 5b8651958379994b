"""Who sees a change? A list is changed by a thread and by processes, and looked at afterwards."""

from __future__ import annotations

import multiprocessing
import threading
from typing import Any

_changed: list[str] = []


def run(repeats: int) -> dict[str, Any]:
    """How often out of ``repeats`` a change was seen here: made by a thread, and by a process of each start method."""
    seen = {"thread": sum(_is_seen(threading.Thread(target=change)) for _ in range(repeats))}
    for method in multiprocessing.get_all_start_methods():
        context: Any = multiprocessing.get_context(method)
        seen[method] = sum(_is_seen(context.Process(target=change)) for _ in range(repeats))
    return {"repeats": repeats, "seen": seen}


def change() -> None:
    """Changes this module's list, in whichever memory it runs; fails where that did not work."""
    before = len(_changed)
    _changed.append("changed")
    if len(_changed) != before + 1:
        raise RuntimeError("the list did not grow where it was changed")


def _is_seen(worker: Any) -> bool:
    _changed.clear()
    worker.start()
    worker.join()
    if getattr(worker, "exitcode", 0) != 0:
        raise RuntimeError(f"the process that was to change the list ended with exit code {worker.exitcode}")
    return bool(_changed)
