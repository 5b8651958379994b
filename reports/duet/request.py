"""What a person asks of a duet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corecurve.bench.measuring.planning import Choices
from corecurve.reports.check.judging import Rules


@dataclass(frozen=True, kw_only=True)
class DuetRequest:
    """See ``corecurve duet --help``; ``folder`` lies in the repository whose tree is judged."""

    revision: str
    workloads: tuple[str, ...]
    choices: Choices
    rules: Rules
    budget_seconds: float
    round_seconds: float
    seed: int
    folder: Path
    python: str | None = None
    setup: str | None = None
