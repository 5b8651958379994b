"""The house stands: a floor imports only the floors below it, and what that floor may hold."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Set
from pathlib import Path

import pytest
from pythons import VERSIONS, python

from corecurve.reports.cli import corecurve_group

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "core": {"corecurve.core"},
    "bench": {"corecurve.core", "corecurve.bench", "psutil", "msgspec", "click", "rich"},
    "reports": {"corecurve", "psutil", "msgspec", "click", "rich", "numpy", "pandas", "matplotlib"}
    | {"jinja2", "markupsafe"},
}
PLUGIN = ROOT / "reports" / "pytest_plugin"  # it runs inside pytest, and nothing else imports it
ITS_HOSTS = {"pytest", "pytest_benchmark"}
HEAVY = {"numpy", "pandas", "matplotlib", "jinja2"}
MODULES = [path for floor in MAY_IMPORT for path in sorted((ROOT / floor).rglob("*.py"))]


def imports(source: str) -> list[tuple[int, str]]:
    """Line and full name of everything that a module imports, inside functions too; relative ones as ``.``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            found.append((node.lineno, "."))
        elif isinstance(node, ast.ImportFrom):
            # `from corecurve import bench` names the floor only in what it takes.
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def is_allowed(name: str, floor: str, hosts: Set[str] = frozenset()) -> bool:
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names or top in hosts:
        return True
    return any(name == allowed or name.startswith(f"{allowed}.") for allowed in MAY_IMPORT[floor])


def offences(source: str, floor: str, hosts: Set[str] = frozenset()) -> list[str]:
    return [f"line {line}: {name}" for line, name in imports(source) if not is_allowed(name, floor, hosts)]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_nothing_from_above_its_floor(path: Path) -> None:
    floor = path.relative_to(ROOT).parts[0]
    hosts = ITS_HOSTS if path.is_relative_to(PLUGIN) else frozenset()
    assert offences(path.read_text(encoding="utf-8"), floor, hosts) == []


@pytest.mark.parametrize(
    ("floor", "line"),
    [
        ("core", "import psutil"),
        ("core", "from corecurve.bench import report"),
        ("core", "from corecurve import bench"),
        ("core", "from ..bench import report"),
        ("bench", "import corecurve.reports.cli"),
        ("bench", "from numpy import array"),
        ("bench", "def later():\n    import pandas.api"),
        ("reports", "import scipy.stats"),
    ],
)
def test_an_upward_import_is_found_wherever_it_stands(floor: str, line: str) -> None:
    assert len(offences(line, floor)) == 1


def loaded_after(*arguments: str) -> list[str]:
    """Names of the modules that a call of the command line has loaded when it is done."""
    program = (
        "import json, sys\n"
        "from corecurve.reports.cli import main\n"
        f"assert main({list(arguments)!r}) == 0\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    names: list[str] = json.loads(done.stdout.splitlines()[-1])
    return names


@pytest.mark.parametrize("command", [None, *corecurve_group.lazy], ids=lambda name: name or "corecurve")
def test_asking_for_help_loads_no_pandas_no_numpy_no_matplotlib(command: str | None) -> None:
    words = [command, "--help"] if command else ["--help"]
    assert HEAVY.intersection(loaded_after(*words)) == set()


def test_the_list_of_commands_loads_no_command() -> None:
    assert [name for name in loaded_after("--help") if ".commands." in name] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_the_measured_side_alone_imports_on_every_cpython(version: str, tmp_path: Path) -> None:
    interpreter = python(version)
    shutil.copytree(ROOT / "core", tmp_path / "corecurve" / "core", ignore=shutil.ignore_patterns("__pycache__"))
    names = [
        ".".join(("corecurve", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")
        for path in MODULES
        if path.is_relative_to(ROOT / "core") and path.name != "__main__.py"
    ]
    program = (
        f"import importlib, sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
    )
    done = subprocess.run(
        [interpreter, "-I", "-S", "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
