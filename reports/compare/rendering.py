"""Every form that a comparison can take; of reports, or of times where a side has nothing else."""

from __future__ import annotations

import csv
import io

from corecurve.reports.compare.comparison import Comparison, label_of
from corecurve.reports.compare.markdown import escape, render_markdown, table
from corecurve.reports.compare.terminal import render_terminal
from corecurve.reports.compare.times import HEADINGS, TimesComparison, headline, render_times, time_rows


def as_text(found: Comparison | TimesComparison, width: int, *, is_coloured: bool = False) -> str:
    """For a terminal."""
    if isinstance(found, TimesComparison):
        return render_times(found)
    return render_terminal(found, width, is_coloured=is_coloured)


def as_html(found: Comparison | TimesComparison) -> str:
    """A page of its own."""
    from corecurve.reports.page.compare_page import render_compare_page, render_times_page

    return render_compare_page(found) if isinstance(found, Comparison) else render_times_page(found)


def as_markdown(found: Comparison | TimesComparison) -> str:
    """For a job summary or a comment."""
    if isinstance(found, Comparison):
        return render_markdown(found)
    files = [f"- {label_of(number)}: {escape(file)}" for number, file in enumerate(found.files)]
    rows = table(["benchmark", "", *HEADINGS], time_rows(found), left=(0, 1))
    return "\n".join([*files, "", f"> {escape(headline(found))}", "", *rows]) + "\n"


def as_csv(found: Comparison | TimesComparison) -> str:
    """One row a case and side."""
    if isinstance(found, Comparison):
        from corecurve.reports.compare.frame import comparison_frame

        return str(comparison_frame(found).to_csv(index=False, lineterminator="\n"))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["benchmark", "side", "file", "min_seconds", "median_seconds", "rounds"])
    for one in found.benchmarks:
        for number, side in enumerate(one.sides):
            if side is not None:
                stats = side.stats
                writer.writerow(
                    [one.name, label_of(number), found.files[number], stats.min, stats.median, stats.rounds]
                )
    return text.getvalue()
