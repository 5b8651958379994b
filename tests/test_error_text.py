"""Errors of measured processes in one line."""

from __future__ import annotations

import signal
from multiprocessing.process import BaseProcess
from types import SimpleNamespace
from typing import cast

import pytest

from corecurve.core.error_text import describe_deaths, describe_error


def refuse() -> None:
    raise ValueError("seven is not allowed")


def processes(*codes: int | None) -> list[BaseProcess]:
    return [cast(BaseProcess, SimpleNamespace(pid=number, exitcode=code)) for number, code in enumerate(codes, 1)]


def test_type_text_and_place_are_told() -> None:
    with pytest.raises(ValueError, match="seven") as caught:
        refuse()
    assert describe_error(caught.value).startswith("ValueError: seven is not allowed (tests/test_error_text.py:")


def test_an_error_without_text_is_its_type() -> None:
    assert describe_error(KeyboardInterrupt()) == "KeyboardInterrupt"


@pytest.mark.parametrize("text", ["two\nlines", "\x1b[2J\x07", "tab\tand\rreturn", "lone \ud800 surrogate", "a\u2028b"])
def test_any_text_is_one_printable_line(text: str) -> None:
    assert describe_error(ValueError(text)).isprintable()


def test_a_long_text_is_cut() -> None:
    assert len(describe_error(ValueError("x" * 10_000_000))) <= 500


def test_an_error_that_cannot_say_its_text_is_told_all_the_same() -> None:
    class Speechless(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert describe_error(Speechless()) == "Speechless: its text cannot be made (RuntimeError)"


def test_the_living_are_no_deaths() -> None:
    assert describe_deaths(processes(None, None)) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (3, "worker 1 ended with exit code 3"),
        (0, "worker 1 ended with exit code 0"),
        (-int(signal.SIGSEGV), "worker 1 was killed by SIGSEGV"),
        (-int(signal.SIGKILL), "worker 1 was killed by SIGKILL (out of memory?)"),
        (-200, "worker 1 was killed by signal 200"),
    ],
)
def test_an_end_is_told_in_words(code: int, words: str) -> None:
    assert describe_deaths(processes(code, None)) == words


def test_the_cause_is_told_and_not_those_that_a_pool_terminated_after_it() -> None:
    term = -int(signal.SIGTERM)
    assert describe_deaths(processes(term, 3, 0, term)) == "worker 2 ended with exit code 3"


def test_of_many_deaths_three_are_told() -> None:
    told = describe_deaths(processes(*[1] * 50))
    assert told is not None
    assert told.count("worker") == 3
