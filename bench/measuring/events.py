"""What happens during a run, as values; a progress display turns them into lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corecurve.bench.estimator.estimate import Estimate


@dataclass(frozen=True)
class Calibrated:
    """A workload's size has been chosen; its serial round takes about ``seconds``."""

    workload: str
    size: int
    tasks: int
    seconds: float


@dataclass(frozen=True)
class TurnBegan:
    """A subject's turn in a block begins; ``is_profile`` tells the sampled rounds from the timed ones."""

    subject: str
    block: int
    is_profile: bool


@dataclass(frozen=True)
class CaseFailed:
    """A case has failed and is not measured further."""

    case: str
    reason: str


@dataclass(frozen=True)
class Standing:
    """How far a case is: its estimate so far (None: not enough rounds), and whether it is precise enough."""

    case: str
    workload: str
    estimate: Estimate | None
    rounds: int
    is_done: bool


@dataclass(frozen=True)
class BlockEnded:
    """A block has ended; how many have by now, and where all cases stand."""

    blocks: int
    elapsed_seconds: float
    budget_seconds: float
    standings: tuple[Standing, ...]


Event = Calibrated | TurnBegan | CaseFailed | BlockEnded
Watch = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Watches nothing."""
    del event
