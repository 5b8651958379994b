"""What a person may write for a report, and the hint where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_reports import make_report

from corecurve.bench.errors import FileError
from corecurve.bench.report_file.argument import resolve_report
from corecurve.bench.report_file.writing import encode_report

DATA = encode_report(make_report(backends=("pool",), workers=(1,), profile=False, blocks=1))
PLAIN = json.dumps({"machine_info": {}, "benchmarks": []}).encode()
FOLDER = "Linux-CPython-3.13-64bit"


def stored(storage: Path, name: str, data: bytes = DATA, folder: str = FOLDER) -> Path:
    path = storage / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    """Reports 1, 2 and 12; number 2 is the latest."""
    folder = tmp_path / "results"
    stored(folder, "0001_abc_20260101_000000.json")
    stored(folder, "0002_def_20260401_000000.json")
    stored(folder, "0012_def_20260301_000000.json")
    return folder


def complaint(argument: str, storage: Path) -> str:
    with pytest.raises(FileError) as caught:
        resolve_report(argument, storage)
    assert str(caught.value).isprintable()
    return str(caught.value)


def test_a_path_is_itself_wherever_it_is(storage: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(DATA)
    assert resolve_report(str(path), storage) == path


@pytest.mark.parametrize("argument", ["12", "0012", "000012"])
def test_a_number_is_that_of_the_storage(storage: Path, argument: str) -> None:
    assert resolve_report(argument, storage).name == "0012_def_20260301_000000.json"


def test_the_latest_is_the_one_whose_run_began_last(storage: Path) -> None:
    assert resolve_report("latest", storage).name == "0002_def_20260401_000000.json"


def test_files_of_pytest_benchmark_are_passed_over(storage: Path) -> None:
    stored(storage, "0013_def_20260501_000000.json", PLAIN)
    assert resolve_report("latest", storage).name == "0002_def_20260401_000000.json"
    assert "no report 13" in complaint("13", storage)


def test_a_damaged_latest_is_not_passed_over(storage: Path) -> None:
    damaged = stored(storage, "0013_def_20260501_000000.json", DATA[:1000])
    assert resolve_report("latest", storage) == damaged


def test_a_number_that_is_not_there_is_told_the_nearest_and_the_latest(storage: Path) -> None:
    text = complaint("9", storage)
    assert "no report 9 in" in text
    assert "the nearest is 12 (" in text
    assert "the latest 2" in text


def test_the_nearest_is_another_number_than_the_one_that_is_no_report(storage: Path) -> None:
    stored(storage, "0013_def_20260501_000000.json", PLAIN)
    assert "the nearest is 12 (" in complaint("13", storage)


def test_a_number_that_two_folders_have_must_be_a_path(storage: Path) -> None:
    twin = stored(storage, "0001_abc_20260101_000000.json", folder="Linux-CPython-3.14-64bit")
    text = complaint("1", storage)
    assert "2 times; give a path" in text
    assert str(twin) in text


@pytest.mark.parametrize("argument", ["latest", "1", "something.json"])
def test_an_empty_storage_says_how_to_get_a_report(tmp_path: Path, argument: str) -> None:
    text = complaint(argument, tmp_path / "results")
    assert "there are no reports in" in text
    assert "`corecurve run` makes one" in text


@pytest.mark.parametrize(
    ("argument", "meant"),
    [
        ("lates", "latest"),
        ("Latest", "latest"),
        ("0002_def_20260401_000000", "0002_def_20260401_000000.json"),
        ("0012_def_20260301_00000.json", "0012_def_20260301_000000.json"),
    ],
)
def test_a_slip_is_told_what_may_have_been_meant(storage: Path, argument: str, meant: str) -> None:
    text = complaint(argument, storage)
    assert "did you mean" in text
    assert text.endswith(f"{meant}?")


def test_a_slip_in_the_name_of_a_file_elsewhere_is_told_its_neighbour(storage: Path, tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_bytes(DATA)
    text = complaint(str(tmp_path / "base-line.json"), storage)
    assert text.endswith(f"did you mean {tmp_path / 'baseline.json'}?")


def test_what_is_near_to_nothing_is_told_what_may_be_given(storage: Path) -> None:
    assert "give a path, or a number or `latest`" in complaint("/nowhere/at/all", storage)


@pytest.mark.parametrize("argument", ["", "a\0b", "x" * 5000, "9" * 5000, "a\nb", "-1"])
def test_odd_arguments_give_one_line(storage: Path, argument: str) -> None:
    assert len(complaint(argument, storage)) < 1000
