"""The CPythons of this machine, for tests that run the measured side on more than one.

They are looked for in the folders of ``CORECURVE_PYTHONS`` (separated as in PATH), in ``.pythons`` of the
working copy (where ``tools/get-pythons`` puts them), in pyenv's folder and on PATH.
"""

from __future__ import annotations

import functools
import os
import subprocess
from pathlib import Path

import pytest

VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14", "3.15")
_ROOT = Path(__file__).resolve().parent.parent
_ASK = "import platform, sys; print(platform.python_implementation(), '%d.%d' % sys.version_info[:2])"


def python(version: str) -> Path:
    """The CPython of this version, such as ``"3.14"``; the test is skipped where the machine has none."""
    found = _find(version)
    if found is None:
        pytest.skip(f"this machine has no CPython {version} (tools/get-pythons can fetch newer ones)")
    return found


def python_since(version: str) -> Path | None:
    """The newest CPython here that is at least this one, if any."""
    since = VERSIONS.index(version)
    return next(filter(None, map(_find, reversed(VERSIONS[since:]))), None)


@functools.cache
def _find(version: str) -> Path | None:
    return next((path for path in _candidates(version) if _is_cpython(path, version)), None)


def _candidates(version: str) -> list[Path]:
    name = f"python{version}"
    named = [Path(folder) for folder in os.environ.get("CORECURVE_PYTHONS", "").split(os.pathsep) if folder]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    on_path = [Path(folder) for folder in os.get_exec_path() if folder]
    builds = sorted(pyenv.glob(f"{version}.*/bin"), reverse=True)
    folders = [*named, _ROOT / ".pythons" / "usr" / "bin", *builds, *on_path]
    return [folder / name for folder in folders if (folder / name).is_file()]


def _is_cpython(path: Path, version: str) -> bool:
    try:
        answer = subprocess.run([path, "-I", "-S", "-c", _ASK], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.stdout.split() == ["CPython", version]
