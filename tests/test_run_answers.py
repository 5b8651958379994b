"""``corecurve run`` ends with what was found, before it says where the report is."""

from __future__ import annotations

from pathlib import Path

from command_line import only_report, run_python
from laboratories import WORKLOAD_FILES

from corecurve.bench.report_file.reading import load_report
from corecurve.reports.summary import summarise
from corecurve.reports.terminal import render_answers

EVERYDAY = str(WORKLOAD_FILES / "everyday.py")
QUICK = (
    "--backend",
    "threads",
    "--workers",
    "2",
    "--budget",
    "30s",
    "--precision",
    "90%",
    "--round",
    "20ms",
    "--quiet",
)
CALL = """
import sys
from corecurve.reports.cli import main
code = main(sys.argv[1:])
heavy = [name for name in ("numpy", "pandas", "matplotlib", "jinja2") if name in sys.modules]
sys.exit(f"run has loaded {heavy}" if heavy else code)
"""


def run(folder: Path, *workloads: str) -> str:
    done = run_python(folder, "-c", CALL, "run", *workloads, *QUICK)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_one_workload_is_answered_in_a_sentence_and_pandas_stays_out(tmp_path: Path) -> None:
    told = run(tmp_path, f"{EVERYDAY}:napping")
    path = only_report(tmp_path)
    assert told.startswith("napping: ")
    assert told.endswith(f"\n\nreport: {path.relative_to(tmp_path)}\n")
    assert told.startswith(render_answers(summarise(load_report(path))))


def test_several_workloads_are_answered_in_a_table(tmp_path: Path) -> None:
    told = run(tmp_path, f"{EVERYDAY}:napping", f"{EVERYDAY}:summing")
    first_words = [line.split()[0] for line in told.splitlines() if line]
    assert first_words[0] == "workload"
    assert first_words[2:4] == ["napping", "summing"]
    assert "corecurve explain REPORT" in " ".join(told.split())
