"""Tolerances as people write them."""

from __future__ import annotations

import pytest

from corecurve.bench.errors import UsageError
from corecurve.reports.check.tolerances import Tolerances, parse_growth, parse_share, parse_tolerances


@pytest.mark.parametrize(("text", "share"), [("5%", 0.05), ("0.05", 0.05), (" 2.5 % ", 0.025), ("0", 0.0)])
def test_a_share_is_a_percentage_or_a_number(text: str, share: float) -> None:
    assert parse_share(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["", "5 percent", "-1%", "100%", "5", "nan", "inf"])
def test_what_is_no_loss_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="tolerance"):
        parse_share(text)


def test_growth_may_exceed_everything() -> None:
    assert parse_growth("250%") == 2.5
    for text in ("-1%", "nan", "inf"):
        with pytest.raises(UsageError):
            parse_growth(text)


def test_a_pattern_names_cases_with_their_brackets_and_the_last_that_fits_counts() -> None:
    tolerances = parse_tolerances(["3%", "primes[*]=10%", "primes[pool-2]=2%", "*[threads-*]=50%"])
    assert tolerances.of("primes[pool-2]") == 0.02
    assert tolerances.of("primes[pool-1]") == 0.1
    assert tolerances.of("waiting[threads-4]") == 0.5
    assert tolerances.of("waiting[pool-4]") == 0.03


def test_a_bracket_is_no_class_of_characters() -> None:
    assert Tolerances(by_pattern=(("primes[pool-2]", 0.1),)).of("primesp") == 0.05


def test_a_growth_beyond_all_measure_is_refused() -> None:
    assert parse_growth("100000%") == 1000.0
    with pytest.raises(UsageError, match="at most 1e\\+06 times"):
        parse_growth("1e20%")
