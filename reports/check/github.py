"""A conclusion as GitHub Actions annotations: workflow commands, one a line, on standard output."""

from __future__ import annotations

from corecurve.bench.printable import printable
from corecurve.reports.check.text import NOTHING, figures_of, summary_line
from corecurve.reports.check.verdicts import Conclusion, Verdict

_COMMANDS = {"regression": "error", "inconclusive": "warning", "improvement": "notice"}
_MOST = 10
"""GitHub shows ten annotations of a kind a step; what is beyond is in the summary."""


def render_github(conclusion: Conclusion) -> str:
    """An annotation for every case that is not unchanged, then the sum as a notice."""
    lines = []
    for word, command in _COMMANDS.items():
        found = [one for one in conclusion.verdicts if one.word == word]
        lines += [_annotation(command, f"{one.case_id}: {word}", _message(one)) for one in found[:_MOST]]
    if not conclusion.verdicts:
        lines.append(_annotation("error", "speedup check", NOTHING))
    lines.append(_annotation("notice", "speedup check", summary_line(conclusion)))
    return "\n".join(lines) + "\n"


def _message(one: Verdict) -> str:
    return "; ".join(part for part in (figures_of(one), *one.reasons) if part)


def _annotation(command: str, title: str, message: str) -> str:
    return f"::{command} title={_property(printable(title))}::{_data(printable(message, 2000))}"


def _data(text: str) -> str:
    """What GitHub's toolkit escapes in a message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """What it escapes in a property besides."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
