"""Progress: what a run is doing, live in a terminal and in plain lines elsewhere.

The live display is drawn at events only, between rounds: no thread of ours wakes up while a
round is being timed.
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from corecurve.bench.closed_pipe import discard_further_output
from corecurve.bench.measuring.events import BlockEnded, Calibrated, CaseFailed, Event, Standing, TurnBegan

_PLAIN_EVERY_SECONDS = 10.0
_MOST_ROWS = 24


class Progress(Protocol):
    """A display of a run; a context manager that is called with every event."""

    def __enter__(self) -> Progress: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def __call__(self, event: Event) -> None:
        """Shows one event."""


def choose_progress(*, is_quiet: bool) -> Progress:
    """The display that fits standard error: live in a terminal, plain lines elsewhere, none if quiet."""
    console = ProgressConsole(stderr=True)
    if is_quiet:
        return Silence()
    return LiveProgress(console) if console.is_terminal else PlainProgress(console)


class ProgressConsole(Console):
    """Falls silent when nobody reads it any more: what is measured is saved all the same."""

    def on_broken_pipe(self) -> None:
        """Called by rich, whose own console ends the program here."""
        self.quiet = True
        discard_further_output(sys.stderr)


class Silence:
    """Shows nothing."""

    def __enter__(self) -> Silence:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __call__(self, event: Event) -> None:
        """Shows nothing."""


class PlainProgress:
    """A line for what matters, and one for a block now and then."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._spoke = 0.0

    def __enter__(self) -> PlainProgress:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __call__(self, event: Event) -> None:
        """Prints calibrations and failures at once, blocks every ten seconds."""
        if isinstance(event, Calibrated):
            self._print(f"{event.workload}: size {event.size}, {_tasks(event)}, {_seconds(event.seconds)} serial")
        elif isinstance(event, CaseFailed):
            self._print(f"{event.case} failed: {event.reason}")
        elif isinstance(event, BlockEnded) and time.monotonic() - self._spoke >= _PLAIN_EVERY_SECONDS:
            self._spoke = time.monotonic()
            self._print(_summary(event))

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


class LiveProgress:
    """A table of the cases whose intervals are still too wide, a bar for the budget, what runs now."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._block: BlockEnded | None = None
        self._now = "starting"

    def __enter__(self) -> LiveProgress:
        self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.__exit__(kind, error, trace)

    def __call__(self, event: Event) -> None:
        """Redraws; failures stay above the display."""
        if isinstance(event, CaseFailed):
            self._console.print(f"{event.case} failed: {event.reason}", markup=False, highlight=False)
        elif isinstance(event, Calibrated):
            self._now = f"calibrated {event.workload}: {_tasks(event)} in {_seconds(event.seconds)}"
        elif isinstance(event, TurnBegan):
            self._now = f"block {event.block + 1}: {event.subject}" + (" (profile)" if event.is_profile else "")
        else:
            self._block = event
        self._live.update(self._draw(), refresh=True)

    def _draw(self) -> Group:
        parts: list[Text | Table | ProgressBar] = []
        if self._block is not None:
            parts += [_table(self._block.standings), Text(_summary(self._block), style="dim")]
        parts.append(Text(self._now))
        if self._block is not None:
            elapsed = min(self._block.elapsed_seconds, self._block.budget_seconds)
            parts.append(ProgressBar(total=self._block.budget_seconds, completed=elapsed, width=60))
        return Group(*parts)


def _table(standings: tuple[Standing, ...]) -> Table:
    """The cases, those with the widest intervals first, as many as a screen takes."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("case", no_wrap=True)
    for title in ("speedup", "95% interval", "rounds"):
        table.add_column(title, justify="right", no_wrap=True)
    ordered = sorted(standings, key=lambda one: (one.is_done, -_half_width(one)))
    for standing in ordered[:_MOST_ROWS]:
        estimate = standing.estimate
        value = f"{estimate.value:.2f}×" if estimate else "…"
        interval = f"{estimate.low:.2f}–{estimate.high:.2f}" if estimate else ""
        mark = " ✓" if standing.is_done else ""
        table.add_row(Text(standing.case), value, interval + mark, str(standing.rounds))
    if len(ordered) > _MOST_ROWS:
        table.add_row(Text(f"and {len(ordered) - _MOST_ROWS} more", style="dim"), "", "", "")
    return table


def _half_width(standing: Standing) -> float:
    return standing.estimate.half_width if standing.estimate else float("inf")


def _tasks(event: Calibrated) -> str:
    return f"{event.tasks} task{'' if event.tasks == 1 else 's'}"


def _summary(event: BlockEnded) -> str:
    done = sum(standing.is_done for standing in event.standings)
    left = max(0.0, event.budget_seconds - event.elapsed_seconds)
    blocks = f"{event.blocks} block{'s' if event.blocks > 1 else ''}"
    return f"{blocks}: {done} of {len(event.standings)} intervals precise enough, {left:.0f} s of the budget left"


def _seconds(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.0f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"
