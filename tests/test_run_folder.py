"""Where a run's folder goes, and that sockets fit there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from laboratories import run_case, run_serial, subject_with

from corecurve.bench.errors import FileError
from corecurve.bench.subjects import run_folder
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory


@pytest.fixture
def use_temporary(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    def use(folder: Path) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(folder))

    return use


def test_it_is_made_among_the_temporary_files(use_temporary: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(prefix="cc-", dir="/tmp") as short:
        use_temporary(Path(short))
        folder = run_folder.make_run_folder()
        assert folder.parent == Path(short)
        assert folder.stat().st_mode & 0o077 == 0


def test_a_long_temporary_folder_hinders_no_socket(tmp_path: Path, use_temporary: Callable[[Path], None]) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir()
    use_temporary(long)
    with Laboratory(find_interpreter(None)) as laboratory:
        folder = laboratory._folder
        with subject_with(laboratory, "squares") as subject:
            run_serial(subject)
            assert run_case(subject, "pool", "forkserver", 2)["workers_observed"] == 2
    assert not folder.exists()
    assert list(long.iterdir()) == []


def test_where_no_place_is_short_enough_it_is_one_line(
    tmp_path: Path, use_temporary: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_temporary(tmp_path / ("x" * 90))
    monkeypatch.setattr(run_folder, "_SHORT_PLACES", ())
    with pytest.raises(FileError, match="too long a path for sockets; set TMPDIR to a shorter one"):
        run_folder.make_run_folder()


def test_a_temporary_folder_that_is_full_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(28, os.strerror(28))

    before = len(os.listdir("/proc/self/fd"))
    monkeypatch.setattr("shutil.copytree", refuse)
    with pytest.raises(FileError, match="No space left on device; set TMPDIR to another"):
        Laboratory(find_interpreter(None)).__enter__()
    assert len(os.listdir("/proc/self/fd")) <= before
