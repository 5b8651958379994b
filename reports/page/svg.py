"""A matplotlib figure as SVG that lives inside a page: real text, the page's colours, no names that clash.

Only tags are rewritten, never the text between them: matplotlib escapes ``<`` and ``>`` wherever they
come from a name, so that a tag is matplotlib's own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from markupsafe import Markup, escape
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure

from corecurve.reports.figures.margins import fit_margins
from corecurve.reports.figures.style import styled
from corecurve.reports.page.theme import variable_of

POINTS_PER_INCH = 72
_TAG = re.compile(r"<[^>]+>")
_ID = re.compile(r'\sid="([^"]*)"')
_REFERENCE = re.compile(r'(url\(#|xlink:href="#)([^)"]*)')
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_LONG_DECIMALS = re.compile(r"(\d+\.\d\d)\d+")
_FONT = re.compile(r"font-family: [^;\"]*;? ?")
_NO_ROTATION = re.compile(r'\stransform="rotate\(-?0 [^"]*"')
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))


def to_inline_svg(figure: Figure, prefix: str, label: str) -> Markup:
    """The figure as an ``<svg>`` element that scales with its container.

    The rules for line ends that matplotlib puts first are the page's. ``prefix`` makes its ids unique in the page;
    ``label`` is what a screen reader says of it.
    """
    text = _drawn(figure)
    body = text[text.index("</defs>", text.index("<svg")) + len("</defs>") : text.rindex("</svg>")]
    width, height = (72 * inches for inches in figure.get_size_inches())
    opening = Markup('<svg viewBox="0 0 {:.0f} {:.0f}" role="img" aria-label="{}">').format(width, height, label)
    return opening + Markup(_TAG.sub(_tidy(prefix), body).replace("\n", "")) + Markup("</svg>")  # noqa: S704


def _drawn(figure: Figure) -> str:
    """The figure as matplotlib's own SVG.

    As ``savefig`` does it, but margins are fitted with the renderer that draws: it remembers how long each text is.
    """
    image = io.StringIO()
    with styled():
        figure.dpi = POINTS_PER_INCH
        width, height = figure.get_size_inches() * POINTS_PER_INCH
        renderer = RendererSVG(width, height, image, metadata=_NO_METADATA)  # type: ignore[no-untyped-call]
        fit_margins(figure, renderer)
        figure.patch.set_visible(False)
        figure.draw(renderer)
        renderer.finalize()  # type: ignore[no-untyped-call]
    return image.getvalue()


def _tidy(prefix: str) -> Callable[[re.Match[str]], str]:
    prefix = str(escape(prefix))

    def tidy(match: re.Match[str]) -> str:
        tag = match.group()
        if tag.startswith("</"):
            return tag
        tag = _ID.sub(lambda found: _kept_id(found.group(1), prefix), tag)
        tag = _REFERENCE.sub(lambda found: f"{found.group(1)}{prefix}-{found.group(2)}", tag)
        tag = _COLOUR.sub(lambda found: variable_of(found.group()), tag)
        tag = _LONG_DECIMALS.sub(r"\1", _NO_ROTATION.sub("", _FONT.sub("", tag)))
        return re.sub(r"\s+", " ", tag)

    return tidy


def _kept_id(name: str, prefix: str) -> str:
    """Only markers and clip paths are referred to; matplotlib names those by a hash."""
    return f' id="{prefix}-{name}"' if re.fullmatch(r"[a-z][0-9a-f]{10}", name) else ""
