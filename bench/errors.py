"""What can go wrong, a sentence each; the command line turns them into one line and an exit code."""

from __future__ import annotations


class CorecurveError(Exception):
    """Something that a person can act on: its text says what happened, where, and what to do."""

    exit_code = 2


class UsageError(CorecurveError):
    """The call is wrong: an unknown name, a number out of range."""


class FileError(CorecurveError):
    """A file is wrong: missing, not ours, cut short, too large, not writable."""


class PlainBenchmarkFileError(FileError):
    """A file of pytest-benchmark itself: it has times, but no paired rounds and so no report."""


class InterpreterError(CorecurveError):
    """The interpreter that was asked for is none, is too old, or does not start."""


class SubjectError(CorecurveError):
    """A subject ended, or did not answer in time; the case that it was running has failed."""

    exit_code = 4


class Interrupted(CorecurveError):
    """Ctrl-C or SIGTERM, by the signal's name; ``saved_in`` is where what was measured until then is."""

    exit_code = 130

    def __init__(self, signal_name: str, saved_in: object = None) -> None:
        self.signal_name = signal_name
        saved = "" if saved_in is None else f"; what was measured until then is saved in {saved_in}"
        super().__init__(f"interrupted by {signal_name}{saved}")
