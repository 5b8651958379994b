"""The forms that a conclusion can take, by the name that the command line gives them."""

from __future__ import annotations

from collections.abc import Callable

from corecurve.reports.check.github import render_github
from corecurve.reports.check.json_text import render_json
from corecurve.reports.check.junit import render_junit
from corecurve.reports.check.markdown import render_markdown
from corecurve.reports.check.text import render_text
from corecurve.reports.check.verdicts import Conclusion

RENDERERS: dict[str, Callable[[Conclusion], str]] = {
    "text": render_text,
    "markdown": render_markdown,
    "json": render_json,
    "github": render_github,
    "junit": render_junit,
}
