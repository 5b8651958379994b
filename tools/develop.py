"""Sets a working copy up: ``.venv`` with the pinned dependencies, the import links, the console script.

``make`` calls it before everything else::

    python tools/develop.py          what measuring needs
    python tools/develop.py --dev    what tests and checks need, too

It needs a Python from 3.11 on, and nothing outside its standard library. Run again, it does only what has
become necessary: packages are installed when pyproject.toml, constraints.txt or the Python has changed.

The working copy itself is not installed. ``.links/corecurve/{core,bench,reports}`` are links to the three
floors, and a ``.pth`` file that holds nothing but a path puts ``.links`` on the path of ``.venv``. An
editable install would put an import hook there instead, and that would run at the start of every process
that corecurve measures.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LINKS = ROOT / ".links"
FLOORS = ("core", "bench", "reports")
LONGEST_SHEBANG = 127

SCRIPT = """\
{shebang}
import sys

from {module} import {function}

sys.exit({function}())
"""

SHELL_SHEBANG = """\
#!/bin/sh
'''exec' {python} "$0" "$@"
' '''"""
"""For a path that the kernel cannot take in a ``#!`` line: the shell runs line 2, Python reads it as a string."""


class SetupError(Exception):
    """The working copy could not be set up; the text says why and what to do."""


class Place(NamedTuple):
    """Where a virtual environment keeps its interpreter, scripts and packages."""

    python: Path
    scripts: Path
    packages: Path


def place_of(environment: Path) -> Place:
    """The folders of a virtual environment that the Python which runs this makes."""
    variables = {"base": str(environment), "platbase": str(environment)}
    paths = sysconfig.get_paths(scheme="venv", vars=variables)
    scripts = Path(paths["scripts"])
    name = "python.exe" if os.name == "nt" else "python"
    return Place(scripts / name, scripts, Path(paths["purelib"]))


def requirements(project: dict[str, Any], is_dev: bool) -> list[str]:
    """What pip is asked for: the dependencies and, for development, the group ``dev``."""
    wanted: list[str] = list(project["project"]["dependencies"])
    if is_dev:
        wanted += project["dependency-groups"]["dev"]
    return wanted


def fingerprint(wanted: list[str]) -> str:
    """Changes with whatever makes the installed packages stale."""
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    parts = [sys.version, *wanted, constraints]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_usable(environment: Path) -> bool:
    """Whether the environment is there, runs, has pip, and is of the Python version that runs this."""
    question = "import pip, sys; print(sys.version)"
    try:
        answer = subprocess.run(
            [place_of(environment).python, "-c", question], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.stdout.rstrip("\n") == sys.version


def create_venv() -> None:
    """Makes ``.venv`` anew, with pip in it."""
    say(f"creating .venv with Python {sys.version.split()[0]}")
    venv.create(VENV, clear=True, with_pip=True, symlinks=os.name != "nt")


def install(wanted: list[str]) -> None:
    """Installs the packages in the versions that constraints.txt pins.

    Raises SetupError where pip fails; pip itself has said why.
    """
    say(f"installing {len(wanted)} packages and what they need, as pinned in constraints.txt")
    pip = [str(place_of(VENV).python), "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    options = ["--progress-bar", "off", "--constraint", "constraints.txt"]
    done = subprocess.run([*pip, "install", *options, *wanted], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise SetupError("pip could not install the packages (its own words are above); mend that and run make again")


def link_floors() -> None:
    """Links each floor into ``.links/corecurve``, where ``import corecurve.…`` finds it."""
    package = LINKS / "corecurve"
    package.mkdir(parents=True, exist_ok=True)
    for floor in FLOORS:
        link, target = package / floor, Path(os.path.relpath(ROOT / floor, package))
        if link.is_symlink() and link.readlink() == target:
            continue
        link.unlink(missing_ok=True)
        link.symlink_to(target, target_is_directory=True)


def write_path_file() -> None:
    """Puts ``.links`` on the path of ``.venv``; relative, so that it stays true when both are moved."""
    packages = place_of(VENV).packages
    write(packages / "corecurve.pth", os.path.relpath(LINKS, packages) + "\n")


def write_scripts(project: dict[str, Any]) -> None:
    """Writes the console scripts of pyproject.toml into the environment."""
    place = place_of(VENV)
    for name, target in project["project"]["scripts"].items():
        module, _, function = target.partition(":")
        script = place.scripts / name
        write(script, SCRIPT.format(shebang=shebang(place.python), module=module, function=function))
        script.chmod(0o755)


def shebang(python: Path) -> str:
    """The first line of a script that ``python`` runs, or three where one cannot say it."""
    if " " in str(python) or len(str(python)) + 2 > LONGEST_SHEBANG:
        return SHELL_SHEBANG.format(python=shlex.quote(str(python)))
    return f"#!{python}"


def write(path: Path, text: str) -> None:
    """Writes a file where its text is not that already."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def say(text: str) -> None:
    """Tells what takes a while."""
    print(f"corecurve: {text}", flush=True)


def develop(is_dev: bool) -> None:
    """Does whatever the working copy still lacks.

    The stamps that it leaves in ``.venv`` are what the Makefile's dates are compared with.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if not is_usable(VENV):
        create_venv()
    wanted = requirements(project, is_dev)
    stamp, wanted_fingerprint = VENV / ("ready-dev" if is_dev else "ready"), fingerprint(wanted)
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted_fingerprint:
        install(wanted)
    link_floors()
    write_path_file()
    write_scripts(project)
    stamp.write_text(wanted_fingerprint, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Sets the working copy up; returns the exit code."""
    if arguments not in ([], ["--dev"]):
        print("usage: python tools/develop.py [--dev]", file=sys.stderr)
        return 2
    try:
        develop(is_dev=bool(arguments))
    except (SetupError, OSError, subprocess.SubprocessError) as error:
        print(f"corecurve: could not set the working copy up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
