"""Values of options: what people write, and a clear no to the rest."""

from __future__ import annotations

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corecurve.bench.commands.option_types import Counts, Duration, Percentage, Words


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("60", 60), ("60s", 60), (" 1.5 m ", 90), ("2min", 120), ("500ms", 0.5), (".5h", 1800), ("1.", 1)],
)
def test_durations_are_seconds(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "0", "0s", "-1", "x", "1 day", "1e3", "2401h", "inf", "nan", "5 s s", "9" * 400])
def test_a_duration_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        Duration().convert(text, None, None)


@pytest.mark.parametrize(("text", "share"), [("2%", 0.02), ("0.02", 0.02), (" 99.5 % ", 0.995), (".5%", 0.005)])
def test_percentages_are_shares(text: str, share: float) -> None:
    assert Percentage().convert(text, None, None) == pytest.approx(share)


@pytest.mark.parametrize("text", ["", "0", "0%", "100%", "2", "-1%", "x%", "nan", "1e-2"])
def test_a_percentage_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        Percentage().convert(text, None, None)


@pytest.mark.parametrize(("text", "counts"), [("1,2,4", (1, 2, 4)), (" 3 ", (3,)), ("2,2,1", (2, 1)), ("-1", (-1,))])
def test_counts_are_whole_numbers_once_each(text: str, counts: tuple[int, ...]) -> None:
    assert Counts().convert(text, None, None) == counts


@pytest.mark.parametrize("text", ["", "x", "1,,2", "1.5", "1 2", "default", "9" * 5000])
def test_a_count_that_is_none_is_refused_in_a_short_line(text: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        Counts().convert(text, None, None)
    assert len(caught.value.message) < 120


def test_the_word_default_counts_where_it_is_allowed() -> None:
    assert Counts(allows_default=True).convert("default,8", None, None) == (None, 8)


def test_words_are_what_stands_between_commas() -> None:
    assert Words().convert("pool, threads,,", None, None) == ("pool", "threads")
    with pytest.raises(click.BadParameter):
        Words().convert(" , ", None, None)


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_clear_no(text: str) -> None:
    for kind in (Words(), Counts(), Duration(), Percentage()):
        try:
            kind.convert(text, None, None)
        except click.BadParameter as error:
            assert error.message  # noqa: PT017
