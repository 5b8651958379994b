"""The Chrome trace is one that Perfetto opens: strictly nested, every track named, counters beside it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from made_reports import make_report
from made_traces import in_sequence, made_case, made_round

from corecurve.bench.report import CaseResult, Profile
from corecurve.reports.explain.chrome_trace import chrome_trace
from corecurve.reports.explain.trace_layout import lay_out

KINDS = {"M": {"args"}, "X": {"ts", "dur", "args"}, "C": {"ts", "args"}}
METADATA = {
    "process_name": "name",
    "process_sort_index": "sort_index",
    "thread_name": "name",
    "thread_sort_index": "sort_index",
}


def checked(document: bytes) -> list[dict[str, Any]]:
    """The events of a trace, after everything that a viewer could stumble over has been looked at."""
    trace = json.loads(document)
    assert set(trace) == {"traceEvents", "displayTimeUnit"}
    events: list[dict[str, Any]] = trace["traceEvents"]
    names: dict[tuple[str, int, int], Any] = {}
    tracks: dict[tuple[int, int], list[tuple[int, int, str]]] = defaultdict(list)
    for event in events:
        assert set(event) == {"name", "ph", "pid", "tid"} | KINDS[event["ph"]]
        assert isinstance(event["name"], str) and event["name"]
        assert type(event["pid"]) is int and event["pid"] > 0
        assert type(event["tid"]) is int and event["tid"] >= 0
        if event["ph"] == "M":
            key = (event["name"], event["pid"], 0 if event["name"].startswith("process") else event["tid"])
            assert set(event["args"]) == {METADATA[event["name"]]}
            assert key not in names, f"{key} is named twice"
            names[key] = event["args"][METADATA[event["name"]]]
        elif event["ph"] == "C":
            assert event["args"] and all(type(value) in (int, float) for value in event["args"].values())
        else:
            start, length = whole_nanoseconds(event["ts"]), whole_nanoseconds(event["dur"])
            assert start >= 0 and length >= 0
            tracks[event["pid"], event["tid"]].append((start, start + length, event["name"]))
    for (pid, tid), slices in tracks.items():
        assert ("process_name", pid, 0) in names and ("process_sort_index", pid, 0) in names
        assert ("thread_name", pid, tid) in names and ("thread_sort_index", pid, tid) in names
        assert_nested(slices)
    of_threads = [value for key, value in names.items() if key[0] == "thread_sort_index"]
    assert len({key[2] for key in names if key[0] == "thread_name"}) == len(of_threads), "thread ids are unique"
    return events


def whole_nanoseconds(microseconds: float) -> int:
    nanoseconds = round(microseconds * 1000)
    assert microseconds * 1000 == pytest.approx(nanoseconds, abs=1e-3)
    return nanoseconds


def assert_nested(slices: list[tuple[int, int, str]]) -> None:
    stack: list[tuple[int, int, str]] = []
    for one in sorted(slices, key=lambda one: (one[0], -one[1])):
        while stack and stack[-1][1] <= one[0]:
            stack.pop()
        assert not stack or one[1] <= stack[-1][1], f"{one} is not inside {stack[-1]}"
        stack.append(one)


def slices(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [event for event in events if event["ph"] == "X"]


def test_every_case_of_a_report_makes_a_trace_without_a_flaw() -> None:
    report = make_report(workloads=("primes", "waiting"), workers=(1, 2, 4), launches=3)
    events = checked(chrome_trace(report.cases))
    tasks = sum(len(one.tasks.worker) for case in report.cases if case.profile for one in case.profile.rounds)
    assert sum(event["name"].startswith("task ") for event in slices(events)) == tasks
    counters = {event["name"] for event in events if event["ph"] == "C"}
    assert counters == {"memory, PSS (bytes)", "CPU (percent of a core)"}


def test_a_lane_for_each_worker_also_where_one_had_no_task() -> None:
    case = made_case([made_round(in_sequence([1.0, 1.0], gap=0.1), workers=1)], workers=3)
    names = [event["args"]["name"] for event in checked(chrome_trace([case])) if event["name"] == "thread_name"]
    assert names == ["parent", "worker 1 (pid 100, thread 100)", "worker 2", "worker 3"]


def test_the_parents_dispatch_collection_and_finish_are_shown() -> None:
    one = made_round(in_sequence([1.0], start=0.25), wall=2.0, finish=0.5)
    events = slices(checked(chrome_trace([made_case([one], workers=1)])))
    found = {event["name"]: (event["ts"], event["dur"]) for event in events}
    assert found == {
        "round 1": (0, 2e6),
        "hand out": (0, 0.25e6),
        "task 1": (0.25e6, 1e6),
        "collect": (1.25e6, 0.25e6),
        "finish": (1.5e6, 0.5e6),
    }


def test_tasks_that_overlap_by_a_tick_of_the_clock_are_set_straight() -> None:
    overlapping = made_round([(0, 0.0, 0.5, 0.5), (0, 0.4999999, 0.8, 0.3)], wall=1.0)
    checked(chrome_trace([made_case([overlapping], workers=1)]))


def test_rounds_stand_where_they_were_within_a_turn_and_turns_one_after_the_other() -> None:
    def at(begin: float, block: int) -> Any:
        return replace(made_round(in_sequence([1.0]), block=block), begin_seconds=begin)

    case = made_case([at(0.0, 1), at(1.5, 1), at(0.0, 1), at(0.0, 2)], workers=1)
    turns = lay_out(case)
    assert [[one.begin_seconds for one in turn.rounds] for turn in turns] == [[0.0, 1.5], [2.75], [pytest.approx(3.85)]]
    assert [one.number for turn in turns for one in turn.rounds] == [1, 2, 3, 4]
    checked(chrome_trace([case]))


def test_rounds_of_an_older_report_follow_each_other() -> None:
    case = made_case([made_round(in_sequence([1.0])), made_round(in_sequence([2.0]))], workers=1)
    assert [one.begin_seconds for one in lay_out(case)[0].rounds] == [0.0, 1.0]


def test_memory_is_named_after_the_measure_that_all_processes_have() -> None:
    report = make_report(pss=False)
    events = checked(chrome_trace(report.cases))
    assert {event["name"] for event in events if event["ph"] == "C"} == {
        "memory, USS (bytes)",
        "CPU (percent of a core)",
    }


def test_cases_without_profile_rounds_are_left_out() -> None:
    case: CaseResult = replace(made_case([]), profile=None)
    assert checked(chrome_trace([case, replace(case, profile=Profile(rounds=[]))])) == []
