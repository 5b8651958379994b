"""The note on what a run's time went to: only where it matters, and with what to change."""

from __future__ import annotations

from dataclasses import replace

from made_reports import make_report

from corecurve.bench.spending_note import spending_notes


def note(elapsed: float = 60.0, **spent: float) -> str:
    """The note of a run of so many seconds, or nothing."""
    run = replace(make_report().run, elapsed_seconds=elapsed, spent_seconds=spent)
    return " ".join(spending_notes(run))


def test_time_that_went_to_rounds_and_profiles_needs_no_note() -> None:
    assert note(rounds=30.0, startup_and_stop=5.0, profile=20.0, launch=5.0) == ""
    assert note(elapsed=5.0, rounds=1.0, launch=4.0) == ""


def test_the_note_says_what_the_time_went_to_the_largest_first() -> None:
    text = note(rounds=20.0, startup_and_stop=4.0, launch=12.0, profile=15.2, warm_up=2.8, other=5.8, calibration=0.2)
    assert text.startswith(
        "Timed rounds had 40% of the 60 s. "
        "The rest went to profile rounds 15.2 s, launches of interpreters 12.0 s, asking, estimating and saving 5.8 s, "
        "warming up short rounds 2.8 s."
    )


def test_the_note_names_the_remedies_of_what_took_the_time_once_each() -> None:
    text = note(rounds=20.0, calibration=10.0, launch=12.0, profile=18.0)
    remedies = "a longer --budget, --no-profile, longer rounds (--round), fewer workloads or backends"
    assert text.endswith(f"To time more rounds: {remedies}.")


def test_a_run_without_profiles_is_not_told_to_leave_them_out() -> None:
    assert "--no-profile" not in note(rounds=30.0, launch=30.0)


def test_a_purpose_of_a_later_version_is_no_harm() -> None:
    assert "Timed rounds had 50%" in note(rounds=30.0, launch=20.0, dreaming=10.0)
