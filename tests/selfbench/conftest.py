"""Measurements of corecurve itself: figures, printed at the end; a ratio is never a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_LINES: list[str] = []


@pytest.fixture
def show() -> Callable[[str], None]:
    """Adds a line to the figures that are printed when all is measured."""
    return _LINES.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the figures."""
    if _LINES:
        terminalreporter.section("corecurve, measured")
        for line in _LINES:
            terminalreporter.line(line)
