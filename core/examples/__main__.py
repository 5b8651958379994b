"""Runs an example program, unchanged, with a start method of your choice.

python -m corecurve.core.examples pool spawn
"""

from __future__ import annotations

import multiprocessing
import runpy
import sys

from corecurve.core.examples import EXAMPLES


def main(name: str, start_method: str | None = None) -> None:
    """Runs the example as ``python -m`` would; without a start method, with the interpreter's own."""
    if start_method is not None:
        multiprocessing.set_start_method(start_method)
    runpy.run_module(EXAMPLES[name], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
