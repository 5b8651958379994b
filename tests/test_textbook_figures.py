"""The textbook's figures: made-up trials whose truth is known, intervals that hold it, and how they are shown."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import made_reports
import pytest

from corecurve.bench.errors import FileError
from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.report import Machine
from corecurve.reports.textbook.account import TextbookAccount, give_account
from corecurve.reports.textbook.evidence import Figure
from corecurve.reports.textbook.figure_text import write_figure
from corecurve.reports.textbook.launch_interval import mean_over_launches, typical_over_launches
from corecurve.reports.textbook.markdown import render_markdown
from corecurve.reports.textbook.record import (
    FORMAT,
    TextbookRecord,
    is_record,
    load_record,
    record_path,
    save_record,
)
from corecurve.reports.textbook.text import render_text
from corecurve.reports.textbook.trial_figures import common_seconds, running_seconds, span_seconds, trial_figures
from corecurve.reports.textbook.trials import (
    CallRow,
    CallTrial,
    ExampleTrial,
    MemoryTrial,
    MessageRow,
    MessageTrial,
    MutationTrial,
    OverlapTrial,
    TaskSpan,
    Trials,
    UpdateTrial,
)

MS = 1_000_000
MIB = 1024**2


def task(*running_ms: tuple[int, int], cpu: int = 0) -> TaskSpan:
    """A task of 100 ms that had a core at these times."""
    return TaskSpan(0, 100 * MS, [(begin * MS, end * MS) for begin, end in running_ms], cpu)


def trials(*, number: int = 3) -> Trials:
    """The same made-up trial so many times, with a little scatter in what is timed."""
    turns = [task((0, 50)), task((50, 100))]
    together = [task((0, 100)), task((10, 90), cpu=1)]
    scatter = [1 + 0.01 * step for step in range(number)]
    rows = [(means, size) for size in (64, MIB) for means in ("queue", "pipe", "shared memory")]
    rates = {"queue": 1e8, "pipe": 2e8, "shared memory": 9e9}
    calls = {"apply": (1e-4, 1), "apply_async": (4e-5, 2), "map": (1e-6, 2), "starmap": (1e-6, 2)}
    return Trials(
        overlap=[OverlapTrial(together, turns)] * number,
        mutation=[MutationTrial(2, {"thread": 2, "fork": 0, "spawn": 0})] * number,
        memory=[MemoryTrial({"thread": [10 * MIB, 11 * MIB, 11 * MIB + 8192], "fork": [10 * MIB, 20 * MIB, 22 * MIB]})]
        * number,
        messages=[MessageTrial([MessageRow(m, size, 1e-5 * s, rates[m] * s) for m, size in rows]) for s in scatter],
        updates=[UpdateTrial(1000, 30, 0)] * number,
        calls=[CallTrial(2, [CallRow(name, cost * s, most) for name, (cost, most) in calls.items()]) for s in scatter],
        examples=[ExampleTrial(3, 3, 4)] * number,
    )


def record(found: Trials | None = None, **changes: object) -> TextbookRecord:
    """The record of a textbook run without paired rounds."""
    made = TextbookRecord(
        format=FORMAT,
        version="0",
        started="2026-01-02T03:04:05+00:00",
        elapsed_seconds=12.5,
        only=[4, 7, 8, 9, 11, 12],
        usable_cores=2,
        machine=Machine(node="made-up", system="Linux", release="6", architecture="x86_64"),
        trials=found or trials(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_time_in_common_is_that_of_two_or_more_tasks() -> None:
    tasks = [task((0, 40), (60, 100)), task((30, 70)), task((35, 36), (95, 100))]
    assert common_seconds(tasks) == pytest.approx((40 - 30 + 70 - 60 + 100 - 95) / 1e3)
    assert running_seconds(tasks) == pytest.approx((80 + 40 + 6) / 1e3)
    assert span_seconds(tasks) == pytest.approx(0.1)


def test_tasks_that_take_turns_have_no_time_in_common() -> None:
    assert common_seconds([task((0, 10), (20, 30)), task((10, 20), (30, 40))]) == 0


def test_a_trial_without_tasks_or_without_duration_says_nothing() -> None:
    still = TaskSpan(5, 5, [], None)
    odd = [OverlapTrial([], []), OverlapTrial([still], [still])]
    assert trial_figures(Trials(overlap=odd)) == {}
    both = trial_figures(Trials(overlap=[*odd, *trials().overlap]))
    assert both == trial_figures(Trials(overlap=trials().overlap))


def test_figures_tell_the_made_up_truth() -> None:
    figures = trial_figures(trials())
    values = {name: one.estimate.value for name, one in figures.items() if one.estimate is not None}
    counts = {name: (one.count, one.out_of) for name, one in figures.items() if one.count is not None}
    assert values["overlap processes at once"] == pytest.approx(0.8)
    assert values["overlap threads at once"] == 0
    assert values["overlap threads busy"] == pytest.approx(1.0)
    assert counts["overlap distinct CPUs"] == (2, 2)
    assert counts["seen thread"] == (6, 6)
    assert counts["seen spawn"] == (0, 6)
    assert values["bytes thread"] == 8192
    assert values["bytes fork"] == 2 * MIB, "the first worker's share of what all need is not counted"
    assert counts["lost without lock"] == (90, 3000)
    assert counts["at once apply"] == (1, 2)
    assert counts["four_started"] == (3, 3)


def test_all_of_it_holds_where_everything_is_as_the_textbook_says() -> None:
    account = give_account(record())
    assert [one.outcome for one in account.verdicts] == ["holds here"] * 6
    assert account.tally == "6 hold here"


def test_one_trial_gives_no_interval_and_so_no_verdict() -> None:
    outcomes = {one.statement.number: one.outcome for one in give_account(record(trials(number=1))).verdicts}
    assert outcomes == {4: "cannot tell", 7: "holds here", 8: "cannot tell"} | {
        9: "cannot tell",
        11: "cannot tell",
        12: "holds here",
    }


@pytest.mark.parametrize("launches", [3, 5, 8])
def test_intervals_over_launches_hold_the_truth_as_often_as_they_say(launches: int) -> None:
    chance, runs, held = random.Random(launches), 4000, [0, 0]
    for _ in range(runs):
        values = [chance.gauss(10, 2) for _ in range(launches)]
        skewed = [chance.lognormvariate(0, 0.8) for _ in range(launches)]
        for number, found, truth in ((0, mean_over_launches(values), 10), (1, typical_over_launches(skewed), 1)):
            assert found is not None
            held[number] += found.low <= truth <= found.high
    assert all(0.94 <= count / runs <= 0.96 for count in held)


def test_one_launch_alone_has_no_interval() -> None:
    assert mean_over_launches([1.0]) is None
    assert typical_over_launches([1.0]) is None
    assert typical_over_launches([1.0, 0.0]) is None


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure("", "speedup", Estimate(1.87, 1.84, 1.9, 5, 2, "wall")), "1.87× (1.84–1.90)"),
        (Figure("", "seconds", Estimate(6e-4, 4.88e-4, 3.2e-3, 5, 2, "wall")), "600 µs (488 µs–3.20 ms)"),
        (Figure("", "seconds", Estimate(6e-4, 4.88e-4, 7e-4, 5, 2, "wall")), "600 µs (488–700)"),
        (Figure("", "bytes", Estimate(100.0, -20.0, 220.0, 5, 2, "launches")), "100 B (0–220)"),
        (Figure("", "bytes per second", Estimate(5e9, 4e9, 6e9, 5, 2, "launches")), "4768 MiB/s (3815–5722)"),
        (Figure("", "count", count=3, out_of=1000), "3 of 1000"),
        (Figure("", "seconds"), "no interval"),
    ],
)
def test_a_figure_is_written_with_its_interval(figure: Figure, text: str) -> None:
    assert write_figure(figure) == text


def account_with_hostile_reason() -> TextbookAccount:
    return give_account(record(failures={"memory": "a|b\x1b[31m `c`\nd <script>"}))


def test_the_text_fits_80_columns_and_is_safe_to_print() -> None:
    text = render_text(account_with_hostile_reason())
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "✓ holds here" in text
    assert "? cannot tell: a|b" in text
    assert "Of 6 statements: 5 hold here, 1 cannot be told." in text


def test_colours_change_nothing_but_colours() -> None:
    account = give_account(record())
    coloured = render_text(account, is_coloured=True)
    plain = coloured
    for code in ("\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert plain == render_text(account) != coloured


def test_markdown_has_a_row_for_each_statement_and_escapes_what_it_was_told() -> None:
    text = render_markdown(account_with_hostile_reason())
    (row,) = [line for line in text.splitlines() if line.startswith("| 8 ")]
    assert row.replace("\\|", "").count("|") == 5
    assert "\\<script\\>" in row
    assert sum(line.startswith(f"| {number} |") for line in text.splitlines() for number in range(1, 13)) == 6


def test_a_saved_record_is_read_as_it_was_and_gives_the_same_account(tmp_path: Path) -> None:
    before = record(report=made_reports.make_report(), failures={"overlap": "gave no answer within 60 s"})
    path = record_path(tmp_path, before)
    save_record(path, before)
    assert path.name == "textbook_20260102_030405.json"
    assert is_record(path)
    assert load_record(path) == before
    assert give_account(load_record(path)) == give_account(before)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"corecurve_textbook": {"format": 1}}', "missing required field"),
        ('{"corecurve": {}}', "missing required field `corecurve_textbook`"),
        ('{"corecurve_textbook": ', "cut short"),
        ("", "is empty"),
    ],
)
def test_a_file_that_is_no_record_is_refused_in_one_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "textbook.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileError, match=message) as caught:
        load_record(path)
    assert "\n" not in str(caught.value)


def test_a_record_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "textbook.json"
    save_record(path, record(format=FORMAT + 1))
    with pytest.raises(FileError, match=f"format: expected {FORMAT}, got {FORMAT + 1}"):
        load_record(path)


def test_a_failed_experiment_is_a_gap() -> None:
    assert not record().has_gaps
    assert record(failures={"memory": "the subject was killed by SIGKILL"}).has_gaps
