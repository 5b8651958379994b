"""The fixture ``speedup`` in test suites as people write them, run by a pytest of their own.

Tasks that wait have a speedup that is known: as many as there are workers, or one where they take turns.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = ("-p", "corecurve.reports.pytest_plugin")

JOBS = """
import threading, time

turn = threading.Lock()

def wait(seconds):
    time.sleep(seconds)
    return seconds

def take_turns(seconds):
    with turn:
        time.sleep(seconds)
"""

SUITE = """
import threading, time
import pytest
from jobs import take_turns, wait

WAITS = [0.01] * 4

def wait_here(seconds):
    time.sleep(seconds)

@pytest.mark.parametrize("waits", [WAITS], ids=["four"])
def test_reached(speedup, waits):
    result = speedup(wait, waits, workers=[1, 2], precision=0.3)
    assert result.at_least(1.4, workers=2)
    assert result.at_least(0.7, workers=1)

def test_missed(speedup):
    assert speedup(take_turns, WAITS, backend="threads", workers=2, precision=0.3).at_least(1.4)

def test_out_of_reach(speedup):
    assert speedup(wait_here, WAITS, workers=2, precision=0.3).at_least(3)

def test_cannot_tell(speedup):
    assert speedup(wait, WAITS, workers=2, budget=0.01).at_least(1.4)

def test_other_benchmark(benchmark):
    benchmark.pedantic(len, args=("",), rounds=2)
"""

WRONG_CALLS = """
import threading
from functools import partial
from jobs import wait

def fail(value):
    raise ValueError("seven is not allowed")

class Unequal:
    pass

def unequal(value):
    return Unequal()

def test_lambda(speedup):
    speedup(lambda value: value, [1], workers=2)

def test_closure(speedup):
    def inner(value):
        return value
    speedup(inner, [1], workers=2)

def test_partial(speedup):
    speedup(partial(wait), [1], workers=2)

def test_unpicklable(speedup):
    speedup(wait, [threading.Lock()], workers=2)

def test_no_inputs(speedup):
    speedup(wait, [], workers=2)

def test_no_workers(speedup):
    speedup(wait, [0.01], workers=[0])

def test_backend(speedup):
    speedup(wait, [0.01], workers=2, backend="pol")

def test_serial(speedup):
    speedup(wait, [0.01], workers=2, backend="serial")

def test_half_a_worker(speedup):
    speedup(wait, [0.01], workers=1.5)

def test_precision(speedup):
    speedup(wait, [0.01], workers=2, precision=5)

def test_budget(speedup):
    speedup(wait, [0.01], workers=2, budget=-1)

def test_raises(speedup):
    speedup(fail, [1], workers=2)

def test_differs(speedup):
    speedup(unequal, [1, 2], workers=2, budget=10)

def test_other_workers(speedup):
    speedup(wait, [0.01], workers=2, budget=0.01).at_least(1, workers=3)
"""

ONE_TEST = """
from jobs import wait

def test_short(speedup):
    assert speedup(wait, [0.01] * 2, workers=2, budget=0.01).at_least(1.4)
"""


@dataclass(frozen=True)
class Run:
    """What a run of pytest printed, and per test: its outcome, and the message that came with it."""

    output: str
    exit_code: int
    outcomes: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Suite:
    """A folder with tests in it."""

    folder: Path

    def run(self, *options: str, plugin: tuple[str, ...] = PLUGIN, python: tuple[str, ...] = ()) -> Run:
        """Runs pytest there in a process of its own; a warning would be an error."""
        command = [sys.executable, *python, "-m", "pytest", *plugin, "-W", "error", "--junitxml=outcomes.xml", *options]
        variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**variables, "PYTHONPATH": str(ROOT / ".links"), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        outcomes = self.folder / "outcomes.xml"
        return Run(done.stdout + done.stderr, done.returncode, _read_outcomes(outcomes) if outcomes.exists() else {})


def _read_outcomes(path: Path) -> dict[str, tuple[str, str]]:
    found = {}
    for case in ET.parse(path).iter("testcase"):
        name = case.get("name", "").partition("[")[0]
        told = next((child for child in case if child.tag in ("failure", "error", "skipped")), None)
        found[name] = ("passed", "") if told is None else (told.tag, told.get("message", ""))
    return found


Make = Callable[[str], Suite]


@pytest.fixture(scope="module")
def make_suite(tmp_path_factory: pytest.TempPathFactory) -> Make:
    def make(tests: str) -> Suite:
        folder = tmp_path_factory.mktemp("suite")
        (folder / "pytest.ini").touch()
        (folder / "jobs.py").write_text(JOBS)
        (folder / "test_speed.py").write_text(tests)
        return Suite(folder)

    return make


@pytest.fixture(scope="module")
def measured(make_suite: Make) -> tuple[Suite, Run]:
    """A suite that has been run and saved."""
    suite = make_suite(SUITE)
    return suite, suite.run("--benchmark-json=out.json", "--benchmark-save=first")


@pytest.fixture(scope="module")
def entries(measured: tuple[Suite, Run]) -> dict[str, dict[str, Any]]:
    """The benchmarks in the file of ``--benchmark-json``, by their full names."""
    written = json.loads((measured[0].folder / "out.json").read_text())
    return {entry["fullname"]: entry for entry in written["benchmarks"]}


@pytest.fixture(scope="module")
def wrong_calls(make_suite: Make) -> Run:
    return make_suite(WRONG_CALLS).run()


def test_a_speedup_that_is_there_passes(measured: tuple[Suite, Run]) -> None:
    assert measured[1].outcomes["test_reached"] == ("passed", "")


def test_a_speedup_that_is_missing_fails_and_says_what_was_measured(measured: tuple[Suite, Run]) -> None:
    outcome, message = measured[1].outcomes["test_missed"]
    assert outcome == "failure"
    for part in ("take_turns: speedup ", " on 2 workers (threads), asked for at least 1.4; ceiling "):
        assert part in message


def test_what_the_machine_cannot_give_is_skipped_with_that_reason(measured: tuple[Suite, Run]) -> None:
    outcome, message = measured[1].outcomes["test_out_of_reach"]
    assert outcome == "skipped"
    assert message.startswith("this machine cannot give it: wait_here: speedup ")


def test_too_little_data_skips_and_says_so_whatever_the_options(measured: tuple[Suite, Run]) -> None:
    outcome, message = measured[1].outcomes["test_cannot_tell"]
    assert outcome == "skipped"
    assert message.startswith("cannot tell: wait: speedup not known on 2 workers")
    assert "corecurve: test_speed.py::test_cannot_tell skipped: cannot tell: " in measured[1].output


def test_too_little_data_fails_where_the_project_wants_it(make_suite: Make) -> None:
    run = make_suite(ONE_TEST).run("-o", "corecurve_inconclusive=fail")
    assert run.outcomes["test_short"][0] == "failure"
    assert "cannot tell" in run.outcomes["test_short"][1]


def test_a_setting_that_is_none_ends_pytest_before_anything_is_measured(make_suite: Make) -> None:
    run = make_suite(ONE_TEST).run("-o", "corecurve_inconclusive=maybe")
    assert run.exit_code == pytest.ExitCode.USAGE_ERROR
    assert "corecurve_inconclusive = maybe: expected skip or fail" in run.output


def test_every_case_is_in_the_table(measured: tuple[Suite, Run]) -> None:
    rows = [line.split()[0] for line in measured[1].output.splitlines() if line.startswith("test_")]
    for name in ("test_reached[four-serial@processes]", "test_reached[four-processes-1]", "test_missed[threads-2]"):
        assert name in rows


def test_every_case_is_in_the_json_with_its_rounds_beside_other_benchmarks(entries: dict[str, dict[str, Any]]) -> None:
    file = "test_speed.py::"
    assert set(entries) == {
        f"{file}test_reached[four-serial@processes]",
        f"{file}test_reached[four-processes-1]",
        f"{file}test_reached[four-processes-2]",
        f"{file}test_missed[serial@threads]",
        f"{file}test_missed[threads-2]",
        f"{file}test_out_of_reach[serial@processes]",
        f"{file}test_out_of_reach[processes-2]",
        f"{file}test_other_benchmark",
    }
    two = entries[f"{file}test_reached[four-processes-2]"]
    assert two["group"] == "wait"
    assert two["params"]["workers"] == 2
    assert two["stats"]["rounds"] == len(two["stats"]["data"]) >= 5
    assert two["stats"]["min"] >= 0.02


def test_extra_info_holds_speedup_cpu_and_memory(entries: dict[str, dict[str, Any]]) -> None:
    info = entries["test_speed.py::test_reached[four-processes-2]"]["extra_info"]
    assert info["speedup_low"] < info["speedup"] < info["speedup_high"]
    assert info["efficiency"] == pytest.approx(info["speedup"] / 2)
    assert info["ceiling_low"] < info["ceiling"] < info["ceiling_high"]
    assert 0 < info["cpu_seconds"] < 0.04
    assert info["workers_observed"] == 2
    if sys.platform == "linux":
        assert info["peak_pss_bytes"] > 2**20


def test_saved_cases_are_compared_with_later_ones(measured: tuple[Suite, Run]) -> None:
    suite, _ = measured
    (saved,) = suite.folder.glob(".benchmarks/*/0001_first.json")
    assert "test_missed[threads-2]" in saved.read_text()
    options = ("-k", "missed", "--benchmark-compare=0001", "--benchmark-compare-fail=min:1000%")
    compared = suite.run(*options).output
    for source in ("0001_fi", "NOW"):
        assert f"test_missed[threads-2] ({source}" in compared


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("test_lambda", "the task is a lambda, which no fresh process can import; define it with def"),
        ("test_closure", "the task test_closure.<locals>.inner is inside a function"),
        ("test_partial", "is no function with a name of its own"),
        ("test_unpicklable", "the inputs do not pickle (TypeError: cannot pickle '_thread.lock' object)"),
        ("test_no_inputs", "there are no inputs"),
        ("test_no_workers", "workers=[0]: expected whole numbers from 1 to 1024"),
        ("test_half_a_worker", "workers=1.5: expected whole numbers from 1 to 1024"),
        ("test_precision", "precision=5: expected a share between 0 and 1, such as 0.05 for ±5%"),
        ("test_backend", "unknown backend 'pol'; did you mean 'pool'?"),
        ("test_serial", "backend 'serial' is what the others are compared with"),
        ("test_budget", "a budget of -1: expected seconds, above 0"),
        ("test_raises", "ValueError: seven is not allowed"),
        ("test_differs", "the serial loop has"),
        ("test_other_workers", "workers=3 was not measured; measured were [2]"),
    ],
)
def test_a_call_that_cannot_be_measured_fails_in_one_line(wrong_calls: Run, test: str, reason: str) -> None:
    outcome, message = wrong_calls.outcomes[test]
    assert outcome == "failure"
    assert reason in message
    assert len(message.strip().splitlines()) == 1


def test_what_is_measured_is_the_code_that_pytest_tests(make_suite: Make) -> None:
    """As the command ``pytest`` runs it, without the current folder on the path, where another version may lie."""
    suite = make_suite("")
    (suite.folder / "installed").mkdir()
    (suite.folder / "tests").mkdir()
    (suite.folder / "pytest.ini").write_text("[pytest]\npythonpath = installed\n")
    (suite.folder / "installed" / "version.py").write_text("def task(value):\n    return value\n")
    (suite.folder / "version.py").write_text("def task(value):\n    raise RuntimeError('of the current folder')\n")
    (suite.folder / "tests" / "test_version.py").write_text(
        "from version import task\n\n"
        "def test_installed(speedup):\n"
        "    speedup(task, [1, 2], backend='threads', workers=2, budget=0.01)\n\n"
        "def test_after_a_wrong_call(speedup):\n"
        "    try:\n"
        "        speedup(task, [], workers=2)\n"
        "    except BaseException:\n"
        "        pass\n"
        "    speedup(task, [1, 2], backend='threads', workers=2, budget=0.01)\n"
    )
    run = suite.run("tests", python=("-P",))
    assert run.outcomes == dict.fromkeys(("test_installed", "test_after_a_wrong_call"), ("passed", "")), run.output


def test_under_xdist_it_is_refused(make_suite: Make) -> None:
    pytest.importorskip("xdist")
    run = make_suite(ONE_TEST).run("-n", "1")
    outcome, message = run.outcomes["test_short"]
    assert outcome == "error"
    assert "cannot be measured under pytest-xdist" in message
    assert "-n 0" in message


def test_without_pytest_benchmark_it_says_so(make_suite: Make) -> None:
    run = make_suite(ONE_TEST).run("-p", "no:benchmark")
    outcome, message = run.outcomes["test_short"]
    assert outcome == "error"
    assert "needs pytest-benchmark: pip install 'corecurve[pytest]'" in message


@pytest.mark.parametrize("option", ["--benchmark-disable", "--benchmark-skip"])
def test_it_obeys_the_switches_of_pytest_benchmark(make_suite: Make, option: str) -> None:
    run = make_suite(ONE_TEST).run(option)
    outcome, message = run.outcomes["test_short"]
    assert outcome == "skipped"
    assert option in message


def test_it_counts_as_a_benchmark(make_suite: Make) -> None:
    suite = make_suite(f"{ONE_TEST}\ndef test_else():\n    pass\n")
    outcomes = suite.run("--benchmark-only").outcomes
    assert outcomes["test_else"] == ("skipped", "Skipping non-benchmark (--benchmark-only active).")
    assert "cannot tell" in outcomes["test_short"][1]


def test_where_corecurve_is_installed_pytest_finds_the_fixture_by_itself(make_suite: Make) -> None:
    suite = make_suite(ONE_TEST)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed = suite.folder / "corecurve-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: corecurve\nVersion: 1\n")
    lines = [f"{name} = {module}\n" for name, module in project["entry-points"]["pytest11"].items()]
    (installed / "entry_points.txt").write_text("[pytest11]\n" + "".join(lines))
    run = suite.run(plugin=())
    assert "cannot tell" in run.outcomes["test_short"][1]


def test_a_suite_that_does_not_use_it_loads_nothing_of_ours_but_the_plugin(make_suite: Make) -> None:
    suite = make_suite(
        "import sys\n\n"
        "def test_modules():\n"
        "    ours = {name for name in sys.modules if name.startswith('corecurve.')}\n"
        "    plugin = 'corecurve.reports.pytest_plugin'\n"
        "    assert ours == {'corecurve.reports', plugin, plugin + '.fixture'}\n"
        "    assert not {'numpy', 'pandas', 'matplotlib', 'msgspec', 'psutil', 'rich'} & set(sys.modules)\n"
    )
    assert suite.run().outcomes["test_modules"] == ("passed", "")
