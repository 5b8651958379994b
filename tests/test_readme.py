"""What the README and the documentation tell people to type exists: commands, options, targets, files."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from corecurve.core import Workload
from corecurve.reports.cli import corecurve_group

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SHELL = {"console", "sh", "bash", "shell"}
END_OF_A_CALL = {"|", "||", "&&", ";", ">", ">>", "<", "2>", "#"}
EVERYWHERE = {"--help", "-h", "--debug"}
PLANNED: set[str] = set()
"""Commands that the documentation may already speak of; the README promises only what is there."""


class Call(NamedTuple):
    """A command line that a page names."""

    page: str
    words: tuple[str, ...]


def calls(page: str, text: str) -> list[Call]:
    """The calls of corecurve, make and ``python -m corecurve…`` in a page's shell blocks and code spans."""
    found = [Call(page, call) for line in shell_lines(text) for call in split(line)]
    return [call for call in found if call.words[0] in {"corecurve", "make"} or is_module(call.words)]


def shell_lines(text: str) -> list[str]:
    fence = re.compile(r"^ *```(\w*)[^\n]*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
    lines = []
    for language, block in fence.findall(text):
        if language in SHELL:
            typed = [line.strip() for line in block.replace("\\\n", " ").splitlines()]
            has_prompts = any(line.startswith("$ ") for line in typed)
            lines += [line.removeprefix("$ ") for line in typed if line.startswith("$ ") or not has_prompts]
    return lines + re.findall(r"`([^`\n]+)`", fence.sub("", text))


def split(line: str) -> list[tuple[str, ...]]:
    """The calls of one line; leading settings of variables are dropped, ``.venv/bin/x`` is ``x``."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return []
    found: list[list[str]] = [[]]
    for word in words:
        if word in END_OF_A_CALL:
            found.append([])
        elif found[-1] or not re.match(r"[A-Z_]+=", word):
            found[-1].append(word.rstrip(";"))
            found += [[]] if word.endswith(";") else []
    return [(call[0].rpartition("/")[2], *call[1:]) for call in found if call]


def is_module(words: tuple[str, ...]) -> bool:
    return words[0].startswith("python") and words[1:2] == ("-m",) and words[2:3] != () and "corecurve" in words[2]


def complaint(call: Call) -> str | None:
    """Why this call cannot be made, or None."""
    if call.words[0] == "make":
        return complaint_of_make(call.words[1:])
    if is_module(call.words):
        return None if importlib.util.find_spec(call.words[2]) else f"no module {call.words[2]}"
    return complaint_of_corecurve(call.words[1:])


def complaint_of_make(words: tuple[str, ...]) -> str | None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
    for word in words:
        name, is_setting, _ = word.strip("[]").partition("=")
        if is_setting and f"$({name})" not in MAKEFILE:
            return f"the Makefile knows no {name}"
        if not is_setting and not word.startswith("-") and word not in targets:
            return f"no target {word}"
    return None


def complaint_of_corecurve(words: tuple[str, ...]) -> str | None:
    command: click.Command = corecurve_group
    known = set(EVERYWHERE) | options_of(command)
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        name = rest.pop(0)
        inner = command.get_command(click.Context(command), name)
        if inner is None:
            return f"no command {name}"
        command = inner
        known |= options_of(command)
    flags = [word.strip("[]").partition("=")[0] for word in rest if re.match(r"\[?--?[a-zA-Z]", word)]
    return next((f"{command.name} has no option {flag}" for flag in flags if flag not in known), None)


def options_of(command: click.Command) -> set[str]:
    return {name for option in command.params for name in (*option.opts, *option.secondary_opts)}


def all_calls() -> list[Call]:
    pages = ((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in PAGES)
    return sorted({call for page, text in pages for call in calls(page, text)})


@pytest.mark.parametrize("call", all_calls(), ids=lambda call: f"{call.page}: {shlex.join(call.words)}")
def test_what_a_page_tells_people_to_type_exists(call: Call) -> None:
    if call.page.startswith("docs/") and call.words[0] == "corecurve" and PLANNED.intersection(call.words[1:2]):
        pytest.skip(f"corecurve {call.words[1]} is planned")
    assert complaint(call) is None


def test_a_command_that_exists_is_no_longer_called_planned() -> None:
    assert PLANNED.isdisjoint(corecurve_group.list_commands(click.Context(corecurve_group)))


def test_every_command_that_make_runs_exists() -> None:
    lines = [line.replace("$(corecurve)", "corecurve") for line in re.findall(r"\$\(corecurve\) [a-z].*", MAKEFILE)]
    made = [Call("Makefile", words) for line in lines for words in split(re.sub(r"\$\([^)]*\)+", "x", line))]
    assert [(call.words, complaint(call)) for call in made if call.words[0] == "corecurve" and complaint(call)] == []


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ("`corecurve rnu`", ["no command rnu"]),
        ("`corecurve report latest --pgn F`", ["report has no option --pgn"]),
        ("`make bech`", ["no target bech"]),
        ("`make report Q=3`", ["the Makefile knows no Q"]),
        ("`python -m corecurve.nothing`", ["no module corecurve.nothing"]),
        ("```console\n$ make help && corecurve nothing\ncorecurve is output here\n```", [None, "no command nothing"]),
        ("```python\nmake = 1\n```", []),
        ("`make compare A=1 B=latest` and `corecurve --help`", [None, None]),
    ],
)
def test_a_call_that_does_not_exist_is_found(text: str, complaints: list[str | None]) -> None:
    assert [complaint(call) for call in calls("page", text)] == complaints


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_page_links_to_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'(?:src|href)="([^"#]+)"', text)
    files = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in files if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_a_workload_that_a_page_shows_is_one_and_its_tasks_run(page: str) -> None:
    (source,) = re.findall(
        r"^```python\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    names: dict[str, object] = {}
    exec(compile(source, page, "exec"), names)
    (workload,) = (value for value in names.values() if isinstance(value, Workload))
    for size in (1, 100):  # calibration asks for more and more
        assert [workload.task(one) for one in workload.inputs(size)]


def test_make_help_lists_every_target_that_people_call() -> None:
    called = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
    told = set(re.findall(r"^([a-z][a-z-]*):.*## ", MAKEFILE, re.MULTILINE))
    assert called == told
