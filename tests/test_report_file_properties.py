"""Any report survives saving, and no damage to a file gives anything but a report or one line."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_reports import make_report

from corecurve.bench.errors import FileError
from corecurve.bench.report import CaseResult, Commit, Report, Round, RunRecord
from corecurve.bench.report_file.reading import load_report
from corecurve.bench.report_file.writing import encode_report, write_report

REPORT = make_report(backends=("pool",), workers=(1, 2), tasks=3, blocks=2)
DATA = encode_report(REPORT)
DOCUMENT = json.loads(DATA)

quickly = settings(
    deadline=None, max_examples=120, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

seconds = st.floats(0, 1e6)
counts = st.integers(0, 2**53)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
zones = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
columns = st.none() | st.lists(seconds, max_size=4)


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    tasks = draw(st.integers(0, 3))
    optional: dict[str, Any] = {
        field.name: draw(st.none() | seconds) for field in fields(Round) if field.default is None
    }
    optional["worker_cpu_seconds"] = draw(columns)
    for name in ("task_wall_seconds", "task_cpu_seconds"):
        optional[name] = draw(st.none() | st.lists(seconds, min_size=tasks, max_size=tasks))
    return Round(
        block=draw(counts),
        launch=draw(counts),
        wall_seconds=draw(st.floats(1e-9, 1e6)),
        iterations=draw(st.integers(1, 10**6)),
        **optional,
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Reports of a run that goes on: their view has no estimates, whose tests are elsewhere."""
    name = draw(texts)
    workload = replace(REPORT.workloads[0], name=name, description=draw(texts), size=draw(counts))
    cases = [
        CaseResult(
            id=draw(texts),
            workload=name,
            backend=draw(st.sampled_from(["serial", "pool", "threads"])),
            workers=draw(st.integers(1, 1000)),
            start_method=draw(st.none() | texts),
            chunksize=draw(st.none() | st.integers(1, 1000)),
            subject=f"{index}{draw(texts)}",
            size=draw(counts),
            options=draw(st.dictionaries(texts, st.none() | st.booleans() | counts | seconds | texts, max_size=3)),
            status=draw(st.sampled_from(["ok", "failed", "skipped"])),
            reason=draw(texts.filter(bool)),
            rounds=draw(st.lists(rounds(), max_size=3)),
        )
        for index in range(draw(st.integers(0, 3)))
    ]
    run = RunRecord(
        started=draw(st.datetimes(timezones=zones)).isoformat(),
        seed=draw(st.integers()),
        budget_seconds=draw(seconds),
        precision=draw(seconds),
        elapsed_seconds=draw(seconds),
        blocks=draw(counts),
        is_complete=False,
        command=draw(st.lists(texts, max_size=3)),
        spent_seconds=draw(st.dictionaries(texts, seconds, max_size=3)),
        commit=Commit(id=draw(texts), dirty=draw(st.booleans()), branch=draw(texts)),
    )
    return replace(REPORT, run=run, workloads=[workload], cases=cases)


def rounded(report: Report) -> Report:
    """What a file keeps of a report: here computed number by number."""
    return replace(
        report, cases=[replace(case, rounds=[rounded_round(one) for one in case.rounds]) for case in report.cases]
    )


def rounded_round(one: Round) -> Round:
    digits = 9 if one.iterations == 1 else 9 + len(str(one.iterations))

    def keep(value: Any) -> Any:
        if isinstance(value, list):
            return [keep(item) for item in value]
        return round(value, digits) if isinstance(value, float) else value

    return Round(**{field.name: keep(getattr(one, field.name)) for field in fields(Round)})


@quickly
@given(reports())
def test_every_report_comes_back_as_it_was_to_the_nanosecond(tmp_path: Path, report: Report) -> None:
    path = tmp_path / "report.json"
    write_report(report, path)
    loaded = load_report(path)
    assert replace(loaded, ceilings=[]) == replace(rounded(report), ceilings=[])


@quickly
@given(reports())
def test_the_view_names_every_case_that_ran_once(report: Report) -> None:
    view = json.loads(encode_report(report))["benchmarks"]
    ran = [case for case in report.cases if case.status == "ok" and case.rounds]
    assert len({benchmark["fullname"] for benchmark in view}) == len(view) == len(ran)


def read_damaged(path: Path, data: bytes) -> None:
    """Reads a damaged file: a report or one printable line about it, never anything else."""
    path.write_bytes(data)
    text = ""
    try:
        assert isinstance(load_report(path), Report)
    except FileError as error:
        text = str(error)
    assert text == "" or (str(path) in text and text.isprintable() and len(text) < 1500)


@quickly
@given(st.integers(0, len(DATA) - 1))
def test_a_file_cut_anywhere_gives_one_line(tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.json"
    read_damaged(path, DATA[:length])
    if length < len(DATA) - 2:
        with pytest.raises(FileError):
            load_report(path)


@quickly
@given(st.lists(st.tuples(st.integers(0, len(DATA) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_changed_bytes_give_a_report_or_one_line(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    data = bytearray(DATA)
    for place, byte in changes:
        data[place] = byte
    read_damaged(tmp_path / "changed.json", bytes(data))


@quickly
@given(st.integers(0, len(DATA) - 1), st.integers(0, len(DATA) - 1), st.binary(max_size=20))
def test_a_stretch_replaced_gives_a_report_or_one_line(tmp_path: Path, start: int, stop: int, patch: bytes) -> None:
    start, stop = sorted((start, stop))
    read_damaged(tmp_path / "replaced.json", DATA[:start] + patch + DATA[stop:])


@quickly
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_give_one_line(tmp_path: Path, data: bytes) -> None:
    read_damaged(tmp_path / "any.json", data)


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))


@quickly
@given(st.data(), values)
def test_a_value_of_any_other_type_anywhere_gives_a_report_or_one_line(
    tmp_path: Path, data: st.DataObject, value: object
) -> None:
    document = json.loads(DATA)
    place: Any = document
    key: Any = "corecurve"
    while isinstance(place[key], dict | list) and place[key] and data.draw(st.integers(0, 9)):
        place = place[key]
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
    if data.draw(st.booleans()):
        place[key] = value
    else:
        del place[key]
    read_damaged(tmp_path / "typed.json", json.dumps(document).encode())


@quickly
@given(values)
def test_any_json_gives_one_line(tmp_path: Path, value: object) -> None:
    path = tmp_path / "any.json"
    read_damaged(path, json.dumps(value).encode())
    read_damaged(path, json.dumps({"corecurve": value}).encode())
    read_damaged(path, json.dumps({"corecurve": {**DOCUMENT["corecurve"], "cases": value}}).encode())
