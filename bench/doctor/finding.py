"""One thing that spoils measurements here: what, why it matters, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["severe", "moderate", "minor"]
SEVERITIES: tuple[Severity, ...] = ("severe", "moderate", "minor")
"""Worst first. Severe: figures will be wrong or cannot be had; moderate: some will be off by
percents; minor: good to know when reading them."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A finding of the doctor. ``topic`` is its stable name; ``remedy`` ends in what can be typed, if anything can."""

    severity: Severity
    topic: str
    what: str
    why: str
    remedy: str


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by severity; those of the same severity stay in the order in which they came."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
