"""The laboratory: where subjects live during a run. Its folder, its warden, its subjects.

``corecurve/core`` alone is copied into the run's own folder and compiled there by the measured
interpreter, so that nothing else of ours is in a subject's reach and any interpreter can be one.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType

import corecurve.core
from corecurve.bench.errors import FileError, InterpreterError, SubjectError
from corecurve.bench.subjects.interpreter import Interpreter
from corecurve.bench.subjects.run_folder import make_run_folder
from corecurve.bench.subjects.subject import Subject
from corecurve.bench.subjects.warden import Warden

_COMPILE_SECONDS = 60
_LAUNCHER = "corecurve_subject.py"


class Laboratory:
    """Starts subjects of one interpreter and makes sure that nothing of them is left behind.

    A context manager: on leaving it every subject is ended and the folder removed. ``core`` is the folder of the
    ``core`` that is measured; None is our own.
    """

    def __init__(self, interpreter: Interpreter, core: Path | None = None) -> None:
        self.interpreter = interpreter
        self._core = core or Path(corecurve.core.__file__).parent
        self._subjects: list[Subject] = []

    def __enter__(self) -> Laboratory:
        try:
            self._warden = Warden()
        except OSError as error:
            raise SubjectError(_why_not_started(error, 0)) from None
        try:
            self._folder = make_run_folder()
        except BaseException:
            self._warden.dismiss()
            raise
        self._warden.watch_folder(self._folder)
        try:
            self._furnish()
        except OSError as error:
            self._clear()
            raise FileError(
                f"temporary folder {self._folder}: {error.strerror or error}; set TMPDIR to another"
            ) from None
        except BaseException:
            self._clear()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    @property
    def folder(self) -> Path:
        """The run's own folder, which is removed with all that is put into it."""
        return self._folder

    def look_after(self, folder: Path) -> None:
        """Has this folder removed as well, at the latest when the harness is gone."""
        self._warden.watch_folder(folder)

    def start_subject(self, search: tuple[str, ...] = ()) -> Subject:
        """A fresh interpreter with the agent in it; ``search`` goes first on its path. Raises SubjectError."""
        command = [self.interpreter.path, str(self._folder / _LAUNCHER)]
        try:
            subject = Subject(command, self._environment(search), self._folder)
        except OSError as error:
            raise SubjectError(_why_not_started(error, len(self._subjects))) from None
        self._subjects.append(subject)
        try:
            subject.greet(self._warden)
        except BaseException as error:
            self.end_subject(subject)
            if isinstance(error, SubjectError):
                raise SubjectError(f"a subject did not start: {error}") from None
            raise
        return subject

    def end_subject(self, subject: Subject, *, is_broken: bool = False) -> None:
        """Ends a subject and all that it started; a broken one is given no time to end by itself."""
        subject.end(is_broken=is_broken)
        self._warden.forget_session(subject.pid)
        self._subjects.remove(subject)

    def _furnish(self) -> None:
        package = self._folder / "corecurve"
        shutil.copytree(self._core, package / "core", ignore=shutil.ignore_patterns("__pycache__"))
        # A regular package closes the namespace: our other floors cannot be reached from a subject.
        (package / "__init__.py").touch()
        shutil.copy(self._core / "agent" / "launcher.py", self._folder / _LAUNCHER)
        (self._folder / "tmp").mkdir()
        self._compile(package)

    def _compile(self, package: Path) -> None:
        command = [self.interpreter.path, "-I", "-S", "-m", "compileall", "-q", str(package)]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_COMPILE_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InterpreterError(f"{self.interpreter.path}: cannot compile our agent ({error})") from None
        if done.returncode != 0:
            output = " ".join((done.stdout + done.stderr).decode("utf-8", "replace").split())
            raise InterpreterError(f"{self.interpreter.path}: cannot compile our agent ({output[:200]})")

    def _environment(self, search: tuple[str, ...]) -> dict[str, str]:
        environment = dict(os.environ)
        path = [str(self._folder), *search, *environment.get("PYTHONPATH", "").split(os.pathsep)]
        environment["PYTHONPATH"] = os.pathsep.join(folder for folder in path if folder)
        # What a killed process leaves in its temporary folder goes with the run's folder.
        environment["TMPDIR"] = str(self._folder / "tmp")
        for name in ("PYTHONINSPECT", "PYTHONSTARTUP", "PYTHONPROFILEIMPORTTIME"):
            environment.pop(name, None)
        return environment

    def _clear(self) -> None:
        for subject in self._subjects:
            subject.say_goodbye()
        for subject in list(self._subjects):
            self.end_subject(subject)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._warden.dismiss()


def _why_not_started(error: OSError, alive: int) -> str:
    reason = f"a subject cannot be started beside {alive} others: {error.strerror or error}"
    return reason + ("; raise `ulimit -n` or measure less at once" if error.errno == errno.EMFILE else "")
