"""The textbook's experiments: run for real on several CPythons, in a quick form; the truth is known beforehand."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from command_line import corecurve, environment, processes_using
from laboratories import PATIENCE_SECONDS
from pythons import python

from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.bench.subjects.subject import OrderFailed
from corecurve.core.textbook import EXPERIMENTS
from corecurve.core.textbook.pool_calls import CALLS, most_at_once
from corecurve.reports.textbook.measuring import settings_of, workers_of
from corecurve.reports.textbook.record import load_record
from corecurve.reports.textbook.statements import STATEMENTS
from corecurve.reports.textbook.trial_figures import common_seconds, running_seconds
from corecurve.reports.textbook.trials import (
    CallTrial,
    ExampleTrial,
    MemoryTrial,
    MessageTrial,
    MutationTrial,
    OverlapTrial,
    Trials,
    UpdateTrial,
)

DOOR = "corecurve.reports"
TYPES = {name: get_args(hint)[0] for name, hint in get_type_hints(Trials).items()}


@pytest.fixture(scope="module", params=["3.10", "3.11", "3.14"])
def laboratory(request: pytest.FixtureRequest) -> Iterator[Laboratory]:
    """A laboratory with each of these CPythons that the machine has."""
    with Laboratory(find_interpreter(str(python(request.param)))) as found:
        yield found


def run(laboratory: Laboratory, name: str, **settings: Any) -> Any:
    """One trial in a fresh subject, as its own type."""
    subject = laboratory.start_subject()
    try:
        answer = subject.ask("experiment", deadline_seconds=PATIENCE_SECONDS, name=name, **settings)
    finally:
        laboratory.end_subject(subject)
    return msgspec.convert(answer, TYPES[name])


def test_threads_of_one_interpreter_with_a_gil_never_compute_at_the_same_moment(laboratory: Laboratory) -> None:
    trial: OverlapTrial = run(laboratory, "overlap", workers=2, seconds=0.1)
    assert len(trial.processes) == len(trial.threads) == 2
    assert running_seconds(trial.processes) > 0
    # A slice counts as uninterrupted where a fifth of it, some 20 µs, was spent otherwise.
    assert common_seconds(trial.threads) <= 0.05 * running_seconds(trial.threads)


def test_a_thread_changes_our_memory_and_a_process_never_does(laboratory: Laboratory) -> None:
    trial: MutationTrial = run(laboratory, "mutation", repeats=1)
    assert trial.seen == {"thread": 1, "fork": 0, "forkserver": 0, "spawn": 0}


def test_a_process_takes_more_memory_than_a_thread(laboratory: Laboratory) -> None:
    trial: MemoryTrial = run(laboratory, "memory", workers=2)
    more = {kind: sizes[2] - sizes[1] for kind, sizes in trial.pss_bytes.items()}
    if not more:
        pytest.skip("this system tells no PSS")
    assert set(more) == {"thread", "fork", "forkserver", "spawn"}
    assert all(more[kind] > more["thread"] for kind in more if kind != "thread")


def test_messages_of_every_size_go_every_way(laboratory: Laboratory) -> None:
    trial: MessageTrial = run(laboratory, "messages", sizes=[1, 200_000])
    assert [(row.means, row.bytes) for row in trial.rows] == [
        (means, size) for size in (1, 200_000) for means in ("queue", "pipe", "shared memory")
    ]
    assert all(row.bytes_per_second > 0 for row in trial.rows)


def test_no_update_is_lost_under_a_lock(laboratory: Laboratory) -> None:
    trial: UpdateTrial = run(laboratory, "updates", workers=2, updates=2000)
    assert (trial.updates, trial.lost_with_lock) == (4000, 0)
    assert 0 <= trial.lost_without_lock < 4000


def test_apply_runs_one_task_at_a_time_and_every_other_call_two(laboratory: Laboratory) -> None:
    trial: CallTrial = run(laboratory, "calls", workers=2, tasks=40, wait_seconds=0.02)
    assert {row.call: row.most_at_once for row in trial.rows} == {call: 1 if call == "apply" else 2 for call in CALLS}


def test_the_examples_use_exactly_as_many_processes_as_they_say(laboratory: Laboratory) -> None:
    assert run(laboratory, "examples", wait_seconds=0.03) == ExampleTrial(3, 3, 4)


def test_an_experiment_that_is_not_there_fails_by_name(laboratory: Laboratory) -> None:
    with pytest.raises(OrderFailed, match="nonsense"):
        run(laboratory, "nonsense")


def test_most_at_once_counts_spans_that_touch_as_one_after_the_other() -> None:
    assert most_at_once([(0, 10), (10, 20), (20, 30)]) == 1
    assert most_at_once([(0, 10), (5, 20), (9, 30), (25, 26)]) == 3


def test_every_experiment_is_needed_has_settings_and_a_type() -> None:
    needed = {name for one in STATEMENTS for name in one.experiments}
    assert needed == set(EXPERIMENTS) == set(TYPES)
    assert all(settings_of(name) for name in EXPERIMENTS)


def test_the_pool_is_measured_at_every_step_and_the_others_at_the_most() -> None:
    assert workers_of("primes@pool", 6) == [1, 2, 4, 6]
    assert workers_of("primes@threads", 6) == [6]
    assert workers_of("waiting@threads", 1) == [4]
    assert workers_of("primes@processes", 1) == [2]


def test_the_command_measures_prints_writes_and_saves(tmp_path: Path) -> None:
    words = ("textbook", "--only", "7,12", "--budget", "1s", "--save", "--markdown", "book.md", "--quiet")
    done = corecurve(tmp_path, *words, door=DOOR)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("✓ holds here") == 2
    assert "Of 2 statements: 2 hold here." in done.stdout
    assert max(map(len, done.stdout.splitlines()[:-1])) <= 80
    assert (tmp_path / "book.md").read_text(encoding="utf-8").count("**holds here**") == 2
    (saved,) = (tmp_path / "results").rglob("textbook_*.json")
    assert load_record(saved).only == [7, 12]
    assert len(json.loads(saved.read_bytes())["corecurve_textbook"]["trials"]["examples"]) >= 3
    assert processes_using(tmp_path / "tmp") == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_statements_about_speedups_come_from_paired_rounds(tmp_path: Path) -> None:
    words = ("textbook", "--only", "3", "--budget", "8s", "--quiet", "--markdown", "-")
    done = corecurve(tmp_path, *words, door=DOOR)
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("| 3 ")]
    assert "**holds here**" in row
    assert "| 4 threads, speedup | " in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--only", "13"), "--only 13: there is no such statement"),
        (("--python", "no-such-python"), "--python no-such-python"),
        (("--save", "--storage", "/proc/nowhere"), "/proc/nowhere"),
    ],
)
def test_a_wrong_call_is_refused_in_one_line(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    done = corecurve(tmp_path, "textbook", *words, door=DOOR)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_signal_ends_it_promptly_and_leaves_nothing_behind(tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    running = subprocess.Popen(
        [sys.executable, "-m", DOOR, "textbook", "--only", "9", "--quiet"],
        cwd=tmp_path,
        env=environment(temporary),
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(temporary.glob("corecurve-*/channel-*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=PATIENCE_SECONDS)
    assert (running.returncode, said) == (130, "corecurve: interrupted by SIGTERM\n")
    assert processes_using(temporary) == []
    assert list(temporary.iterdir()) == []
