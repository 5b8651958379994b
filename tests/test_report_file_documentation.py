"""docs/report-format.md tells of every field that a report has, under the name of its type."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from corecurve.bench import report
from corecurve.bench.report_file.argument import LATEST
from corecurve.bench.report_file.strict_json import MAX_BYTES

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "report-format.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##)", PAGE, re.DOTALL | re.MULTILINE))
TYPES = [
    kind
    for kind in vars(report).values()
    if isinstance(kind, type) and is_dataclass(kind) and not kind.__subclasses__()
]


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_every_field_is_in_the_section_of_its_type(kind: type) -> None:
    told = set(re.findall(r"`(\w+)`", SECTIONS[kind.__name__]))
    assert {field.name for field in fields(kind)} <= told


def test_every_section_is_of_a_type() -> None:
    assert set(SECTIONS) == {kind.__name__ for kind in TYPES}


def test_the_limits_are_those_that_hold() -> None:
    assert f"{MAX_BYTES // 10**6} MB" in PAGE
    assert f"{report.MAX_SECONDS:,.0f} s" in PAGE
    assert f"`{LATEST}`" in PAGE
