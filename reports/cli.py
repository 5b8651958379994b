"""The console script ``corecurve``: the measuring and the analysing commands behind one door."""

from __future__ import annotations

from collections.abc import Sequence

from corecurve.bench.cli import BENCH_COMMANDS, LazyCommand, make_group, run_group

REPORTS_COMMANDS = {
    "doctor": LazyCommand(
        "corecurve.reports.commands.doctor:doctor", "Name what will spoil measurements on this machine."
    ),
    "report": LazyCommand("corecurve.reports.commands.report:report", "Show a saved report: table, CSV, figures."),
    "explain": LazyCommand("corecurve.reports.commands.explain:explain", "Show where the lost speedup went."),
    "predict": LazyCommand("corecurve.reports.commands.predict:predict", "Predict what other settings would give."),
    "breakeven": LazyCommand(
        "corecurve.reports.commands.breakeven:breakeven", "Measure from which cost per task a backend pays here."
    ),
    "compare": LazyCommand("corecurve.reports.commands.compare:compare", "Put reports side by side."),
    "check": LazyCommand("corecurve.reports.commands.check:check", "Fail if a speedup that a baseline had is gone."),
    "duet": LazyCommand(
        "corecurve.reports.commands.duet:duet", "Measure this tree against a git revision, in one job."
    ),
    "guard": LazyCommand("corecurve.reports.commands.guard:guard", "Measure now, against a baseline or by a duet."),
    "textbook": LazyCommand(
        "corecurve.reports.commands.textbook:textbook", "Test what the textbook says, on this machine."
    ),
    "history": LazyCommand("corecurve.reports.commands.history:history", "Show a storage folder over time."),
}

_RUN = LazyCommand("corecurve.reports.commands.run:run", "Measure workloads, save a report and tell the answer.")

reports_group = make_group(REPORTS_COMMANDS, "Analyse saved reports of corecurve.")
corecurve_group = make_group(
    {**BENCH_COMMANDS, "run": _RUN, **REPORTS_COMMANDS},
    "Measure, explain and guard what parallelism buys you in Python.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """All commands; returns the exit code."""
    return run_group(corecurve_group, arguments)


def main_reports(arguments: Sequence[str] | None = None) -> int:
    """The door ``python -m corecurve.reports``: the analysing commands alone."""
    return run_group(reports_group, arguments)
