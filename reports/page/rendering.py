"""Pages from templates: autoescape on, nothing looked up outside the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from corecurve.bench.printable import printable
from corecurve.reports.page.content import Page
from corecurve.reports.page.theme import backend_variable, variables
from corecurve.reports.palette import ink_of

LONGEST_NAME = 120
LONGEST_TEXT = 10_000
TEMPLATES = Path(__file__).parent / "templates"


def render_page(page: Page) -> str:
    """The whole page as one self-contained HTML document."""
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            light=Markup(variables("light")),  # noqa: S704 - our own palette
            dark=Markup(variables("dark")),  # noqa: S704
            style=Markup(_own("page.css")),  # noqa: S704
            script=Markup(_own("page.js")),  # noqa: S704
        )
    )


def _own(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["colour"] = lambda backend: Markup(backend_variable(ink_of(backend)))  # noqa: S704
    environment.filters["shown"] = lambda text: printable(text, LONGEST_NAME)
    environment.globals["filters"] = _filters
    return environment


def _visible(value: object) -> object:
    """Whatever reaches the page has no invisible characters: some of them turn a line around."""
    is_plain = not isinstance(value, str) or isinstance(value, Markup) or value.isprintable()
    return value if is_plain else printable(value, LONGEST_TEXT)


def _filters(page: Page, workload: str | None = None, backend: str | None = None) -> Markup:
    """The attributes by which an element is filtered: numbers, since names may be anything."""
    found = Markup("")
    if workload in page.workloads:
        found += Markup(' data-w="{}"').format(page.workloads.index(workload) + 1)
    if backend in page.backends:
        found += Markup(' data-b="{}"').format(page.backends.index(backend) + 1)
    return found
