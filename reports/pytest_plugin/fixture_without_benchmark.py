"""The fixture ``speedup`` where pytest-benchmark is missing or switched off: it says so."""

from __future__ import annotations

import pytest


@pytest.fixture
def speedup() -> None:
    """Fails: what it measures could not be shown, saved or compared."""
    pytest.fail(
        "the fixture speedup needs pytest-benchmark: pip install 'corecurve[pytest]', "
        "and do not switch the plugin off (-p no:benchmark)",
        pytrace=False,
    )
