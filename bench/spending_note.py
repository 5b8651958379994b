"""A note where much of a run's time went beside its rounds: what it went to, and what to change."""

from __future__ import annotations

from corecurve.bench.report import RunRecord

MEASURED = ("rounds", "startup_and_stop")
LEAST_SHARE = 0.8
"""With less of the time than this in rounds, start-up and stop, and profiles, there is a note."""
LEAST_SECONDS = 10.0
"""Of shorter runs nothing is said: to launch anything at all takes them most of their time."""
WORTH_A_REMEDY = 0.1

_NAMES = {
    "profile": "profile rounds",
    "launch": "launches of interpreters",
    "calibration": "finding the sizes",
    "warm_up": "warming up short rounds",
    "other": "asking, estimating and saving",
}
_REMEDIES = {
    "profile": ("a longer --budget", "--no-profile"),
    "launch": ("longer rounds (--round)", "fewer workloads or backends"),
    "calibration": ("a longer --budget", "fewer workloads or backends"),
    "warm_up": ("longer tasks", "fewer workloads or backends"),
    "other": ("fewer workloads or backends", "fewer numbers of --workers"),
}
"""Profiles and sizes are taken once, or nearly so, and cost a longer run no more; a launch comes every few blocks."""


def spending_notes(run: RunRecord) -> list[str]:
    """The note as a list of one, or of none where the time was well spent."""
    elapsed, spent = run.elapsed_seconds, run.spent_seconds
    measured = sum(spent.get(name, 0.0) for name in MEASURED)
    if elapsed < LEAST_SECONDS or measured + spent.get("profile", 0.0) >= LEAST_SHARE * elapsed:
        return []
    rest = sorted(((name, seconds) for name, seconds in spent.items() if name in _NAMES), key=lambda item: -item[1])
    named = ", ".join(f"{_NAMES[name]} {seconds:.1f} s" for name, seconds in rest if seconds >= 0.5)
    remedies = dict.fromkeys(
        remedy for name, seconds in rest if seconds >= WORTH_A_REMEDY * elapsed for remedy in _REMEDIES[name]
    )
    advice = f" To time more rounds: {', '.join(remedies)}." if remedies else ""
    return [f"Timed rounds had {measured / elapsed:.0%} of the {elapsed:.0f} s. The rest went to {named}.{advice}"]
