"""The display of a run: lines for a log, a table for a terminal, nothing if quiet."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.measuring.events import BlockEnded, Calibrated, CaseFailed, Event, Standing, TurnBegan
from corecurve.bench.progress import LiveProgress, PlainProgress, Silence, choose_progress

CALIBRATED = Calibrated("primes", 40, 24, 0.2)
FAILED = CaseFailed("primes[pool-2]", "worker 7 was killed by [bold]SIGKILL[/bold]")


def block(cases: int, *, blocks: int = 2) -> BlockEnded:
    standings = tuple(
        Standing(f"primes[pool-{number}]", "primes", None, blocks, number % 2 == 0) for number in range(cases)
    )
    return BlockEnded(blocks, 20.0, 60.0, standings)


def plain(*events: Event) -> list[str]:
    output = io.StringIO()
    with PlainProgress(Console(file=output, width=40)) as progress:
        for event in events:
            progress(event)
    return output.getvalue().splitlines()


def live(*events: Event, width: int = 100, height: int = 50) -> str:
    output = io.StringIO()
    with LiveProgress(Console(file=output, width=width, height=height, force_terminal=True)) as progress:
        for event in events:
            progress(event)
    return output.getvalue()


def test_calibrations_and_failures_are_a_line_each_however_narrow_the_terminal() -> None:
    assert plain(CALIBRATED, TurnBegan("primes@pool", 0, False), FAILED) == [
        "primes: size 40, 24 tasks, 200 ms serial",
        "primes[pool-2] failed: worker 7 was killed by [bold]SIGKILL[/bold]",
    ]


def test_blocks_are_told_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([100.0, 100.0, 101.0, 111.0, 111.0])
    monkeypatch.setattr("corecurve.bench.progress.time.monotonic", lambda: next(times))
    lines = plain(block(4, blocks=1), block(4, blocks=2), block(4, blocks=3))
    assert lines == [
        "1 block: 2 of 4 intervals precise enough, 40 s of the budget left",
        "3 blocks: 2 of 4 intervals precise enough, 40 s of the budget left",
    ]


def test_a_terminal_shows_cases_what_runs_and_what_is_left() -> None:
    shown = live(CALIBRATED, TurnBegan("primes@pool", 1, True), block(2))
    assert "primes[pool-1]" in shown
    assert "block 2: primes@pool (profile)" in shown
    assert "40 s of the budget left" in shown


def test_an_interval_is_shown_beside_its_speedup() -> None:
    estimate = Estimate(1.9, 1.85, 1.95, blocks=5, launches=2, method="wall")
    standing = Standing("primes[pool-2]", "primes", estimate, 5, True)
    shown = live(BlockEnded(5, 1.0, 60.0, (standing,)))
    assert "1.90×" in shown
    assert "1.85–1.95" in shown


def test_more_cases_than_a_screen_takes_are_counted() -> None:
    assert "and 16 more" in live(block(40))


def test_failures_stay_above_the_display_as_they_are() -> None:
    assert "[bold]SIGKILL[/bold]" in live(FAILED)


@pytest.mark.parametrize("width", [1, 10, 400])
def test_any_width_will_do(width: int) -> None:
    assert live(CALIBRATED, FAILED, block(3), width=width)


def test_quiet_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    with choose_progress(is_quiet=True) as progress:
        for event in (CALIBRATED, FAILED, block(2)):
            progress(event)
    assert isinstance(progress, Silence)
    assert capfd.readouterr() == ("", "")


def test_without_a_terminal_it_is_plain_lines() -> None:
    assert isinstance(choose_progress(is_quiet=False), PlainProgress)
