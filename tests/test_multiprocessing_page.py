"""``docs/multiprocessing.md`` tells the truth: its programs are the examples, its commands can be called."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click
import pytest

from corecurve.bench.cli import bench_group
from corecurve.core.backends import BACKENDS
from corecurve.core.examples import EXAMPLES
from corecurve.core.workloads import BUILT_IN

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "multiprocessing.md").read_text(encoding="utf-8")
CALLS = sorted({call for call in re.findall(r"`(corecurve run [^`]*)`", PAGE) if "path/to" not in call})


def section_of(title: str) -> str:
    return PAGE.split(f"## {title}")[1].split("\n## ")[0]


def functions_of(module: ModuleType) -> str:
    """The program from its first function to the end of its last, as it stands in the file."""
    source = inspect.getsource(module)
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return "\n".join(source.splitlines()[functions[0].lineno - 1 : functions[-1].end_lineno])


@pytest.mark.parametrize(("number", "name"), list(enumerate(EXAMPLES, start=1)))
def test_the_page_shows_the_example_as_it_is(number: int, name: str) -> None:
    section = section_of(f"Example {number}:")
    (program,) = re.findall(r"```python\n(.*?)\n```", section, flags=re.DOTALL)
    assert program == functions_of(import_module(EXAMPLES[name]))
    assert f"`corecurve example {name}`" in section


@pytest.mark.parametrize("call", CALLS)
def test_a_run_that_the_page_names_can_be_called(call: str) -> None:
    command = bench_group.get_command(click.Context(bench_group), "run")
    assert command is not None
    options = command.make_context("run", shlex.split(call)[2:]).params
    assert set(options["workloads"]) <= BUILT_IN.keys()
    assert set(options["backends"] or ()) <= BACKENDS.keys()


def test_the_page_names_runs_for_what_it_says() -> None:
    assert len(CALLS) >= 10
