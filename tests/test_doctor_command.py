"""``corecurve doctor`` as a person and as a program call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from corecurve.bench.cli import bench_group
from corecurve.bench.commands.doctor import doctor_lines
from corecurve.bench.doctor.finding import SEVERITIES, Finding
from corecurve.bench.report import Machine

BOX = Machine(node="box", system="Linux", release="6.1", architecture="x86_64", usable_cores=2.0)


def finding(severity: str, topic: str = "t") -> Finding:
    return Finding(severity=severity, topic=topic, what="w" * 150, why="y", remedy="r " * 90)  # type: ignore[arg-type]


def test_each_finding_takes_three_lines_and_its_remedy_one() -> None:
    lines = doctor_lines(BOX, [finding("severe"), finding("minor")])
    assert sum(line.startswith("    do:  r r") for line in lines) == 2
    assert lines[-1] == "2 findings, worst first"
    assert 3 <= lines.index("") <= 5


def test_a_machine_without_findings_is_told_so() -> None:
    assert doctor_lines(BOX, [])[-1] == "Nothing was found here that spoils measurements."


def test_the_command_names_this_machine_and_exits_with_zero() -> None:
    result = CliRunner().invoke(bench_group, ["doctor"])
    assert result.exit_code == 0, result.output
    assert os.uname().nodename in result.output


def test_json_has_machine_surroundings_and_findings_worst_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")
    result = CliRunner().invoke(bench_group, ["doctor", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.output, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert set(told) == {"machine", "surroundings", "findings"}
    severities = [SEVERITIES.index(one["severity"]) for one in told["findings"]]
    assert severities == sorted(severities)
    mine = [one for one in told["findings"] if one["topic"] == "python-variables"]
    assert [one["severity"] for one in mine] == ["severe"]
    assert "PYTHONASYNCIODEBUG" in mine[0]["remedy"]


def test_asking_for_help_loads_no_heavy_package() -> None:
    heavy = "{'numpy', 'pandas', 'matplotlib', 'psutil', 'rich'} & set(sys.modules)"
    code = f"import sys; from corecurve.bench.cli import main; main(['doctor', '--help']); sys.exit({heavy} or 0)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "worst first" in done.stdout
    assert done.returncode == 0, done.stderr
