"""How much a case may lose: one tolerance for all, and others for the cases that a pattern names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corecurve.bench.errors import UsageError
from corecurve.bench.printable import printable

DEFAULT_TOLERANCE = 0.05
MOST_GROWTH = 1e6


@dataclass(frozen=True)
class Tolerances:
    """Relative losses that are let pass: ``general``, and by pattern, of which the last that fits counts."""

    general: float = DEFAULT_TOLERANCE
    by_pattern: tuple[tuple[str, float], ...] = ()

    def of(self, case_id: str) -> float:
        """The tolerance of a case."""
        fitting = [tolerance for pattern, tolerance in self.by_pattern if fits(pattern, case_id)]
        return fitting[-1] if fitting else self.general

    def require_fitting(self, case_ids: Iterable[str]) -> None:
        """Raises UsageError where a pattern names none of these cases: what was meant would go unjudged, unseen."""
        known = list(dict.fromkeys(case_ids))
        for pattern, _ in self.by_pattern:
            if not any(fits(pattern, one) for one in known):
                near = "".join(f"; did you mean {one}?" for one in difflib.get_close_matches(pattern, known, n=1))
                raise UsageError(f"--tolerance {printable(pattern)}=…: no case has this name{near}")


def fits(pattern: str, case_id: str) -> bool:
    """Whether a pattern names a case: ``*`` is any text, everything else (brackets too) is itself."""
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), case_id) is not None


def parse_tolerances(words: Sequence[str]) -> Tolerances:
    """From the words of the command line, each ``5%`` or ``CASE=5%``. Raises UsageError."""
    general = DEFAULT_TOLERANCE
    by_pattern = []
    for word in words:
        pattern, equals, text = word.rpartition("=")
        if equals:
            by_pattern.append((pattern.strip(), parse_share(text)))
        else:
            general = parse_share(word)
    return Tolerances(general, tuple(by_pattern))


def parse_share(text: str) -> float:
    """A loss from ``5%`` or ``0.05``. Raises UsageError where it is not one from 0 up to, but without, 100%."""
    share = _parse(text)
    if not 0 <= share < 1:
        raise UsageError(f"tolerance {text!r}: expected at least 0% and less than 100% (5% or 0.05, not 5)")
    return share


def parse_growth(text: str) -> float:
    """A growth from ``20%`` or ``0.2``, up to a million-fold. Raises UsageError where it is neither."""
    share = _parse(text)
    if not 0 <= share <= MOST_GROWTH:
        raise UsageError(f"tolerance {text!r}: expected at least 0%, and at most {MOST_GROWTH:g} times as much")
    return share


def _parse(text: str) -> float:
    words = text.strip()
    try:
        return float(words.removesuffix("%")) / (100 if words.endswith("%") else 1)
    except ValueError:
        raise UsageError(f"tolerance {text!r}: expected a share such as 5% or 0.05") from None
