"""What a subject is given of a test: a workload file of a few lines, and beside it the inputs, pickled.

The harness writes both and reads neither: unpickling is left to the subject, which runs the test's code anyway.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corecurve.bench.errors import UsageError
from corecurve.bench.measuring.plan import WorkloadPlan
from corecurve.core.plain_function import FunctionReference

_VARIABLE = "workload"


def write_workload(
    folder: Path,
    task: FunctionReference,
    inputs: Sequence[Any],
    finish: FunctionReference | None = None,
    equal: FunctionReference | None = None,
) -> WorkloadPlan:
    """Writes the two files into a new folder, and says how to measure them.

    Raises UsageError where there are no inputs, or where they do not pickle.
    """
    folder.mkdir()
    inputs_path, path = folder / "inputs.pickle", folder / "workload_of_a_test.py"
    inputs_path.write_bytes(_pickled(list(inputs)))
    path.write_text(
        "from corecurve.core.plain_function import FunctionReference, make_workload\n\n"
        f"{_VARIABLE} = make_workload(\n"
        f"    {task!r},\n"
        f"    {str(inputs_path)!r},\n"
        f"    import_path={_import_path()!r},\n"
        f"    finish={finish!r},\n"
        f"    equal={equal!r},\n"
        ")\n",
        encoding="utf-8",
    )
    return WorkloadPlan(
        name=task.name,
        reference=f"{task.module}:{task.name}",
        source={"path": str(path), "search": [str(folder)]},  # and nothing of the current folder's
        variable=_VARIABLE,
        kind="cpu",
        description="",
        is_sized=False,
        has_finish=finish is not None,
        workers=(),
    )


def _pickled(inputs: list[Any]) -> bytes:
    if not inputs:
        raise UsageError("speedup: there are no inputs; give at least one for each worker")
    try:
        return pickle.dumps(inputs)
    except Exception as error:
        raise UsageError(f"speedup: the inputs do not pickle ({type(error).__name__}: {error})") from None


def _import_path() -> list[str]:
    """``sys.path`` as the tests have it, whatever folder it is used from."""
    return [os.path.abspath(folder) for folder in sys.path]
