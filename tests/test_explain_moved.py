"""Between two reports, the factor that took the speedup is named, and none where they cannot tell."""

from __future__ import annotations

import pytest
from made_traces import in_sequence, made_case, made_round

from corecurve.reports.explain.activity import profile_turns
from corecurve.reports.explain.losses import Breakdown, break_down
from corecurve.reports.explain.moved import factor_that_moved


def breakdown(*, lead: float, cpu_share: float = 1.0, scatter: float = 0.001) -> Breakdown:
    """Two workers that begin ``lead`` seconds late."""
    rounds = [
        made_round(
            [
                span
                for worker in range(2)
                for span in in_sequence([0.5 + scatter * n], worker=worker, start=lead, cpu_share=cpu_share)
            ],
            workers=2,
            block=n,
        )
        for n in range(4)
    ]
    alone = [made_round(in_sequence([0.5, 0.5], cpu_share=0.98), block=n) for n in range(4)]
    return break_down(profile_turns(made_case(rounds), made_case(alone, backend="serial", workers=1)))


def test_the_factor_that_took_the_speedup_is_named() -> None:
    move = factor_that_moved(breakdown(lead=0.01), breakdown(lead=0.1))
    assert move is not None
    assert move.factor == "dispatch"
    assert move.share == pytest.approx(1.0)
    assert move.sentence() == "dispatch: its multiplier went from 0.98 to 0.83 (100% of the change)"


def test_nothing_is_named_where_nothing_moved_or_nothing_can_be_told() -> None:
    assert factor_that_moved(breakdown(lead=0.01), breakdown(lead=0.01)) is None
    assert factor_that_moved(breakdown(lead=0.01, scatter=0.1), breakdown(lead=0.011, scatter=0.1)) is None
    assert factor_that_moved(breakdown(lead=0.01), breakdown(lead=0.01, cpu_share=0.001)) is None
