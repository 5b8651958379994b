"""Launches that knew no undisturbed round: what they say is of the neighbour, not of the case.

The estimator looks at the undisturbed rounds of every launch. Where a neighbour held a core from a launch's first round
to its last there is none, and the launch looks like one that is slower by itself: it widens the interval until
nothing can be found. But the system tells how long a round's processes were ready and waited for a core, and this,
unlike a slow launch, is somebody else's doing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corecurve.bench.report import CaseResult, Round
from corecurve.reports.summary import CaseSummary

DISTURBED = 0.1
"""A launch is left out where every one of its rounds waited so much more of its time than the calmest round of all."""

FEWEST_LEFT = 2


def without_disturbed_launches(one: CaseSummary) -> CaseSummary:
    """The case without its launches that were disturbed in every round; as it is where too few would be left."""
    disturbed = disturbed_launches(one.case.rounds)
    left = {round_.launch for round_ in one.case.rounds} - disturbed
    if not disturbed or len(left) < FEWEST_LEFT or one.serial is None:
        return one
    return replace(one, case=_only(one.case, left), serial=_only(one.serial, left))


def disturbed_launches(rounds: Sequence[Round]) -> set[int]:
    """The launches all of whose rounds waited for a core; none where the system does not tell.

    A case with more workers than cores waits for itself in every round: only what is beyond the calmest round counts.
    """
    least: dict[int, float] = {}
    for one in rounds:
        if one.runqueue_seconds is None or one.wall_seconds <= 0:
            return set()
        share = one.runqueue_seconds / one.wall_seconds
        least[one.launch] = min(share, least.get(one.launch, share))
    calmest = min(least.values(), default=0.0)
    return {launch for launch, share in least.items() if share > calmest + DISTURBED}


def _only(case: CaseResult, launches: set[int]) -> CaseResult:
    return replace(case, rounds=[one for one in case.rounds if one.launch in launches])
