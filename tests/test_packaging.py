"""The distribution holds the whole tree under the names that the code imports, and runs from a clean folder."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from corecurve.bench.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("bench", "core", "reports")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NOT_SHIPPED = shutil.ignore_patterns("__pycache__", "*.pyc", "*.pyo")


def files_of(floor: str) -> set[str]:
    found = (path for path in (ROOT / floor).rglob("*") if path.is_file() and path.suffix not in {".pyc", ".pyo"})
    return {f"corecurve/{path.relative_to(ROOT).as_posix()}" for path in found}


def packages_of(floor: str) -> set[str]:
    return {
        "corecurve." + ".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / floor).rglob("__init__.py")
    }


def run(*words: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=folder, env=os.environ | variables, capture_output=True, text=True, timeout=180, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy (setuptools leaves a folder `build` behind) and without a network."""
    if int(_version_of("setuptools").partition(".")[0]) < 77:
        pytest.skip("needs setuptools 77 or later, which `make test` installs")
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    for floor in FLOORS:
        shutil.copytree(ROOT / floor, source / floor, ignore=NOT_SHIPPED)
    pip = (sys.executable, "-m", "pip", "wheel", "--no-index", "--no-deps", "--no-build-isolation")
    done = run(*pip, "--wheel-dir", target, source, folder=source)
    assert done.returncode == 0, done.stderr
    (built,) = target.glob("*.whl")
    return built


def _version_of(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "0"


def test_every_package_of_the_tree_is_named_in_pyproject() -> None:
    named = PROJECT["tool"]["setuptools"]["packages"]
    assert sorted(named) == sorted(set().union(*map(packages_of, FLOORS)))


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for floor in FLOORS for path in (ROOT / floor).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_every_floor_says_that_it_is_typed() -> None:
    assert all((ROOT / floor / "py.typed").is_file() for floor in FLOORS)


def test_every_dependency_is_pinned_by_name_and_version_alone() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9a-z.]*", pin)] == []
    pinned = {re.sub(r"[-_.]+", "-", pin.partition("==")[0]).lower() for pin in pins}
    wanted = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    assert {re.split(r"[<>=!~\[ ]", name)[0].lower() for name in wanted} <= pinned


def test_the_wheel_holds_every_file_of_the_tree_and_no_other(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == set().union(*map(files_of, FLOORS))


def test_the_wheel_carries_the_version_of_the_code_and_the_licence(wheel: Path) -> None:
    assert wheel.name == f"corecurve-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        assert f"corecurve-{VERSION}.dist-info/licenses/LICENSE" in archive.namelist()


def test_what_is_installed_from_the_wheel_runs_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps")
    installed = run(*pip, "--target", site, wheel, folder=empty)
    assert installed.returncode == 0, installed.stderr

    where = "import corecurve.core, corecurve.bench, corecurve.reports.cli as c; print(c.__file__)"
    assert run(sys.executable, "-c", where, folder=empty, PYTHONPATH=str(site)).stdout.startswith(str(site))

    helped = run(site / "bin" / "corecurve", "--help", folder=empty, PYTHONPATH=str(site))
    assert helped.returncode == 0, helped.stderr
    assert "Commands:" in helped.stdout
