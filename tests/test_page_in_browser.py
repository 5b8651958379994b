"""The page in a real browser: it sorts, filters, goes dark, fits a phone, and asks nobody for anything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import DESKTOP, PHONE, chromium, opened
from made_reports import make_report

from corecurve.bench.report import Report
from corecurve.reports.page.report_page import render_report_page
from corecurve.reports.summary import summarise

BACKENDS = ("threads", "processes", "pool", "executor", "interpreters")
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{7*7}}</style>\u202eevil\u0000' + "n" * 100_000
SORT_AND_LAY_OUT = """() => {
    const button = document.querySelectorAll("#cases-all th button")[6];
    document.body.getBoundingClientRect();
    const before = performance.now();
    button.click();
    document.body.getBoundingClientRect();
    return performance.now() - before;
}"""
NOTICEABLE_MILLISECONDS = 1000  # On a quiet machine it takes a tenth of this; selfbench measures it.
SHAPES = {
    "usual": {
        "workloads": ("primes", "waiting"),
        "cores": 4,
        "workers": (1, 2, 4, 8),
        "failed": {("pool", 8): "TypeError: cannot pickle '_thread.lock' object"},
        "skipped": {("waiting", "processes", 8): "not enough memory"},
        "launches": 3,
    },
    "one worker": {"workers": (1,), "backends": BACKENDS},
    "128 workers": {"cores": 128, "workers": (1, 2, 4, 8, 16, 32, 64, 128), "backends": BACKENDS},
    "nothing measured": {"launches": 1, "blocks": 1, "profile": False},
    "all failed": {"failed": {(backend, 1): "no" for backend in ("threads", "processes", "pool")}, "workers": (1,)},
    "no workloads": {"workloads": ()},
    "interrupted": {"interrupted": "Ctrl-C", "warnings": ("load was 7",), "precision": 0.0001},
    "hostile": {
        "workloads": (HOSTILE, "primes"),
        "backends": (HOSTILE, "pool"),
        "failed": {("pool", 2): HOSTILE},
        "warnings": (HOSTILE,),
        "interrupted": HOSTILE,
        "node": HOSTILE,
        "cpu_model": HOSTILE,
        "python_version": HOSTILE,
        "started": HOSTILE,
        "commit": HOSTILE,
    },
}


def report_of(shape: str) -> Report:
    return make_report(**SHAPES[shape])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    paths = {}
    for number, shape in enumerate(SHAPES):
        paths[shape] = folder / f"{number}.html"
        paths[shape].write_text(render_report_page(summarise(report_of(shape))), encoding="utf-8")
    return paths


OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_sticks_out_and_nothing_complains(browser: Any, pages: dict[str, Path], shape: str) -> None:
    with opened(browser, pages[shape]) as shown:
        for size in (DESKTOP, PHONE):
            shown.page.set_viewport_size({"width": size[0], "height": size[1]})
            assert shown.page.evaluate(WIDTH) <= size[0]
        shown.page.evaluate(OPEN_ALL)
        assert shown.page.evaluate(WIDTH) <= PHONE[0]
        assert shown.complaints == []
        assert [url for url in shown.requests if not url.startswith("file:") and url != "data:,"] == []


@pytest.mark.parametrize(
    ("shape", "theme", "size"),
    [
        ("usual", "light", DESKTOP),
        ("usual", "dark", PHONE),
        ("one worker", "dark", DESKTOP),
        ("nothing measured", "light", PHONE),
        ("interrupted", "light", DESKTOP),
        ("hostile", "light", PHONE),
    ],
)
def test_axe_finds_nothing(browser: Any, pages: dict[str, Path], shape: str, theme: str, size: tuple[int, int]) -> None:
    with opened(browser, pages[shape], size, color_scheme=theme) as shown:
        shown.page.evaluate(OPEN_ALL)
        assert shown.violations() == []


def test_a_click_on_a_heading_sorts_by_number_and_again_the_other_way(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["usual"]) as shown:
        heading = shown.page.locator("#cases-all th", has_text="speedup").first
        heading.locator("button").click()
        assert heading.get_attribute("aria-sort") == "descending"
        column = "#cases-all tbody tr td:nth-child(7)"
        values = [float(text.strip("~×")) for text in shown.texts(column) if text]
        assert values == sorted(values, reverse=True)
        heading.locator("button").click()
        assert heading.get_attribute("aria-sort") == "ascending"
        texts = shown.texts(column)
        assert [float(text.strip("~×")) for text in texts if text] == sorted(values)
        assert texts[-1] == ""


def test_sorting_works_by_keyboard(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["usual"]) as shown:
        shown.page.locator("#cases-all th button").first.focus()
        shown.page.keyboard.press("Enter")
        shown.page.keyboard.press("Enter")
        assert shown.texts("#cases-all tbody tr td:first-child")[0] == "waiting"


def page_of_many_rows(page: str, folder: Path) -> Path:
    """The page with its table of cases repeated to two thousand rows."""
    start = page.index("<tbody>", page.index('id="cases-all"')) + len("<tbody>")
    end = page.index("</tbody>", start)
    rows = page[start:end].strip().splitlines()
    many = folder / "many.html"
    many.write_text(page[:start] + "\n".join(rows * (2000 // len(rows) + 1)) + page[end:], encoding="utf-8")
    return many


def test_two_thousand_rows_sort_without_a_noticeable_wait(browser: Any, pages: dict[str, Path], tmp_path: Path) -> None:
    many = page_of_many_rows(pages["usual"].read_text(encoding="utf-8"), tmp_path)
    with opened(browser, many) as shown:
        assert shown.page.locator("#cases-all tbody tr").count() >= 2000
        took = shown.page.evaluate(SORT_AND_LAY_OUT)
        assert took < NOTICEABLE_MILLISECONDS
        shown.page.locator("#cases-all .all-rows").click()
        assert shown.page.locator("#cases-all tbody tr:visible").count() >= 2000


def test_the_filters_leave_what_was_chosen(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["usual"]) as shown:
        shown.page.select_option("select[name=workload]", label="waiting")
        shown.page.select_option("select[name=backend]", label="pool")
        assert set(shown.texts("#cases-all tbody tr:visible td:first-child")) == {"waiting"}
        assert set(shown.texts("#cases-all tbody tr:visible td:nth-child(2)")) == {"pool"}
        assert shown.texts("#answers h3:visible") == ["waiting"]
        assert shown.texts("#speedup h3:visible") == ["waiting"]
        assert shown.texts(".filters output") == ["4 cases"]
        shown.page.select_option("select[name=workload]", value="")
        shown.page.select_option("select[name=backend]", value="")
        assert shown.page.locator(".filtered").count() == 0


def test_every_link_leads_somewhere(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["usual"]) as shown:
        targets = shown.page.eval_on_selector_all("a", "links => links.map((link) => link.getAttribute('href'))")
        assert targets
        missing = [target for target in targets if shown.page.locator(target).count() != 1]
        assert missing == []
        ids = shown.page.eval_on_selector_all("[id]", "all => all.map((one) => one.id)")
        assert len(ids) == len(set(ids))


def test_the_page_follows_the_reader_into_the_dark(browser: Any, pages: dict[str, Path]) -> None:
    colours = {}
    for theme in ("light", "dark"):
        with opened(browser, pages["usual"], color_scheme=theme) as shown:
            colours[theme] = shown.page.evaluate(
                """() => [getComputedStyle(document.body).backgroundColor,
                getComputedStyle(document.querySelector('#speedup svg text')).fill,
                getComputedStyle(document.querySelector('#cases .dot')).backgroundColor]"""
            )
    assert all(light != dark for light, dark in zip(colours["light"], colours["dark"], strict=True))
    assert colours["light"][0] == "rgb(255, 255, 255)"


def test_without_javascript_everything_is_there(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["usual"]) as with_script:
        rows = with_script.page.locator("table tr").count()
        figures = with_script.page.locator("svg").count()
    with opened(browser, pages["usual"], java_script_enabled=False) as without:
        assert without.page.locator("table tr").count() == rows
        assert without.page.locator("svg").count() == figures > 8
        assert not without.page.locator(".filters").is_visible()
        assert without.page.locator("th button").count() == 0


def test_the_text_of_figures_is_text(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["usual"]) as shown:
        texts = shown.page.locator("#speedup-0 svg text").all_text_contents()
        assert {"workers", "speedup against the loop", "processes", "pool", "ceiling"} <= set(texts)


def test_on_a_phone_the_text_of_figures_can_be_read(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["usual"], PHONE) as shown:
        heights = shown.page.eval_on_selector_all(
            "svg", "all => all.map((svg) => 8.5 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"
        )
        assert min(heights) >= 9.5


def test_print_shows_no_controls_and_opens_the_numbers(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["usual"], color_scheme="dark") as shown:
        shown.page.emulate_media(media="print", color_scheme="dark")
        assert not shown.page.locator("nav").is_visible()
        assert shown.page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 30, 33)"
        shown.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert shown.page.locator("details:not([open])").count() == 0
        shown.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert shown.page.locator("details[open]").count() == 0


def test_what_came_from_a_report_is_shown_as_text_and_does_nothing(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["hostile"]) as shown:
        time.sleep(0.2)
        assert shown.page.locator("img").count() == 0
        assert shown.page.locator("script").count() == 1
        text = shown.page.locator("body").inner_text()
        assert "<script>alert(1)</script>" in text
        assert "{{7*7}}" in text and "49" not in shown.texts("h1")[0]
        assert "\\u202e" in text and "\u202e" not in text
        assert shown.complaints == []
