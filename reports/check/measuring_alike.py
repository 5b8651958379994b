"""Whether a baseline can serve on this machine, before a minute is spent on measuring."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

from corecurve.bench.errors import FileError
from corecurve.bench.machine import describe_machine
from corecurve.bench.measuring.planning import ask_abilities
from corecurve.bench.printable import printable
from corecurve.bench.report import Machine, Python, Report
from corecurve.bench.subjects.interpreter import find_interpreter
from corecurve.bench.subjects.laboratory import Laboratory
from corecurve.reports.compare.identity import likeness
from corecurve.reports.compare.one_version import load_one_version


@dataclass(frozen=True)
class BaselineHere:
    """A baseline of this very machine, or (``report`` None) why there is none."""

    report: Report | None
    why_not: str = ""


def baseline_here(path: Path, python: str | None) -> BaselineHere:
    """The baseline in a file, if it was measured on a machine of tier *same*, with this interpreter.

    A missing file is a reason, a damaged one an error: raises FileError, InterpreterError.
    """
    if not path.exists():
        return BaselineHere(None, f"there is no {printable(path)}")
    try:
        report = load_one_version(path)
    except FileError as error:
        raise FileError(f"{error}; remove it, or measure it anew: corecurve run --output {printable(path)}") from None
    found = likeness(report.machine, this_machine(python))
    if found.tier == "same":
        return BaselineHere(report)
    deciding = "; ".join(printable(one, 200) for one in found.deciding)
    return BaselineHere(None, f"{printable(path)} is of another machine ({deciding})")


def this_machine(python: str | None) -> Machine:
    """The machine as a run's report would describe it, interpreter and all. Raises InterpreterError."""
    with Laboratory(find_interpreter(python)) as laboratory:
        described = ask_abilities(laboratory).python
    known = {field.name for field in fields(Python)}
    return replace(
        describe_machine(),
        python=Python(**{name: value for name, value in described.items() if name in known}),
    )
