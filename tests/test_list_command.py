"""``corecurve list``: what there is, and what can run here."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import corecurve
from pythons import python

from corecurve.core.backends import BACKENDS
from corecurve.core.workloads import BUILT_IN, DEFAULT_SUITE


def test_every_workload_and_backend_is_listed_and_the_default_suite_marked(tmp_path: Path) -> None:
    done = corecurve(tmp_path, "list")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = [line.split() for line in done.stdout.splitlines()]
    names = {line[1] if line[0] == "*" else line[0]: line[0] == "*" for line in lines if line}
    assert {name: names[name] for name in BUILT_IN} == {name: name in DEFAULT_SUITE for name in BUILT_IN}
    assert set(BACKENDS) <= set(names)
    assert "Start methods:" in done.stdout
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(("version", "has_them"), [("3.10", False), ("3.14", True)])
def test_another_interpreter_is_asked_for_itself(tmp_path: Path, version: str, has_them: bool) -> None:
    done = corecurve(tmp_path, "list", "--python", str(python(version)))
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.split()[:1] == ["interpreters"]]
    assert ("yes" in line, "needs Python 3.14" in line) == (has_them, not has_them)


def test_an_interpreter_that_is_none_is_one_line(tmp_path: Path) -> None:
    done = corecurve(tmp_path, "list", "--python", "/no/such/python")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "no such program" in done.stderr
