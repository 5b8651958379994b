"""Textbook runs side by side: each statement's verdicts, and its figures in a column for each run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corecurve.bench.errors import UsageError
from corecurve.bench.printable import printable
from corecurve.reports.textbook.account import TextbookAccount, give_account
from corecurve.reports.textbook.evidence import Figure
from corecurve.reports.textbook.record import is_record, load_record
from corecurve.reports.textbook.statements import STATEMENTS, Statement
from corecurve.reports.textbook.verdict import TextbookVerdict


@dataclass(frozen=True)
class FigurePair:
    """One figure in every run that has it (None: it has not), and whether two of them surely differ."""

    label: str
    sides: tuple[Figure | None, ...]
    differs: bool


@dataclass(frozen=True)
class StatementPair:
    """One statement in every run that tested it (None: it did not)."""

    statement: Statement
    verdicts: tuple[TextbookVerdict | None, ...]
    figures: tuple[FigurePair, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The verdict of each run in words."""
        return tuple("not tested" if one is None else one.outcome for one in self.verdicts)


@dataclass(frozen=True)
class TextbookComparison:
    """The files, what each of them is an account of, and the statements that any of them tested."""

    files: tuple[str, ...]
    accounts: tuple[TextbookAccount, ...]
    statements: tuple[StatementPair, ...]

    @property
    def headline(self) -> str:
        """For how many of the statements the verdicts differ, and which they are."""
        differing = [one.statement.number for one in self.statements if len(set(one.outcomes)) > 1]
        if not differing:
            return f"The verdicts on all {len(self.statements)} statements are the same."
        numbers = ", ".join(map(str, differing))
        return f"The verdicts on {len(differing)} of {len(self.statements)} statements differ: {numbers}."


def load_textbooks(paths: Sequence[Path]) -> TextbookComparison | None:
    """The textbook runs in these files side by side; None where none of them is one.

    Raises FileError for a damaged one, UsageError where other files are among them.
    """
    found = [is_record(path) for path in paths]
    if not any(found):
        return None
    if not all(found):
        other = printable(paths[found.index(False)])
        raise UsageError(f"{other}: not a textbook run like the others; compare textbook runs with each other")
    return compare_accounts([str(path) for path in paths], [give_account(load_record(path)) for path in paths])


def compare_accounts(files: Sequence[str], accounts: Sequence[TextbookAccount]) -> TextbookComparison:
    """Accounts side by side, statement by statement."""
    by_number = [{one.statement.number: one for one in account.verdicts} for account in accounts]
    pairs = [
        _pair(statement, tuple(verdicts.get(statement.number) for verdicts in by_number))
        for statement in STATEMENTS
        if any(statement.number in verdicts for verdicts in by_number)
    ]
    return TextbookComparison(tuple(files), tuple(accounts), tuple(pairs))


def surely_differ(one: Figure, other: Figure) -> bool:
    """Whether two figures' intervals do not touch; of counts, whether one is none at all and the other is not."""
    if one.estimate is not None and other.estimate is not None:
        return one.estimate.low > other.estimate.high or one.estimate.high < other.estimate.low
    return one.count is not None and other.count is not None and bool(one.count) != bool(other.count)


def _pair(statement: Statement, verdicts: tuple[TextbookVerdict | None, ...]) -> StatementPair:
    columns = [{figure.label: figure for figure in one.figures} if one else {} for one in verdicts]
    labels = dict.fromkeys(label for column in columns for label in column)
    return StatementPair(statement, verdicts, tuple(_pair_figure(label, columns) for label in labels))


def _pair_figure(label: str, columns: Sequence[dict[str, Figure]]) -> FigurePair:
    sides = tuple(column.get(label) for column in columns)
    known = [one for one in sides if one is not None]
    return FigurePair(label, sides, any(surely_differ(known[0], other) for other in known[1:]))
