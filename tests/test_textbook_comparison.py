"""Textbook runs side by side: what differs is marked, what is missing is said, and other files are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import corecurve
from test_textbook_figures import record, trials

from corecurve.bench.errors import FileError, UsageError
from corecurve.bench.estimator.estimate import Estimate
from corecurve.reports.textbook.account import give_account
from corecurve.reports.textbook.comparing import TextbookComparison, compare_accounts, load_textbooks, surely_differ
from corecurve.reports.textbook.comparison_text import render_comparison_markdown, render_comparison_text
from corecurve.reports.textbook.evidence import Figure
from corecurve.reports.textbook.record import TextbookRecord, save_record
from corecurve.reports.textbook.trials import MemoryTrial, MutationTrial, Trials

MIB = 1024**2


def other_trials() -> Trials:
    """Another interpreter: threads that do not share memory, and forked processes that take 5 MiB."""
    made = trials()
    return Trials(
        **{
            **{name: getattr(made, name) for name in ("overlap", "messages", "updates", "calls", "examples")},
            "mutation": [MutationTrial(2, {"thread": 0, "fork": 0, "spawn": 0})] * 3,
            "memory": [MemoryTrial({"thread": [0, MIB, MIB + 8192], "fork": [0, MIB, 6 * MIB]})] * 3,
        }
    )


def side_by_side(*records: TextbookRecord) -> TextbookComparison:
    """These records as files a.json, b.json and so on."""
    return compare_accounts([f"{name}.json" for name in "abc"[: len(records)]], [give_account(one) for one in records])


def test_verdicts_that_differ_are_named() -> None:
    found = side_by_side(record(), record(other_trials()))
    assert found.headline == "The verdicts on 1 of 6 statements differ: 7."


def test_a_run_beside_itself_differs_in_nothing() -> None:
    found = side_by_side(record(), record())
    assert found.headline == "The verdicts on all 6 statements are the same."
    assert not any(figure.differs for pair in found.statements for figure in pair.figures)


def test_figures_whose_intervals_do_not_touch_are_marked() -> None:
    found = side_by_side(record(), record(other_trials()))
    assert {figure.label for pair in found.statements for figure in pair.figures if figure.differs} == {
        "changes by a thread that were seen",
        "one more process (fork), PSS",
    }


def test_a_statement_that_one_run_did_not_test_is_there_and_says_so() -> None:
    found = side_by_side(record(only=[7]), record(only=[7, 12]))
    assert [(pair.statement.number, pair.outcomes) for pair in found.statements] == [
        (7, ("holds here", "holds here")),
        (12, ("not tested", "holds here")),
    ]


def test_intervals_that_touch_are_no_difference() -> None:
    one, other, third = (
        Figure("", "seconds", Estimate(value, value - 0.1, value + 0.1, 5, 3, "wall")) for value in (1.0, 1.15, 1.3)
    )
    assert not surely_differ(one, other)
    assert surely_differ(one, third)
    assert not surely_differ(Figure("", "count", count=3, out_of=9), Figure("", "count", count=30, out_of=90))


def test_two_runs_fit_80_columns_of_text() -> None:
    text = render_comparison_text(side_by_side(record(), record(other_trials())))
    assert max(map(len, text.splitlines())) <= 80
    assert "A  made-up" in text
    assert "B  made-up" in text
    assert "2.00 MiB ±0%" in text


def test_markdown_has_a_column_for_each_run() -> None:
    text = render_comparison_markdown(side_by_side(record(), record(other_trials()), record()))
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {row.count("|") for row in rows} == {6}


def test_files_are_read_and_set_side_by_side(tmp_path: Path) -> None:
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    for path, found in zip(paths, (trials(), other_trials()), strict=True):
        save_record(path, record(found))
    loaded = load_textbooks(paths)
    assert loaded is not None
    assert loaded.files == tuple(map(str, paths))
    assert loaded.headline.startswith("The verdicts on 1 of 6")


def test_other_files_are_none_of_ours_and_a_mixture_is_refused(tmp_path: Path) -> None:
    book, other = tmp_path / "book.json", tmp_path / "other.json"
    save_record(book, record())
    other.write_text('{"corecurve": {}}', encoding="utf-8")
    assert load_textbooks([other, other]) is None
    with pytest.raises(UsageError, match=r"other\.json: not a textbook run like the others"):
        load_textbooks([book, other])


def test_the_compare_command_sets_two_textbook_runs_side_by_side(tmp_path: Path) -> None:
    save_record(tmp_path / "a.json", record())
    save_record(tmp_path / "b.json", record(other_trials()))
    done = corecurve(tmp_path, "compare", "a.json", "b.json", "--markdown", "both.md", door="corecurve.reports")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The verdicts on 1 of 6 statements differ: 7." in done.stdout
    assert "## 7." in (tmp_path / "both.md").read_text(encoding="utf-8")
    refused = corecurve(tmp_path, "compare", "a.json", "b.json", "--csv", "-", door="corecurve.reports")
    assert (refused.returncode, "--markdown only" in refused.stderr) == (2, True)


def test_a_damaged_textbook_run_is_an_error_of_its_own(tmp_path: Path) -> None:
    book = tmp_path / "book.json"
    book.write_text('{"corecurve_textbook": {"format": 1}}', encoding="utf-8")
    with pytest.raises(FileError, match="missing required field"):
        load_textbooks([book, book])
