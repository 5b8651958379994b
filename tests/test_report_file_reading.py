"""Reading a report: what is right comes back whole, what is wrong gives one line that says where and what."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_reports import make_report

from corecurve.bench.errors import FileError, PlainBenchmarkFileError
from corecurve.bench.report import Report
from corecurve.bench.report_file import strict_json
from corecurve.bench.report_file.pytest_benchmark_times import load_benchmark_times
from corecurve.bench.report_file.reading import load_report
from corecurve.bench.report_file.writing import encode_report, write_report


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report(workers=(1, 2), backends=("pool",), tasks=3)


@pytest.fixture
def saved(report: Report, tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    write_report(report, path)
    return path


def refusal(path: Path) -> str:
    """The one line that refuses a file; it names the file."""
    with pytest.raises(FileError) as caught:
        load_report(path)
    text = str(caught.value)
    assert text.isprintable(), "one line, and nothing that a terminal would obey"
    assert path.name in text
    return text


def refusal_of(path: Path, data: bytes | str) -> str:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return refusal(path)


def changed(path: Path, change: Callable[[dict[str, Any]], object]) -> str:
    """The refusal of a saved report whose `corecurve` was changed."""
    document = json.loads(path.read_bytes())
    change(document["corecurve"])
    return refusal_of(path, json.dumps(document))


def put(keys: str, value: object) -> Callable[[dict[str, Any]], object]:
    """A change that sets the value at a path such as ``cases.0.rounds.1.wall_seconds``."""

    def change(truth: dict[str, Any]) -> None:
        *way, last = [int(key) if key.isdecimal() else key for key in keys.split(".")]
        place: Any = truth
        for key in way:
            place = place[key]
        place[last] = value

    return change


def test_a_saved_report_comes_back_with_its_times_to_the_nanosecond(report: Report, saved: Path) -> None:
    loaded = load_report(saved)
    assert replace(loaded, cases=[], ceilings=[]) == replace(report, cases=[], ceilings=[])
    for before, after in zip(report.cases, loaded.cases, strict=True):
        assert replace(after, rounds=[], profile=None) == replace(before, rounds=[], profile=None)
        for one, other in zip(before.rounds, after.rounds, strict=True):
            assert other.wall_seconds == pytest.approx(one.wall_seconds, abs=0.5001e-9)
            assert (other.block, other.launch) == (one.block, one.launch)


def test_a_path_may_be_text(report: Report, saved: Path) -> None:
    assert load_report(str(saved)).run == report.run


def test_a_missing_file_is_named_with_what_was_expected(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.json").endswith("no such file; expected a report that `corecurve run` saved")


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_at_once_instead_of_being_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    texts: list[str] = []
    reader = threading.Thread(target=lambda: texts.append(refusal(pipe)), daemon=True)
    reader.start()
    reader.join(10)
    assert len(texts) == 1
    assert "no regular file" in texts[0]


def test_a_name_with_a_line_end_or_a_terminal_sequence_stays_one_harmless_line(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        load_report(tmp_path / "a\nb\x1b[31m\udc80.json")
    assert str(caught.value).isprintable()
    assert "a\\nb\\x1b[31m\\udc80.json" in str(caught.value)


def test_a_name_that_no_file_can_have_is_an_error_of_the_file() -> None:
    for name in ("a\0b", "x" * 5000):
        with pytest.raises(FileError) as caught:
            load_report(name)
        assert len(str(caught.value)) < 600


@pytest.mark.parametrize("data", [b"", b" \n\t\n"])
def test_an_empty_file_is_called_empty(tmp_path: Path, data: bytes) -> None:
    assert "is empty" in refusal_of(tmp_path / "empty.json", data)


def test_a_file_above_the_size_limit_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(strict_json.MAX_BYTES + 1)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    assert "256 MB" in refusal(large)


def test_a_report_cut_short_says_where_it_ends(saved: Path) -> None:
    data = saved.read_bytes()[:5000]
    lines = 1 + data.count(b"\n")
    assert f"line {lines}, byte 5000: cut short" in refusal_of(saved, data)


def test_what_follows_the_end_is_refused_with_its_place(saved: Path) -> None:
    data = saved.read_bytes()
    assert f"line {1 + len(data.splitlines())}, byte {len(data) + 1}: trailing characters" in refusal_of(
        saved, data + b"{}"
    )


def test_bytes_that_are_not_utf8_are_refused_wherever_they_are(saved: Path) -> None:
    data = saved.read_bytes()
    for place in (b'"node":"made"', b'"name":"made"', b'"project":"made"'):
        if place in data:
            assert "not UTF-8" in refusal_of(saved, data.replace(place, place.replace(b"made", b"m\xffde"), 1))
    assert "line 1, byte 0: not UTF-8" in refusal_of(saved, data.decode().encode("utf-16"))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_named_with_its_line(saved: Path, number: str) -> None:
    document = json.loads(saved.read_bytes())
    document["corecurve"]["cases"][1]["rounds"][0]["cpu_seconds"] = float(number.replace("Infinity", "inf"))
    text = refusal_of(saved, json.dumps(document, indent=1))
    assert f"{number} is no number in JSON; expected a finite one" in text
    assert ": line " in text


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" + 400 * "0"])
def test_a_number_beyond_all_floats_is_refused(saved: Path, number: str) -> None:
    data = saved.read_bytes().replace(b'"harness_cpu_seconds":0.0', b'"harness_cpu_seconds":' + number.encode(), 1)
    text = refusal_of(saved, data)
    assert "$.corecurve.cases[0].rounds[0].harness_cpu_seconds: number out of range" in text


@pytest.mark.parametrize(
    ("keys", "value", "expected"),
    [
        (
            "cases.0.rounds.1.wall_seconds",
            "0.2",
            "$.corecurve.cases[0].rounds[1].wall_seconds: expected `float`, got",
        ),
        ("cases.0.rounds.1.wall_seconds", None, "expected `float`, got `null`"),
        ("cases.0.rounds.1.wall_seconds", True, "expected `float`, got `bool`"),
        ("cases.0.rounds.1.wall_seconds", 0, "$.corecurve.cases[0].rounds[1].wall_seconds: expected `float` >= 1e-12"),
        ("cases.0.rounds.1.wall_seconds", -0.1, "expected `float` >= 1e-12"),
        ("cases.0.rounds.1.wall_seconds", 2e7, "expected `float` <= 10000000"),
        ("cases.0.rounds.1.cpu_seconds", -1e-9, "rounds[1].cpu_seconds: expected `float` >= 0"),
        ("cases.0.rounds.1.steal_seconds", -1, "rounds[1].steal_seconds: expected `float` >= 0"),
        ("cases.0.rounds.1.task_cpu_seconds", [0.1, -0.1], "rounds[1].task_cpu_seconds[1]: expected `float` >= 0"),
        ("cases.0.rounds.1.task_cpu_seconds", [0.1], "rounds[1].task_cpu_seconds: expected 3 values"),
        ("cases.0.rounds.1.iterations", 0, "rounds[1].iterations: expected `int` >= 1"),
        ("cases.0.rounds.1.block", 1.5, "rounds[1].block: expected `int`, got `float`"),
        ("cases.0.rounds.1.launch", -1, "rounds[1].launch: expected `int` >= 0"),
        ("cases.0.rounds.1.launch", 2**60, "rounds[1].launch: expected `int` <= "),
        ("cases.0.workers", 0, "cases[0].workers: expected `int` >= 1"),
        ("cases.0.status", "fine", "cases[0].status: invalid enum value 'fine'"),
        ("cases.0.status", "o\nk\x1b[2J", "cases[0].status: invalid enum value"),
        ("cases.0.status", "failed", "cases[0].reason: expected why the case is failed"),
        ("cases.0.workload", "unheard", "cases[0].workload: expected a name out of `workloads`, got 'unheard'"),
        ("cases.0.rounds", {}, "cases[0].rounds: expected `array`, got `object`"),
        (
            "cases.1.profile.rounds.0.tasks.worker",
            [0, 0, 7],
            "expected indices into the 1 `workers`, got 7",
        ),
        ("cases.1.profile.rounds.0.tasks.worker", [0, 0], "expected 2 values, as many as in `worker`, got 3"),
        ("cases.1.profile.rounds.0.wall_seconds", 0, "profile.rounds[0].wall_seconds: expected `float` >= 1e-12"),
        ("cases.1.profile.samples.0.round_index", [], "samples[0].round_index: expected "),
        ("cases.1.profile.samples.0.processes.0.rss_bytes", [1], "processes[0].rss_bytes: expected "),
        ("cases.1.profile.samples.0.processes.0.sample.0", 10**6, "processes[0].sample: expected indices"),
        ("cases.1.profile.samples.0.processes.0.pss_bytes.0", -1, "pss_bytes[0]: expected `int` >= 0"),
        ("ceilings.1.rounds.0.wall_seconds", [0.1], "ceilings[1].rounds[0].wall_seconds: expected 2 values, got 1"),
        ("ceilings.1.rounds.0.wall_seconds.0", 0.0, "ceilings[1].rounds[0].wall_seconds[0]: expected `float` >= 1e-12"),
        ("ceilings.1.rounds.0.cpu_seconds", [], "ceilings[1].rounds[0].cpu_seconds: expected 2 values"),
        ("run.started", "yesterday", "run.started: expected a date and time with its offset from UTC, got 'yesterday'"),
        ("run.started", "2026-01-02T03:04:05", "run.started: expected a date and time with its offset"),
        ("run.elapsed_seconds", -1, "run.elapsed_seconds: expected `float` >= 0"),
        ("run.commit.dirty", "yes", "run.commit.dirty: expected `bool`, got `str`"),
        ("machine.memory_bytes", 1.5, "machine.memory_bytes: expected `int | null`, got `float`"),
        ("format", "1", "format: expected `int`, got `str`"),
        ("format", 2, "$.corecurve.format: expected 1, got 2: update corecurve to read it"),
        ("format", 0, "$.corecurve.format: expected 1, got 0"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_path_and_what_was_expected(
    saved: Path, keys: str, value: object, expected: str
) -> None:
    assert expected in changed(saved, put(keys, value))


def test_a_missing_field_is_named(saved: Path) -> None:
    text = changed(saved, lambda truth: truth["cases"][0]["rounds"][0].pop("wall_seconds"))
    assert "$.corecurve.cases[0].rounds[0]: object missing required field `wall_seconds`" in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cases", "cases[3]: case 'primes[serial@pool]' of subject 'primes@pool' is there twice"),
        ("ceilings", "ceilings[2]: the ceiling of 'primes' at 1 workers is there twice"),
        ("workloads", "workloads[1]: workload 'primes' is there twice"),
    ],
)
def test_what_is_there_twice_is_refused(saved: Path, name: str, expected: str) -> None:
    assert expected in changed(saved, lambda truth: truth[name].append(truth[name][0]))


def test_a_newer_format_is_named_before_what_has_changed_in_it(saved: Path) -> None:
    text = changed(saved, lambda truth: truth.update(format=7, cases="elsewhere now"))
    assert "expected 1, got 7: update corecurve" in text


def test_fields_that_a_later_version_adds_are_passed_over(report: Report, saved: Path) -> None:
    document = json.loads(saved.read_bytes())
    document["corecurve"]["cases"][0]["rounds"][0]["cache_misses"] = 12
    document["weather"] = ["fine"]
    saved.write_text(json.dumps(document))
    assert load_report(saved).run == report.run


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"corecurve":[', b'{"benchmarks":[', b'{"corecurve":{"x":'])
def test_ten_thousand_levels_are_refused_whether_closed_or_not(tmp_path: Path, opening: bytes) -> None:
    closing = bytes({ord("["): ord("]"), ord("{"): ord("}")}[byte] for byte in reversed(opening) if byte in b"[{")
    for data in (opening * 10_000 + b"1" + closing * 10_000, opening * 10_000, opening * 1_000_000):
        refusal_of(tmp_path / "deep.json", data)


def test_ten_thousand_levels_beside_a_good_report_are_refused(saved: Path) -> None:
    deep = b"[" * 10_000 + b"]" * 10_000
    text = refusal_of(saved, saved.read_bytes().replace(b'"datetime": ', b'"deep": ' + deep + b',\n"datetime": ', 1))
    assert "nested too deep" in text


def test_brackets_in_text_are_no_levels(report: Report, tmp_path: Path) -> None:
    noisy = replace(report, run=replace(report.run, warnings=['\x1b[1m"{[' * 20_000]))
    path = tmp_path / "noisy.json"
    write_report(noisy, path)
    assert load_report(path).run.warnings == noisy.run.warnings
    assert not strict_json._is_deeper_than(1_000, path.read_bytes())


def test_nesting_is_counted_exactly_where_it_is_suspicious() -> None:
    for levels in (5_000, 20_000):
        assert strict_json._is_deeper_than(levels, b"[" * (levels + 5_000))
        assert not strict_json._is_deeper_than(levels, b"[" * (levels - 1) + b"]" * (levels - 1))
        assert not strict_json._is_deeper_than(levels, b'["' + b'[\\"' * levels + b'"]')


PLAIN = {
    "machine_info": {"node": "n"},
    "commit_info": {"id": "c"},
    "benchmarks": [
        {
            "group": None,
            "name": "test_one",
            "fullname": "tests/test_x.py::test_one",
            "stats": {
                "min": 1e-3,
                "max": 3e-3,
                "mean": 2e-3,
                "stddev": 0,
                "median": 2e-3,
                "rounds": 3,
                "iterations": 2,
            },
        }
    ],
}


def test_a_plain_pytest_benchmark_file_has_an_error_of_its_own_and_its_times_can_be_read(tmp_path: Path) -> None:
    plain = tmp_path / "plain.json"
    assert "it has times but no paired rounds" in refusal_of(plain, json.dumps(PLAIN))
    with pytest.raises(PlainBenchmarkFileError):
        load_report(plain)
    (times,) = load_benchmark_times(plain)
    assert (times.fullname, times.stats.median, times.stats.data) == ("tests/test_x.py::test_one", 2e-3, None)


@pytest.mark.parametrize("value", [-1, "1", None, 1e8])
def test_the_times_of_a_plain_file_are_read_as_strictly(tmp_path: Path, value: object) -> None:
    plain = tmp_path / "plain.json"
    benchmark: Any = json.loads(json.dumps(PLAIN))
    benchmark["benchmarks"][0]["stats"]["min"] = value
    plain.write_text(json.dumps(benchmark))
    with pytest.raises(FileError, match=r"plain\.json: \$\.benchmarks\[0\]\.stats\.min: expected `float`"):
        load_benchmark_times(plain)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"benchmarks": [], "metadata": {}, "version": "1.0"}',
            "no key `corecurve` but `benchmarks`, `metadata`, `version`",
        ),
        ('{"results": [{"command": "sleep 1", "mean": 1.0}]}', "no key `corecurve` but `results`"),
        ('{"a\\nb\\u001b[2J": 1}', "no key `corecurve` but `a\\nb\\x1b[2J`"),
        ("{}", "no key `corecurve`, nor any other"),
        ('{"corecurve": 3}', "$.corecurve: expected `object`, got `int`"),
        ('{"corecurve": null}', "$.corecurve: expected `object`, got `null`"),
        ('{"corecurve": {}}', "object missing required field `format`"),
        ("[1, 2]", "$: expected `object`, got `array`"),
        ('"report"', "$: expected `object`, got `str`"),
        ("wall,cpu\n1,2\n", "invalid character"),
        ("<html>", "line 1, byte 0: invalid character"),
        ("\ufeff{}", "line 1, byte 0: invalid character"),
        ("\0" * 100, "line 1, byte 0: invalid character"),
        ('{"corecurve": {"node": "\\ud800 and more text"}}', "hex escape"),
    ],
)
def test_another_tools_file_says_what_it_has_instead(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in refusal_of(tmp_path / "other.json", text)


def test_every_measured_second_of_the_report_is_checked(report: Report, tmp_path: Path) -> None:
    """Each number below ``rounds`` that is called seconds is refused when it is negative."""
    document = json.loads(encode_report(report))
    places = list(_seconds_places(document["corecurve"]["cases"][1]["rounds"][0]))
    assert len(places) >= 8
    path = tmp_path / "negative.json"
    for holder, key in places:
        kept, holder[key] = holder[key], -0.5
        assert "expected `float" in refusal_of(path, json.dumps(document))
        holder[key] = kept


def _seconds_places(record: dict[str, Any]) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for key, value in record.items():
        if key.endswith("_seconds"):
            found.append((value, 0) if isinstance(value, list) else (record, key))
    return found
