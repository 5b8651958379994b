"""Which cases of a report a person means."""

from __future__ import annotations

import difflib

from corecurve.bench.errors import UsageError
from corecurve.bench.printable import printable
from corecurve.bench.report import CaseResult, Report


def choose_cases(report: Report, name: str | None) -> list[CaseResult]:
    """The cases of this name: a whole id (``primes[pool-2]``), what is in its brackets, or a workload; all without one.

    Serial loops are left out. Raises UsageError, with the nearest name, where there is no such case.
    """
    cases = [case for case in report.cases if case.backend != "serial"]
    if name is None:
        return cases
    names = {case.id: [case] for case in cases}
    for case in cases:
        for short in (case.workload, _in_brackets(case.id)):
            names.setdefault(short, []).append(case)
    if name in names:
        return names[name]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    hint = f"did you mean {printable(near[0], 100)}?" if near else _all_names(report)
    raise UsageError(f"no case {printable(name, 100)!r} in this report; {hint}")


def _in_brackets(case_id: str) -> str:
    return case_id.rpartition("[")[2].rstrip("]")


def _all_names(report: Report) -> str:
    workloads = ", ".join(printable(record.name, 40) for record in report.workloads[:8])
    return f"its workloads are {workloads}" if workloads else "it holds no workload"
