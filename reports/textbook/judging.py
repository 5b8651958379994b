"""Judging: the evidence for each statement, put together to a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from corecurve.reports.textbook import message_claims, round_claims, worker_claims
from corecurve.reports.textbook.clauses import Clause
from corecurve.reports.textbook.evidence import Evidence
from corecurve.reports.textbook.statements import Statement
from corecurve.reports.textbook.verdict import Outcome, TextbookVerdict

Claim = Callable[[Evidence], Clause]

CLAIMS: dict[int, tuple[Claim, tuple[str, ...]]] = {
    1: (round_claims.processes_speed_up, ("primes@pool", "primes@processes")),
    2: (round_claims.threads_do_not, ("primes@threads",)),
    3: (round_claims.threads_speed_up_waiting, ("waiting@threads",)),
    4: (worker_claims.run_at_once, ("overlap ",)),
    5: (round_claims.more_cores, ("pool cores", "room")),
    6: (round_claims.it_scales, ("pool speedup", "pool step")),
    7: (worker_claims.memory_is_not_shared, ("seen ",)),
    8: (worker_claims.processes_cost_more, ("bytes ",)),
    9: (message_claims.shared_memory_is_quick_and_needs_a_lock, ("latency ", "rate ", "lost ")),
    10: (round_claims.reuse_pays, ("pool round", "pool start", "pool stop", "pool reuse")),
    11: (message_claims.apply_waits, ("cost ", "at once ")),
    12: (worker_claims.examples_are_as_said, ("pool_", "four_")),
}
"""For each statement its claim, and how the names of its figures begin."""

OUTCOMES: dict[bool | None, Outcome] = {True: "holds here", False: "does not hold here", None: "cannot tell"}


def judge(statement: Statement, evidence: Evidence) -> TextbookVerdict:
    """The verdict on one statement. What could not be measured leaves it open, with the reason."""
    claim, beginnings = CLAIMS[statement.number]
    figures = tuple(one for one in evidence.named(*beginnings) if one.estimate or one.count is not None)
    gaps = [
        evidence.missing[name] for name in (*statement.backends, *statement.experiments) if name in evidence.missing
    ]
    decided = Clause(None, "; ".join(dict.fromkeys(gaps))) if gaps else claim(evidence)
    return TextbookVerdict(statement, OUTCOMES[decided.is_true], decided.says, figures)


def judge_all(statements: Iterable[Statement], evidence: Evidence) -> list[TextbookVerdict]:
    """The verdicts on these statements, in their order."""
    return [judge(one, evidence) for one in statements]
