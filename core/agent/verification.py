"""Same result or no speedup: a case's results beside the serial ones of the same inputs."""

from __future__ import annotations

from typing import Any

from corecurve.core.error_text import describe_error
from corecurve.core.workload import Workload

_LONGEST = 60


def find_difference(workload: Workload, expected: Any, actual: Any) -> str | None:
    """What differs between two executions, each ``(results, finished)``, in words; None where nothing does."""
    (expected_results, expected_finished), (actual_results, actual_finished) = expected, actual
    if len(expected_results) != len(actual_results):
        return f"{len(actual_results)} results where the serial loop has {len(expected_results)}"
    try:
        for number, (right, found) in enumerate(zip(expected_results, actual_results, strict=True)):
            if not _are_equal(workload, right, found):
                count = f"of task {number + 1} of {len(expected_results)}"
                told = f"the result {count} is {_shown(found)}; the serial loop has {_shown(right)}"
                is_itself = workload.equal is not None or bool(right == right)  # noqa: PLR0124 - NaN is not
                return told if is_itself else f"{told}, which is not equal to itself: give the workload an `equal`"
        if workload.finish is not None and not _are_finished_alike(workload, expected_finished, actual_finished):
            return f"finish gives {_shown(actual_finished)}; after the serial loop {_shown(expected_finished)}"
    except Exception as error:
        return f"the results cannot be compared ({describe_error(error)}); give the workload an `equal`"
    return None


def find_fault(workload: Workload, inputs: list[Any], results: list[Any]) -> str | None:
    """What the workload's own check says against serial results; None where it is content."""
    if workload.check is None:
        return None
    try:
        is_right = workload.check(inputs, results)
    except Exception as error:
        return f"its check raised {describe_error(error)}"
    return None if is_right else "its check says that the serial results are wrong"


def _are_equal(workload: Workload, right: Any, found: Any) -> bool:
    # A result that is not equal to itself (NaN) needs the workload's own idea of equality.
    if workload.equal is not None:
        return bool(workload.equal(right, found))
    return right is found or bool(right == found)


def _are_finished_alike(workload: Workload, right: Any, found: Any) -> bool:
    # The workload's `equal` is for the result of a task, and may not know what to make of anything else.
    if right is found:
        return True
    try:
        if bool(right == found):
            return True
    except Exception:
        if workload.equal is None:
            raise
    try:
        return workload.equal is not None and bool(workload.equal(right, found))
    except Exception:
        return False


def _shown(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
