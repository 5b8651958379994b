"""What the page says, and that it says it alone: golden data, hostile data, nothing from outside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest
from made_reports import QUIET, make_report
from test_explain_breakeven import sweep
from test_textbook_figures import record

from corecurve.bench.report import Report
from corecurve.reports.compare.comparison import compare
from corecurve.reports.figures.drawing import draw_quantity
from corecurve.reports.figures.quantity import SPEEDUP
from corecurve.reports.frames import cases_frame
from corecurve.reports.page.compare_page import gather_compare_page, render_compare_page
from corecurve.reports.page.content import Page, PageTable
from corecurve.reports.page.markdown import render_markdown
from corecurve.reports.page.rendering import render_page
from corecurve.reports.page.report_page import gather_report_page, render_report_page
from corecurve.reports.page.svg import to_inline_svg
from corecurve.reports.palette import BACKENDS, OTHERS, TONES
from corecurve.reports.summary import summarise
from corecurve.reports.textbook.account import give_account

USUAL = make_report(
    noise=QUIET,
    cores=4,
    workers=(1, 2, 4),
    workloads=("primes", "waiting"),
    speedups={("pool", 4): 3.6, ("processes", 4): 3.7},
    failed={("primes", "pool", 2): "TypeError: cannot pickle"},
    skipped={("waiting", "threads", 4): "no threads"},
)
HOSTILE = '<script>alert(1)</script>"><img onerror=x>{{7*7}}</style>\u202e|*_`$x$#000000 var(--ink) #1c1e21'
VOID = {"meta", "link", "br", "img", "input", "hr", "path", "use", "line"}


@cache
def usual_page() -> Page:
    return page_of(USUAL)


def page_of(report: Report) -> Page:
    return gather_report_page(summarise(report))


def tables(page: Page) -> list[PageTable]:
    blocks = [block for section in page.sections for block in section.blocks]
    figures = [figure.table for block in blocks for figure in block.figures if figure.table is not None]
    return [*figures, *(table for block in blocks for table in block.tables)]


def table_named(page: Page, caption: str) -> PageTable:
    (found,) = [table for table in tables(page) if table.caption == caption]
    return found


def column(table: PageTable, heading: str) -> list[str]:
    place = [one.heading for one in table.columns].index(heading)
    return [row.cells[place].text for row in table.rows]


def test_the_story_goes_from_the_answer_to_the_machine() -> None:
    page = usual_page()
    assert [section.anchor for section in page.sections] == [
        "speedup",
        "losses",
        "timeline",
        "resources",
        "breakeven",
        "laws",
        "cases",
        "machine",
    ]
    assert [answer.workload for answer in page.answers] == ["primes", "waiting"]
    first = page.answers[0]
    assert first.sentence.startswith("4 processes are 3.70× (")
    assert first.sentence.endswith("1 case failed.")
    assert first.advice == "Use processes with 4 workers."
    assert (first.figure, first.outcome) == ("3.70×", "faster")


def test_what_was_measured_too_briefly_is_to_be_measured_longer() -> None:
    (only,) = page_of(make_report(launches=1, blocks=1)).answers
    assert (only.sentence, only.advice) == ("Too few rounds for a speedup with an interval.", "Measure longer.")


def test_a_run_outside_any_repository_names_no_commit() -> None:
    assert "commit" not in page_of(make_report(commit="unversioned")).subtitle[1]


def test_behind_the_curve_are_its_numbers() -> None:
    table = table_named(usual_page(), "primes: speedup")
    assert column(table, "backend") == ["threads"] * 3 + ["processes"] * 3 + ["pool"] * 3
    assert column(table, "workers") == ["1", "2", "4"] * 3
    assert column(table, "speedup")[5] == "3.70×"
    assert column(table, "of the ceiling")[5] == "95%"
    assert column(table, "efficiency")[5] == "92%"
    assert column(table, "speedup")[7] == ""
    assert column(table, "status")[7] == "failed: TypeError: cannot pickle"


def test_every_figure_has_numbers_behind_it() -> None:
    figures = [figure for section in usual_page().sections for block in section.blocks for figure in block.figures]
    assert len(figures) == 10
    assert all(figure.table is not None and figure.table.rows for figure in figures)


def test_the_raw_table_has_every_case() -> None:
    table = table_named(usual_page(), "All cases")
    assert len(table.rows) == 18
    assert {row.workload for row in table.rows} == {"primes", "waiting"}
    outcomes = column(table, "outcome")
    assert outcomes.count("ok") + outcomes.count("imprecise") == 16
    assert set(column(table, "reason")) - {""} == {"TypeError: cannot pickle", "no threads"}


def test_a_sweep_shows_what_pays_and_on_which_side_each_workload_is() -> None:
    report = make_report(noise=QUIET, workloads=("primes", "waiting"), serial_seconds=0.24, tasks=24)
    page = gather_report_page(summarise(report), sweep=sweep())
    (section,) = [one for one in page.sections if one.anchor == "breakeven"]
    assert section.lead.startswith("The cost per task from which 2 workers beat the loop, for 32 equal tasks")
    assert len(section.blocks[0].figures) == 1 and section.blocks[0].notes == []
    backends = table_named(page, "What pays, with 95% intervals")
    assert column(backends, "backend") == ["threads", "pool"]
    assert column(backends, "kept: pays from, per task")[0].startswith("never up to")
    assert len(table_named(page, "The speedup at each cost of a task").rows) == 18
    sides = table_named(page, "Are this report's tasks dear enough?")
    assert (column(sides, "workload"), column(sides, "pool")) == (["primes"], ["worth it"])


def test_a_sweep_of_another_machine_is_told() -> None:
    page = gather_report_page(summarise(make_report(node="elsewhere")), sweep=sweep())
    (section,) = [one for one in page.sections if one.anchor == "breakeven"]
    assert [note.text.partition(":")[0] for note in section.blocks[0].notes] == ["Measured on another machine"]


def test_without_a_sweep_the_page_says_how_to_get_one() -> None:
    (section,) = [one for one in usual_page().sections if one.anchor == "breakeven"]
    assert "corecurve breakeven --output FILE" in section.lead
    assert [block for block in section.blocks if block.figures or block.tables or block.notes] == []


def test_columns_that_say_nothing_are_left_out() -> None:
    page = page_of(make_report(profile=False, ceilings=False))
    headings = [one.heading for one in table_named(page, "All cases").columns]
    assert "speedup" in headings
    assert not {"peak memory", "of the ceiling", "reason"} & set(headings)


def test_warnings_stand_where_they_matter() -> None:
    page = page_of(make_report(failed={("pool", 2): "boom"}, interrupted="Ctrl-C", precision=0.0001))
    assert any("interrupted (Ctrl-C)" in note.text for note in page.notes)
    (block,) = page.sections[0].blocks
    assert any(note.kind == "failed" and "boom" in note.text for note in block.notes)
    assert any("less precise" in note.text for note in block.notes)


def test_a_report_without_profiles_leaves_out_what_needs_them() -> None:
    anchors = [section.anchor for section in page_of(make_report(profile=False)).sections]
    assert "losses" not in anchors and "timeline" not in anchors
    assert {"speedup", "resources", "cases"} <= set(anchors)


def test_every_workload_is_answered_even_where_nothing_was_measured() -> None:
    page = page_of(make_report(launches=1, blocks=1, profile=False))
    assert [answer.sentence for answer in page.answers] == ["Too few rounds for a speedup with an interval."]
    assert render_report_page(summarise(make_report(workloads=()))).count("The report holds no workloads.") == 1


def test_a_textbook_run_stands_before_the_raw_table() -> None:
    account = give_account(record())
    page = gather_report_page(summarise(make_report(profile=False)), account)
    anchors = [section.anchor for section in page.sections]
    assert anchors.index("textbook") < anchors.index("cases")
    verdicts = table_named(page, "What introductions to multiprocessing say")
    assert column(verdicts, "statement") == [one.statement.text for one in account.verdicts]
    assert column(verdicts, "verdict") == [one.outcome for one in account.verdicts]


class Reader(HTMLParser):
    """Reads a page strictly: what is opened is closed, and in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):  # type: ignore[union-attr]
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def hostile_reports() -> tuple[Report, Report]:
    hostile = make_report(
        workloads=(HOSTILE, "primes"),
        backends=(HOSTILE, "pool"),
        failed={("pool", 2): HOSTILE},
        warnings=(HOSTILE,),
        interrupted=HOSTILE,
        node=HOSTILE,
        cpu_model=HOSTILE,
        commit=HOSTILE,
        started=HOSTILE,
        python_version=HOSTILE,
    )
    return hostile, make_report(workloads=("primes",))


@pytest.fixture(scope="module")
def rendered() -> dict[str, str]:
    first, second = hostile_reports()
    return {
        "usual": render_page(usual_page()),
        "hostile": render_report_page(summarise(first)),
        "compared": render_compare_page(compare([(HOSTILE, first), ("b.json", second)])),
    }


@pytest.mark.parametrize("name", ["usual", "hostile", "compared"])
def test_the_page_is_well_formed_and_names_nothing_twice(rendered: dict[str, str], name: str) -> None:
    reader = read(rendered[name])
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {
        (value or "")[1:] for _, found in reader.tags for key, value in found.items() if key in ("href", "xlink:href")
    }
    assert targets - {"ata:,"} <= set(ids)


@pytest.mark.parametrize("name", ["usual", "hostile", "compared"])
def test_the_page_asks_for_nothing_from_outside(rendered: dict[str, str], name: str) -> None:
    reader = read(rendered[name])
    assert not {tag for tag, _ in reader.tags} & {"img", "iframe", "object", "embed", "base"}
    assert [found for tag, found in reader.tags if tag == "script"] == [{}]
    assert not [
        found for _, found in reader.tags if any(key in found for key in ("src", "srcset", "onerror", "onclick"))
    ]
    assert "@import" not in rendered[name] and "url(http" not in rendered[name]


@pytest.mark.parametrize("name", ["hostile", "compared"])
def test_whatever_a_report_holds_is_shown_as_text(rendered: dict[str, str], name: str) -> None:
    text = " ".join(read(rendered[name]).text)
    assert '<script>alert(1)</script>"><img onerror=x>{{7*7}}</style>\\u202e' in text
    assert "\u202e" not in rendered[name]


def test_colours_in_names_stay_names() -> None:
    frame = cases_frame(make_report(backends=("#1c1e21", "pool"), workloads=("w",)))
    figure = draw_quantity(frame, SPEEDUP)
    assert figure is not None
    svg = str(to_inline_svg(figure, "x", "#1c1e21"))
    assert ">#1c1e21</text>" in svg
    assert 'aria-label="#1c1e21"' in svg


def test_figures_take_all_their_colours_from_the_page() -> None:
    own = {tone.light for tone in TONES.values()} | {ink.light for ink in (*BACKENDS.values(), *OTHERS)}
    for section in usual_page().sections:
        for figure in (figure for block in section.blocks for figure in block.figures):
            ET.fromstring(str(figure.svg).replace("<svg ", '<svg xmlns:xlink="x" ', 1))
            styles = " ".join(re.findall(r'style="([^"]*)"', str(figure.svg)))
            assert re.findall(r"#[0-9a-f]{6}", styles) == []
            assert "var(--" in styles
    page = render_page(usual_page())
    assert all(colour in page for colour in own)


def test_the_page_of_a_default_run_is_small() -> None:
    workloads = [f"workload-{number}" for number in range(8)]
    page = render_report_page(summarise(make_report(workloads=workloads, workers=(1, 2, 3, 4), tasks=40)))
    assert len(page.encode()) < 1_500_000


def test_a_comparison_shows_seconds_first_and_lists_what_one_side_lacks() -> None:
    slow = make_report(serial_seconds=0.4, workers=(1, 2), node="slow", launches=3)
    fast = make_report(serial_seconds=0.2, workers=(1, 4), cores=4, node="fast", launches=3)
    page = gather_compare_page(compare([("slow.json", slow), ("fast.json", fast)]))
    assert [section.anchor for section in page.sections][:2] == ["seconds", "speedup"]
    assert page.answers[0].sentence.startswith("B is fastest: ")
    notes = " ".join(note.text for note in page.notes)
    assert "B does not have primes[threads-2]" in notes
    assert "A does not have primes[threads-4]" in notes
    assert "different" in notes and "usable cores: 2 / 4" in notes
    table = table_named(page, "All cases")
    assert column(table, "report") == ["A", "B"] * 9
    assert column(table, "status").count("not measured") == 6
    assert column(table_named(page, "What differs"), "field")[:2] == ["Name", "Usable cores"]


def test_changes_are_told_only_between_machines_that_allow_it() -> None:
    first, same = make_report(seed=1, launches=3), make_report(seed=2, launches=3)
    other = make_report(seed=3, launches=3, cores=4)
    page = gather_compare_page(compare([("a", first), ("b", same), ("c", other)]))
    table = table_named(page, "All cases")
    changes = dict(
        zip(
            zip(column(table, "report"), column(table, "workers"), strict=True),
            column(table, "speedup against A"),
            strict=True,
        )
    )
    assert "%" in changes["B", "2"]
    assert changes["C", "2"] == changes["A", "2"] == ""


@pytest.mark.parametrize("sides", [2, 10])
def test_any_number_of_reports_can_be_compared(sides: int) -> None:
    reports = [
        (f"{number}.json", make_report(seed=number, backends=("pool",), profile=False)) for number in range(sides)
    ]
    reader = read(render_compare_page(compare(reports)))
    assert f"{sides} reports compared" in " ".join(reader.text)


def figures_of(sides: int) -> list[str]:
    """The figures of a comparison of so many reports."""
    made = [make_report(seed=number, workers=(1, 2, 4), profile=False) for number in range(sides)]
    page = gather_compare_page(compare([(f"{number}.json", one) for number, one in enumerate(made)]))
    return [str(figure.svg) for section in page.sections for block in section.blocks for figure in block.figures]


def height_of(svg: str) -> float:
    found = re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)
    assert found is not None
    return float(found[1])


def test_figures_of_many_reports_are_no_higher_than_those_of_five() -> None:
    assert [height_of(svg) for svg in figures_of(12)] == [height_of(svg) for svg in figures_of(5)]


def test_figures_of_many_reports_name_every_report_and_every_case() -> None:
    for svg in figures_of(10):
        shown = re.findall(r">([^<>\n]+)</text>", svg)
        assert [text for text in shown if text in "ABCDEFGHIJ"] == list("ABCDEFGHIJ")
        for backend in ("threads", "processes", "pool"):
            assert {f"{backend} × {count}" for count in (1, 2, 4)} <= set(shown)


def test_markdown_gives_the_verdict_one_table_and_folded_details() -> None:
    text = render_markdown(summarise(USUAL))
    lines = text.splitlines()
    assert lines[0].startswith("- 🟢 **primes**: 4 processes are 3.70× (")
    assert "- ❌ **primes**: pool, 2 workers: TypeError: cannot pickle" in lines
    assert text.count("<details>") == text.count("</details>") == 3
    visible = text[: text.index("<details>")]
    assert visible.count("| :-- |") == 1
    assert sum(line.startswith("| primes |") for line in visible.splitlines()) == 3
    for fold in re.findall(r"<summary>.*</summary>\n(.*)\n", text):
        assert fold == ""


def test_markdown_folds_warnings_below_the_table_and_leaves_in_sight_what_decides() -> None:
    report = make_report(failed={("pool", 2): "TypeError: no"}, skipped={("threads", 2): "not here"})
    cut = replace(report.run, interrupted="SIGINT", is_complete=False, warnings=["The machine was loaded."])
    text = render_markdown(summarise(replace(report, run=cut)))
    visible = text[: text.index("<details>")]
    assert "The run was interrupted (SIGINT)" in visible
    assert "TypeError: no" in visible
    assert visible.rstrip().splitlines()[-1].startswith("| primes |")
    (fold,) = re.findall(r"<summary>(\d+) notes? on how sure .*?</summary>\n\n(.*?)\n\n</details>", text, re.DOTALL)
    assert int(fold[0]) == fold[1].count("\n") + 1
    assert "The machine was loaded." in fold[1] and "not here" in fold[1]


def test_markdown_shows_hostile_text_as_text() -> None:
    text = render_markdown(summarise(hostile_reports()[0]))
    assert "<script" not in text and "<img" not in text and "</style" not in text
    assert "\u202e" not in text
    tags = set(re.findall(r"</?\w+>", text))
    assert tags == {"<details>", "</details>", "<summary>", "</summary>"}
    widths = {line.replace("\\|", "").count("|") for line in text.splitlines() if line.startswith("|")}
    assert len(widths) == 2


def test_markdown_of_a_report_without_workloads_says_so() -> None:
    assert render_markdown(summarise(make_report(workloads=()))).startswith("The report holds no workloads.")
