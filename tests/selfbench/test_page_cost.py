"""What the page costs: its size, the time to make it beside bare imports, its growth, and a sort in the browser."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from browser import chromium, opened
from command_line import ROOT
from made_reports import MadePlan, make_report
from test_page_in_browser import SORT_AND_LAY_OUT, page_of_many_rows

from corecurve.bench.report import Report
from corecurve.bench.report_file.writing import write_report
from corecurve.reports.page.report_page import render_report_page
from corecurve.reports.summary import summarise

TURNS = 7
BARE_IMPORTS = ["-c", "import pandas, matplotlib.pyplot"]
DEFAULT = MadePlan(
    workloads=tuple(f"workload-{number}" for number in range(7)),
    backends=("threads", "processes", "pool", "executor"),
    workers=(1, 2),
    launches=3,
    blocks=5,
)
"""The shape of a default run on two cores."""
SIXTY_CASES = MadePlan(workloads=tuple(f"workload-{number}" for number in range(5)), workers=(1, 2, 4, 8), cores=8)
REPORTS = 10
WORKLOADS = (5, 10, 20, 40)
CASES_EACH = 12
SORTS = 5


def test_page_of_a_default_run(tmp_path: Path, show: Callable[[str], None]) -> None:
    made, page = tmp_path / "report.json", tmp_path / "page.html"
    write_report(make_report(DEFAULT), made)
    ours, bare = take_turns(tmp_path, ["report", str(made), "--html", str(page)])
    show(f"page: {page.stat().st_size / 1e6:.2f} MB (wanted: 1.5 MB)")
    show(f"page: {against(ours, bare)} (wanted: 5×)")


def test_page_of_a_comparison(tmp_path: Path, show: Callable[[str], None]) -> None:
    made = [tmp_path / f"{seed}.json" for seed in range(REPORTS)]
    for seed, path in enumerate(made):
        write_report(make_report(SIXTY_CASES, seed=seed, node=f"machine-{seed}"), path)
    page = tmp_path / "page.html"
    ours, bare = take_turns(tmp_path, ["compare", *map(str, made), "--html", str(page)])
    show(f"page: comparison of {REPORTS} reports × 60 cases: {page.stat().st_size / 1e6:.2f} MB")
    show(f"page: comparison {against(ours, bare)} (wanted: 15×)")


def test_growth(show: Callable[[str], None]) -> None:
    """The best of three, of CPU time: milliseconds a case stay what they are if time grows linearly."""
    each = []
    for count in WORKLOADS:
        report = make_report(workloads=tuple(f"workload-{number}" for number in range(count)), workers=(1, 2, 4, 8))
        took = min(cpu_seconds(partial(page_of, report)) for _ in range(3))
        each.append(f"{1000 * took / (CASES_EACH * count):.1f}")
    cases = ", ".join(str(CASES_EACH * count) for count in WORKLOADS)
    show(f"page: milliseconds a case, of {cases} cases: {', '.join(each)} (wanted: all alike)")


def test_sort(tmp_path: Path, show: Callable[[str], None]) -> None:
    many = page_of_many_rows(page_of(make_report(SIXTY_CASES)), tmp_path)
    with chromium() as browser, opened(browser, many) as shown:
        rows = shown.page.locator("#cases-all tbody tr").count()
        first = [shown.page.evaluate(SORT_AND_LAY_OUT) for _ in range(SORTS)]
        shown.page.locator("#cases-all .all-rows").click()
        whole = [shown.page.evaluate(SORT_AND_LAY_OUT) for _ in range(SORTS)]
    show(f"page: sorting {rows} rows takes {median(first):.0f} ms; {median(whole):.0f} ms where all of them are shown")


def take_turns(folder: Path, command: Sequence[str]) -> tuple[list[float], list[float]]:
    """Wall seconds of a command of ours, and of the bare imports right before each; both are compiled beforehand."""
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    settings |= {"PYTHONPATH": str(ROOT / ".links"), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    bare, ours = [], []
    for _ in range(1 + TURNS):
        bare.append(seconds_of(BARE_IMPORTS, settings))
        ours.append(seconds_of(["-m", "corecurve.reports", *command], settings))
    return ours[1:], bare[1:]


def seconds_of(arguments: Sequence[str], settings: Mapping[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=settings, stdout=subprocess.DEVNULL, check=True, timeout=300)
    return time.perf_counter() - start


def against(ours: Sequence[float], bare: Sequence[float]) -> str:
    ratios = sorted(one / other for one, other in zip(ours, bare, strict=True))
    return (
        f"made in {median(ours):.2f} s / python -c 'import pandas, matplotlib.pyplot' in {median(bare):.2f} s: "
        f"{median(ratios):.1f}× ({ratios[0]:.1f}–{ratios[-1]:.1f})"
    )


def page_of(report: Report) -> str:
    return render_report_page(summarise(report))


def cpu_seconds(make: Callable[[], object]) -> float:
    start = time.process_time()
    make()
    return time.process_time() - start
