"""The pytest plugin: the fixture ``speedup``, on top of pytest-benchmark.

This module is imported by every pytest run in an environment that has corecurve: it imports nothing of ours, and
everything else waits until a test asks for the fixture.
"""

from __future__ import annotations

import pytest

INCONCLUSIVE = "corecurve_inconclusive"
BUDGET = "corecurve_budget"
NOT_JUDGED = pytest.StashKey[list[str]]()
"""A line for each test that was not judged, to be shown whatever options pytest was given."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a project may set for all its speedup tests."""
    parser.addini(INCONCLUSIVE, "What a speedup test does that cannot tell: skip (default) or fail.", default="skip")
    parser.addini(BUDGET, "Seconds that a call of the fixture speedup may measure for.", default="30")


def pytest_configure(config: pytest.Config) -> None:
    """Offers the fixture: the real one where pytest-benchmark is active, else one that says that it is missing."""
    config.stash[NOT_JUDGED] = []
    if config.getini(INCONCLUSIVE) not in ("skip", "fail"):
        raise pytest.UsageError(f"{INCONCLUSIVE} = {config.getini(INCONCLUSIVE)}: expected skip or fail")
    has_benchmark = config.getoption("benchmark_disable", default=None) is not None
    config.pluginmanager.import_plugin(f"{__name__}.{'fixture' if has_benchmark else 'fixture_without_benchmark'}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names the tests that were skipped unjudged: such a test guards nothing, and must not go unseen."""
    for line in terminalreporter.config.stash.get(NOT_JUDGED, []):
        terminalreporter.write_line(f"corecurve: {line}", yellow=True)
