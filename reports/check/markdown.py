"""A conclusion in Markdown, for job summaries and pull-request comments: the verdict, one table, the rest folded."""

from __future__ import annotations

from corecurve.reports.check.text import WORST_FIRST, summary_line
from corecurve.reports.check.verdicts import Conclusion, Verdict
from corecurve.reports.compare.change_text import write_bounds, write_change, write_tolerance
from corecurve.reports.compare.markdown import escape, folded, table
from corecurve.reports.quantities import write_share, write_speedup

SIGNS = {"regression": "❌", "inconclusive": "❔", "improvement": "🎉", "unchanged": "✅"}
_HEADINGS = ["", "case", "was", "is", "change", "interval", "tolerance", "finds", "why"]
_MOST_OPEN = 20


def render_markdown(conclusion: Conclusion) -> str:
    """The conclusion as GitHub's Markdown; everything that came from a report is escaped."""
    lines = [f"### Speedup check: {escape(summary_line(conclusion))}", "", escape(conclusion.title) + "  "]
    in_sight = [one for one in conclusion.remarks if one in conclusion.decisive or not conclusion.verdicts]
    lines += [f"{escape(remark)}  " for remark in in_sight]
    loud = conclusion.with_word("regression", "inconclusive", "improvement")
    quiet = conclusion.with_word("unchanged")
    if len(quiet) + len(loud) <= _MOST_OPEN:
        loud, quiet = conclusion.with_word(*WORST_FIRST), []
    lines += ["", *_table(loud)] if loud else []
    lines += ["", *folded(f"{len(quiet)} unchanged", _table(quiet))] if quiet else []
    if conclusion.left_out:
        rows = table(["case", "why"], [[case_id, why] for case_id, why in conclusion.left_out], left=(0, 1))
        lines += ["", *folded(f"{len(conclusion.left_out)} not compared", rows)]
    others = [f"- {escape(remark)}" for remark in conclusion.remarks if remark not in in_sight]
    if others:
        lines += ["", *folded("How it was measured", others)]
    if conclusion.verdicts:
        lines += ["", f"<sub>{escape(promise(conclusion))}</sub>"]
    return "\n".join(lines) + "\n"


def promise(conclusion: Conclusion) -> str:
    """What the intervals of a check promise, in a sentence or two."""
    return (
        f"An unchanged program gets any regression here in at most {write_share(conclusion.false_alarms)} of checks, "
        f"one that lost just what is tolerated in at most {write_share(conclusion.false_failures)} (after Holm). "
        "'finds': the loss that these two reports would have shown 19 times of 20."
    )


def _table(verdicts: list[Verdict]) -> list[str]:
    return table(_HEADINGS, [_row(one) for one in verdicts], left=(0, 1, 8))


def _row(one: Verdict) -> list[str]:
    change = one.change
    has_bounds = one.low is not None and one.high is not None
    return [
        f"{SIGNS[one.word]} {one.word}",
        one.case_id,
        write_speedup(change.before) if change.before else "",
        write_speedup(change.after) if change.after else "",
        write_change(one.estimate) if one.estimate is not None else "",
        write_bounds(one.low or 0.0, one.high or 0.0) if has_bounds else "",
        write_tolerance(one.tolerance),
        write_share(one.smallest_loss) if one.smallest_loss is not None else "",
        "; ".join(one.reasons),
    ]
