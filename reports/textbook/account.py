"""The account of a run: where it was made and all its verdicts; what renderings, the page's too, are made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from corecurve.reports.quantities import write_seconds
from corecurve.reports.terminal import describe_machine
from corecurve.reports.textbook.gathering import gather_evidence
from corecurve.reports.textbook.judging import OUTCOMES, judge_all
from corecurve.reports.textbook.record import TextbookRecord
from corecurve.reports.textbook.statements import choose_statements
from corecurve.reports.textbook.verdict import TextbookVerdict


@dataclass(frozen=True)
class TextbookAccount:
    """The machine and the run in a few words each, and the verdicts in the order of their statements."""

    machine: str
    run: str
    verdicts: tuple[TextbookVerdict, ...]

    @property
    def tally(self) -> str:
        """How many verdicts of each kind: ``11 hold here, 1 does not hold here``."""
        counts = Counter(one.outcome for one in self.verdicts)
        plural = {"holds here": "hold here", "does not hold here": "do not hold here"}
        words = [
            f"{counts[name]} {name if counts[name] == 1 else plural.get(name, name)}"
            for name in OUTCOMES.values()
            if counts[name]
        ]
        return ", ".join(words).replace("cannot tell", "cannot be told")


def give_account(record: TextbookRecord) -> TextbookAccount:
    """All that a record says."""
    verdicts = judge_all(choose_statements(record.only), gather_evidence(record))
    run = f"{record.started.replace('T', ' ')[:16]} · {write_seconds(record.elapsed_seconds)}"
    return TextbookAccount(" · ".join(describe_machine(record.machine)), run, tuple(verdicts))
