"""The verdict on a statement: whether it holds here, why, and the figures that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corecurve.reports.textbook.evidence import Figure
from corecurve.reports.textbook.statements import Statement

Outcome = Literal["holds here", "does not hold here", "cannot tell"]


@dataclass(frozen=True)
class TextbookVerdict:
    """What measuring has to say about one statement."""

    statement: Statement
    outcome: Outcome
    reason: str
    figures: tuple[Figure, ...]
