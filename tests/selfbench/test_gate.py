"""The gate, as ``gate_study.py``, ``live_study.py`` and ``duet_study.py`` measure it, in small numbers.

``CORECURVE_NOISE`` names a folder of recordings (``noise_recordings.py`` says what they are), ``CORECURVE_STUDY`` one
in which live reports are gathered over any number of calls, so that rare events can be counted.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import duet_study
import gate_study
import live_study
import pytest

DRAWS = 100
CYCLES = 1
DUETS = 2


def test_gate_on_recordings(show: Callable[[str], None]) -> None:
    folder = os.environ.get("CORECURVE_NOISE")
    if not folder:
        pytest.skip("CORECURVE_NOISE names no folder of recordings")
    show(f"gate on recordings, {DRAWS} draws (wanted: at most 1% false alarms):")
    for line in gate_study.study(Path(folder), DRAWS):
        show(f"      {line}")


def test_gate_live(tmp_path: Path, show: Callable[[str], None]) -> None:
    show("gate, live (wanted: at most 1% false alarms; losses found in 99%):")
    for line in live_study.study(Path(os.environ.get("CORECURVE_STUDY") or tmp_path), CYCLES):
        show(f"      {line}")


def test_duet(show: Callable[[str], None]) -> None:
    *_, unchanged, small, large = duet_study.study(DUETS, duet_study.BUDGET)
    show(f"duet, {DUETS} runs each, budget {duet_study.BUDGET} s, tolerance 2% (wanted: 5% found, 20% within 15 s):")
    for line in (unchanged, small, large):
        show(f"    {line}")
