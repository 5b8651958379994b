"""One line that says what went wrong in a measured process."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Iterable
from multiprocessing.process import BaseProcess

_LONGEST = 500


def describe_error(error: BaseException) -> str:
    """The error's type and text, and the place in the workload's own code that raised it."""
    text = _text_of(error)
    described = type(error).__name__ + (f": {text}" if text else "")
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "corecurve/core" not in frame.filename.replace("\\", "/")]
    place = f" ({_short(ours[-1].filename)}:{ours[-1].lineno})" if ours else ""
    return described[:_LONGEST] + place


def _text_of(error: BaseException) -> str:
    """The error's text on one line that is safe to print; the text of an error may itself raise one."""
    try:
        words = str(error)[: 4 * _LONGEST].split()
    except Exception as another:
        return f"its text cannot be made ({type(another).__name__})"
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in " ".join(words))


def describe_deaths(processes: Iterable[BaseProcess]) -> str | None:
    """Which of the worker processes ended and how, in words; None where all are alive.

    Where several ended, those that were not merely terminated by a pool that cleaned up are named.
    """
    ended = [(process.pid, process.exitcode) for process in processes if process.exitcode is not None]
    telling = [(pid, code) for pid, code in ended if code not in (0, -int(signal.SIGTERM))] or ended
    if not telling:
        return None
    return "; ".join(f"worker {pid} {_with_hint(describe_exit(code))}" for pid, code in telling[:3])


def describe_exit(code: int) -> str:
    """How a process ended, in words; the code is multiprocessing's and subprocess's, negative for a signal."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"


def _with_hint(exit_text: str) -> str:
    return exit_text + " (out of memory?)" if exit_text.endswith(" SIGKILL") else exit_text


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-2:])
