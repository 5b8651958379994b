"""A conclusion in a terminal, made for 80 columns."""

from __future__ import annotations

import textwrap

from corecurve.bench.printable import printable
from corecurve.reports.check.verdicts import Conclusion, Verdict, Word, count_words
from corecurve.reports.compare.change_text import write_bounds, write_change, write_tolerance
from corecurve.reports.quantities import write_count, write_share, write_speedup

WORST_FIRST: tuple[Word, ...] = ("regression", "inconclusive", "improvement", "unchanged")
NOTHING = "Nothing was compared: this is no pass."
_WIDTH = 80
_INDENT = " " * 14


def render_text(conclusion: Conclusion) -> str:
    """The verdicts, worst first, each with what decided it; then what was left out; then the sum."""
    parts = [[f"check: {conclusion.title}", *conclusion.remarks]]
    shown = conclusion.with_word(*WORST_FIRST)
    if shown:
        width = max(len("case"), *(len(_name(one)) for one in shown))
        heading = f"{'verdict':<12}  {'case':<{width}}  {'speedup':>13}  {'change':>7}  {'interval':<16}  finds"
        parts.append([heading, *_verdicts(shown, width)])
        parts.append(_wrapped(_legend(shown)))
    if conclusion.left_out:
        parts.append([f"not compared  {printable(case_id, 80)}: {why}" for case_id, why in conclusion.left_out])
    parts.append([summary_line(conclusion)])
    return "\n\n".join("\n".join(line.rstrip() for line in part) for part in parts) + "\n"


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


def _verdicts(verdicts: list[Verdict], width: int) -> list[str]:
    """The lines of all verdicts; reasons that several in a row share stand under the last of them."""
    lines = []
    for number, one in enumerate(verdicts):
        lines.append(_figures(one, width))
        if number + 1 == len(verdicts) or verdicts[number + 1].reasons != one.reasons:
            lines += [line for reason in one.reasons for line in _wrapped(printable(reason), _INDENT)]
    return lines


def _figures(verdict: Verdict, width: int) -> str:
    head = f"{verdict.word:<12}  {_name(verdict):<{width}}"
    if verdict.estimate is not None and verdict.low is not None and verdict.high is not None:
        bounds = write_bounds(verdict.low, verdict.high)
        finds = write_share(verdict.smallest_loss) if verdict.smallest_loss is not None else ""
        head += f"  {_speedups(verdict):>13}  {write_change(verdict.estimate):>7}  {bounds:<16}  {finds:>5}"
    return head


def _speedups(verdict: Verdict) -> str:
    before, after = verdict.change.before, verdict.change.after
    return f"{write_speedup(before)} → {write_speedup(after)}" if before and after else ""


def _legend(verdicts: list[Verdict]) -> str:
    tolerances = dict.fromkeys(write_tolerance(one.tolerance) for one in verdicts)
    return (
        f"Tolerance {', '.join(tolerances)}. finds: the loss that these reports would have shown 19 times of 20. "
        "The upper bound of an interval is as far out as so many cases at once require."
    )


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _name(verdict: Verdict) -> str:
    return printable(verdict.case_id, 40)
