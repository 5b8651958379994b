"""The answer that a report gives for each workload, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from corecurve.bench.estimator.estimate import Estimate
from corecurve.bench.printable import printable
from corecurve.bench.report import CaseResult
from corecurve.reports.quantities import write_count, write_estimate, write_speedup, write_workers
from corecurve.reports.summary import CaseSummary, WorkloadSummary
from corecurve.reports.telling import WIDEST_FACTOR, is_telling, told

WORTH_A_GAIN = 1.1
"""A case that may be this many times as fast as the loop, but need not be faster at all, is not yet judged."""

ONE_WORKERS_GAIN = 1.25
"""One worker cannot gain anything, so that more of what its interval says is taken for the machine's unrest."""

_HAIR = 0.02


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What to know of a workload first.

    ``best`` is the case to use: of those that cannot be told from the fastest, the one with the
    fewest workers; None where nothing was measured, or no interval says anything. ``others`` are the best of each
    other backend, fastest first. ``outcome`` is ``faster``, ``slower``, ``equal`` (as fast as the loop, to 10%),
    ``unclear`` (it may be faster or not) or ``unknown``. ``too_wide`` counts the cases whose interval says nothing.
    """

    workload: str
    outcome: str
    best: CaseSummary | None
    others: list[CaseSummary]
    ceiling: Estimate | None
    failed: int
    skipped: int
    too_wide: int


def answer(workload: WorkloadSummary) -> Answer:
    """The answer for one workload."""
    best = best_case(workload.measured)
    backends = dict.fromkeys(one.case.backend for one in workload.measured)
    others = [
        other
        for backend in backends
        if best is not None and backend != best.case.backend
        if (other := best_case([one for one in workload.measured if one.case.backend == backend])) is not None
    ]
    wide = [one for one in workload.measured if one.is_too_wide]
    return Answer(
        workload=workload.name,
        outcome=_outcome_beside(best, workload.measured),
        best=best,
        others=sorted(others, key=lambda one: -_value(one)),
        ceiling=told(best.ceiling) if best is not None else None,
        failed=sum(one.case.status == "failed" for one in workload.cases),
        skipped=sum(one.case.status == "skipped" for one in workload.cases),
        too_wide=len(wide),
    )


def best_case(cases: list[CaseSummary]) -> CaseSummary | None:
    """The fastest case, or one with fewer workers whose interval reaches its value; None of none.

    Cases whose interval says nothing are left out.

    Threads that are as fast but for a hair come before processes, which need more memory and start more slowly.

    Where some with several workers are surely faster than the loop it is one of them: a wide interval is no merit.
    Where it cannot be told whether any is, it is simply the fastest.

    Cases of more work (weak scaling) are left out: their speedup is of another job.
    """
    known = [one for one in cases if is_telling(one.speedup)]
    candidates = [one for one in known if one.case.options.get("scaling") != "weak"] or known
    if not candidates:
        return None
    candidates = [one for one in candidates if _outcome(one) == "faster"] or candidates
    highest = max(_value(one) for one in candidates)
    close = [one for one in candidates if one.speedup is not None and one.speedup.high >= highest]
    best = min(close, key=lambda one: (one.case.workers, not _is_as_good(one, highest), -_value(one)))
    return max(candidates, key=_value) if _outcome(best) == "unclear" else best


def _is_as_good(one: CaseSummary, highest: float) -> bool:
    return one.case.backend == "threads" and _value(one) >= (1 - _HAIR) * highest


def write_answer(found: Answer) -> str:
    """The sentence: ``primes: 2 processes (pool) are 1.87× (1.84–1.90) faster than the loop; …``.

    Names out of the report are made printable.
    """
    if found.best is None or found.best.speedup is None:
        return f"{printable(found.workload, 80)}: {_nothing(found)}."
    clauses = [_main_clause(found.outcome, found.best.case, found.best.speedup)]
    compared = [f"{printable(other.case.backend, 40)} {write_speedup(_value(other))}" for other in found.others]
    if compared:
        clauses.append(", ".join(compared))
    if found.ceiling is not None:
        clauses.append(f"the machine allows {write_estimate(found.ceiling)}")
    if found.too_wide and found.outcome == "unclear":
        clauses.append(f"{write_count(found.too_wide, 'case')} known too badly to tell")
    if found.failed:
        clauses.append(f"{write_count(found.failed, 'case')} failed")
    return f"{printable(found.workload, 80)}: {'; '.join(clauses)}."


def write_advice(found: Answer) -> str | None:
    """What to use: ``Use pool with 2 workers, chunk size 25.``; None where nothing could be measured."""
    if found.outcome == "unclear":
        return "Measure longer, or on a quieter machine."
    if found.best is None:
        return None if found.failed or found.skipped else "Measure longer."
    if found.outcome != "faster":
        return "Stay with the loop."
    case = found.best.case
    chunks = f", chunk size {case.chunksize}" if case.chunksize is not None else ""
    return f"Use {printable(case.backend, 40)} with {write_count(case.workers, 'worker')}{chunks}."


def _main_clause(outcome: str, case: CaseResult, speedup: Estimate) -> str:
    who = write_workers(case.backend, case.workers, case.start_method)
    verb = "is" if case.workers == 1 else "are"
    if outcome == "faster":
        return f"{who} {verb} {write_estimate(speedup)} faster than the loop"
    if outcome == "unclear":
        return f"cannot tell yet: {who} {verb} at {write_estimate(speedup)} of the loop's speed"
    if outcome == "equal":
        return f"nothing is faster than the loop; {who} {verb} as fast: {write_estimate(speedup)}"
    comes = "comes" if case.workers == 1 else "come"
    return f"nothing is as fast as the loop; {who} {comes} closest: {write_estimate(speedup)}"


def _nothing(found: Answer) -> str:
    if found.too_wide:
        return f"cannot tell yet: no interval is narrower than a factor of {WIDEST_FACTOR:g}"
    if found.failed or found.skipped:
        return f"nothing was measured ({found.failed} failed, {found.skipped} skipped)"
    return "too few rounds for a speedup with an interval"


def _outcome(best: CaseSummary | None) -> str:
    """What an interval says. One worker has nothing to be faster by: where it seems so, the machine was not quiet."""
    if best is None or best.speedup is None:
        return "unknown"
    if best.speedup.low > 1:
        return "faster" if best.case.workers > 1 else "unclear"
    if best.speedup.high < 1:
        return "slower"
    return "equal" if best.speedup.high <= (WORTH_A_GAIN if best.case.workers > 1 else ONE_WORKERS_GAIN) else "unclear"


def _outcome_beside(best: CaseSummary | None, measured: list[CaseSummary]) -> str:
    """The outcome, which is not clear where any case may yet be faster than the loop."""
    outcome = _outcome(best)
    may_be_faster = any(
        one.speedup is not None
        and one.speedup.high > WORTH_A_GAIN
        and (one.is_too_wide or (one.case.workers > 1 and one.case.options.get("scaling") != "weak"))
        for one in measured
    )
    return "unclear" if may_be_faster and outcome != "faster" else outcome


def _value(one: CaseSummary) -> float:
    return one.speedup.value if one.speedup is not None else 0.0
