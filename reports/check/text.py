"""A conclusion in a terminal."""

from __future__ import annotations

import textwrap

from corecurve.bench.printable import printable
from corecurve.reports.check.columns import align
from corecurve.reports.check.verdicts import Conclusion, Verdict, Word, count_words
from corecurve.reports.compare.change_text import write_bounds, write_change, write_tolerance
from corecurve.reports.quantities import write_count, write_share, write_speedup

WORST_FIRST: tuple[Word, ...] = ("regression", "inconclusive", "improvement", "unchanged")
NOTHING = "Nothing was compared: this is no pass."
NARROWEST = 80
_HEADINGS = ["verdict".ljust(12), "case", "speedup", "change", "interval", "finds"]
_CASE, _RIGHT = 1, (2, 3, 5)
_INDENT = " " * 14


def render_text(conclusion: Conclusion, width: int = NARROWEST) -> str:
    """The verdicts, worst first, each with what decided it; then what was left out; then the sum."""
    heads = [f"check: {conclusion.title}", *conclusion.remarks]
    parts = [[line for head in heads for line in _wrapped(head, width)]]
    shown = conclusion.with_word(*WORST_FIRST)
    if shown:
        parts.append(_table(shown, width))
        parts.append(_wrapped(_legend(shown), width))
    if conclusion.left_out:
        told = [f"not compared  {printable(case_id, 80)}: {why}" for case_id, why in conclusion.left_out]
        parts.append([line for one in told for line in _wrapped(one, width, below=_INDENT)])
    parts.append(_wrapped(summary_line(conclusion), width))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def summary_line(conclusion: Conclusion) -> str:
    """The sum in a sentence, like "18 cases: 1 regression, 17 unchanged"."""
    if not conclusion.verdicts:
        return NOTHING
    counts = ", ".join(f"{count} {word}" for word, count in count_words(conclusion.verdicts).items())
    return f"{write_count(len(conclusion.verdicts), 'case')}: {counts}."


def figures_of(verdict: Verdict) -> str:
    """What decided, in a line: ``1.87× → 1.64×, −12% (−14% to −9.8%), tolerance 5%, finds 7.1%``."""
    if verdict.estimate is None or verdict.low is None or verdict.high is None or verdict.smallest_loss is None:
        return ""
    bounds = write_bounds(verdict.low, verdict.high)
    found = f"tolerance {write_tolerance(verdict.tolerance)}, finds {write_share(verdict.smallest_loss)}"
    return f"{_speedups(verdict)}, {write_change(verdict.estimate)} ({bounds}), {found}"


def _table(verdicts: list[Verdict], width: int) -> list[str]:
    """The lines of all verdicts; reasons that several in a row share stand under the last of them."""
    rows = [_HEADINGS, *(_cells(one) for one in verdicts)]
    lines, *rest = align(rows, width, folded=_CASE, right=_RIGHT)
    for number, (one, own) in enumerate(zip(verdicts, rest, strict=True)):
        lines += own
        if number + 1 == len(verdicts) or verdicts[number + 1].reasons != one.reasons:
            lines += [
                line
                for reason in one.reasons
                for line in _wrapped(printable(reason), width, first=_INDENT, below=_INDENT)
            ]
    return lines


def _cells(verdict: Verdict) -> list[str]:
    head = [verdict.word, printable(verdict.case_id, 80)]
    if verdict.estimate is None or verdict.low is None or verdict.high is None:
        return [*head, "", "", "", ""]
    bounds = write_bounds(verdict.low, verdict.high)
    finds = write_share(verdict.smallest_loss) if verdict.smallest_loss is not None else ""
    return [*head, _speedups(verdict), write_change(verdict.estimate), bounds, finds]


def _speedups(verdict: Verdict) -> str:
    before, after = verdict.change.before, verdict.change.after
    return f"{write_speedup(before)} → {write_speedup(after)}" if before and after else ""


def _legend(verdicts: list[Verdict]) -> str:
    tolerances = dict.fromkeys(write_tolerance(one.tolerance) for one in verdicts)
    return (
        f"Tolerance {', '.join(tolerances)}. finds: the loss that these reports would have shown 19 times of 20. "
        "The upper bound of an interval is as far out as so many cases at once require."
    )


def _wrapped(text: str, width: int, *, first: str = "", below: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=below, break_on_hyphens=False)
