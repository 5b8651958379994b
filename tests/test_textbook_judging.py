"""The textbook's judging: for every statement, evidence that bears it out, contradicts it, and leaves it open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corecurve.bench.errors import UsageError
from corecurve.bench.estimator.estimate import Estimate
from corecurve.reports.textbook.clauses import Clause, all_of
from corecurve.reports.textbook.evidence import Evidence, Figure, Unit
from corecurve.reports.textbook.judging import CLAIMS, judge, judge_all
from corecurve.reports.textbook.statements import STATEMENTS, choose_statements

HOLDS, FAILS, OPEN = "holds here", "does not hold here", "cannot tell"
METHODS = ("fork", "forkserver", "spawn")


def about(value: float, half_width: float = 0.02) -> Estimate:
    """An estimate whose interval reaches so far to both sides, as a share of the value."""
    return Estimate(value, value * (1 - half_width), value * (1 + half_width), 10, 3, "work-spread")


def evidence(
    values: dict[str, float | tuple[int, int]],
    *,
    half_width: float = 0.02,
    unit: Unit = "speedup",
    cores: int = 2,
    has_gil: bool = True,
    steps: tuple[int, ...] = (1, 2),
) -> Evidence:
    """Evidence of these figures: an estimate for a number, a count for a pair (count, out of)."""
    figures = {
        name: Figure(name, "count", count=value[0], out_of=value[1])
        if isinstance(value, tuple)
        else Figure(name, unit, about(value, half_width))
        for name, value in values.items()
    }
    return Evidence(usable_cores=cores, has_gil=has_gil, steps=steps, figures=figures)


def outcome(number: int, found: Evidence) -> str:
    """The verdict on the statement of this number."""
    return judge(STATEMENTS[number - 1], found).outcome


def at_once(apply: int, others: int, apply_seconds: float = 2e-4) -> Evidence:
    """A pool's calls on two workers."""
    counts = {f"at once {call}": (others, 2) for call in ("apply_async", "map", "map_async", "imap", "starmap")}
    costs = {"cost apply": apply_seconds, "cost map": 1e-5}
    return evidence({"at once apply": (apply, 2), **counts, **costs})


def messages(shared: float, without: int, locked: int) -> Evidence:
    """Rates of the largest messages, and lost updates."""
    rates = {"rate queue 64": 9e9, "rate queue 4096": 1e8, "rate pipe 4096": 2e8, "rate shared memory 4096": shared}
    return evidence({**rates, "lost without lock": (without, 1000), "lost with lock": (locked, 1000)})


def overlap(share: float, cores: float, cpus: int = 2) -> Evidence:
    """Two computing tasks on processes."""
    return evidence(
        {"overlap processes at once": share, "overlap processes busy": cores, "overlap distinct CPUs": (cpus, 2)}
    )


def seen(thread: int, process: int) -> Evidence:
    """Ten changes by a thread and by processes of each start method."""
    return evidence({"seen thread": (thread, 10), **{f"seen {method}": (process, 10) for method in METHODS}})


def starts(pool: int, at_work: int, four: int) -> Evidence:
    """In how many of five runs the numbers of processes were as said."""
    return evidence({"pool_started": (pool, 5), "pool_at_work": (at_work, 5), "four_started": (four, 5)})


CASES = [
    (1, evidence({"primes@pool": 1.9, "primes@processes": 1.8}), HOLDS),
    (1, evidence({"primes@pool": 1.9, "primes@processes": 0.9}), FAILS),
    (1, evidence({"primes@pool": 1.9, "primes@processes": 1.06}), OPEN),
    (2, evidence({"primes@threads": 0.98}), HOLDS),
    (2, evidence({"primes@threads": 1.7}, has_gil=False), FAILS),
    (2, evidence({"primes@threads": 1.06}), OPEN),
    (3, evidence({"waiting@threads": 3.9}), HOLDS),
    (3, evidence({"waiting@threads": 1.0}), FAILS),
    (3, evidence({"waiting@threads": 1.3}, half_width=0.5), OPEN),
    (4, overlap(0.9, 1.9), HOLDS),
    (4, overlap(0.0, 0.95), FAILS),
    (4, overlap(0.001, 0.5), OPEN),
    (5, evidence({"pool cores 1": 0.99, "pool cores 2": 1.9}), HOLDS),
    (5, evidence({"pool cores 1": 0.99, "pool cores 2": 0.99}, half_width=0.01), FAILS),
    (5, evidence({"pool cores 1": 0.99, "pool cores 2": 1.2}, half_width=0.1), OPEN),
    (6, evidence({"pool step 2": 1.9, "pool step 4": 1.5}, steps=(1, 2, 4)), HOLDS),
    (6, evidence({"pool step 2": 1.9, "pool step 4": 0.9}, steps=(1, 2, 4)), FAILS),
    (6, evidence({"pool step 2": 1.9}, steps=(1, 2, 4)), OPEN),
    (7, seen(thread=10, process=0), HOLDS),
    (7, seen(thread=10, process=10), FAILS),
    (7, evidence({}), OPEN),
    (8, evidence({"bytes thread": 2e4, "bytes fork": 2e6, "bytes spawn": 8e6}), HOLDS),
    (8, evidence({"bytes thread": 2e4, "bytes fork": 1e4, "bytes spawn": 8e6}), FAILS),
    (8, evidence({"bytes thread": 2e6, "bytes fork": 2.1e6}, half_width=0.2), OPEN),
    (9, messages(shared=8e9, without=310, locked=0), HOLDS),
    (9, messages(shared=8e9, without=310, locked=1), FAILS),
    (9, messages(shared=8e9, without=0, locked=0), OPEN),
    (10, evidence({"pool reuse": 1.1}), HOLDS),
    (10, evidence({"pool reuse": 0.9}), FAILS),
    (10, evidence({"pool reuse": 1.01}), OPEN),
    (11, at_once(apply=1, others=2), HOLDS),
    (11, at_once(apply=2, others=2), FAILS),
    (11, at_once(apply=1, others=2, apply_seconds=1.01e-5), OPEN),
    (12, starts(5, 5, 5), HOLDS),
    (12, starts(5, 5, 0), FAILS),
    (12, starts(5, 3, 5), OPEN),
]


@pytest.mark.parametrize(("number", "found", "right"), CASES, ids=[f"{case[0]}-{case[2]}" for case in CASES])
def test_a_statement_is_judged_by_its_evidence(number: int, found: Evidence, right: str) -> None:
    assert outcome(number, found) == right


def test_every_statement_can_have_every_verdict() -> None:
    assert {(number, right) for number, _, right in CASES} == {
        (one.number, verdict) for one in STATEMENTS for verdict in (HOLDS, FAILS, OPEN)
    }


@pytest.mark.parametrize("number", [1, 2, 4, 5, 6])
def test_one_usable_core_leaves_open_what_needs_two_and_says_so(number: int) -> None:
    found = next(case for case in CASES if case[0] == number)[1]
    verdict = judge(STATEMENTS[number - 1], replace(found, usable_cores=1))
    assert (verdict.outcome, "one core" in verdict.reason) == (OPEN, True)


@pytest.mark.parametrize(
    ("number", "values"),
    [
        (1, {"primes@pool": 0.92, "primes@processes": 0.95}),
        (2, {"primes@threads": 0.92}),
        (5, {"pool cores 1": 0.5, "pool cores 2": 0.5}),
        (6, {"pool step 2": 0.9}),
    ],
)
def test_no_gain_says_something_only_where_other_programs_left_the_cores(
    number: int, values: dict[str, float | tuple[int, int]]
) -> None:
    quiet = judge(STATEMENTS[number - 1], evidence({**values, "room": 1.95}, half_width=0.01))
    crowded = judge(STATEMENTS[number - 1], evidence({**values, "room": 0.6}, half_width=0.01))
    assert quiet.outcome == (HOLDS if number == 2 else FAILS)
    assert (crowded.outcome, "only 0.60 of the 2 cores" in crowded.reason) == (OPEN, True)


def test_a_gain_is_a_gain_however_many_programs_run() -> None:
    assert outcome(1, evidence({"primes@pool": 1.4, "primes@processes": 1.5, "room": 0.9})) == HOLDS
    assert outcome(2, evidence({"primes@threads": 1.4, "room": 0.9}, has_gil=False)) == FAILS


def test_waiting_is_judged_on_one_core_too() -> None:
    assert outcome(3, evidence({"waiting@threads": 3.9}, cores=1)) == HOLDS


def test_threads_that_compute_in_parallel_without_the_gil_are_the_news() -> None:
    verdict = judge(STATEMENTS[1], evidence({"primes@threads": 1.7}, has_gil=False))
    assert "without the GIL" in verdict.reason
    assert "1.70×" in verdict.reason


def test_threads_that_gain_nothing_without_the_gil_do_not_bear_the_statement_out() -> None:
    assert outcome(2, evidence({"primes@threads": 0.98}, has_gil=False)) == OPEN


def test_what_could_not_be_measured_leaves_a_statement_open_with_the_reason() -> None:
    missing = {"memory": "the subject was killed by SIGKILL"}
    verdict = judge(STATEMENTS[7], replace(evidence({}), missing=missing))
    assert (verdict.outcome, verdict.reason) == (OPEN, missing["memory"])


def test_a_system_without_pss_cannot_tell_what_a_process_costs() -> None:
    verdict = judge(STATEMENTS[7], evidence({}))
    assert (verdict.outcome, "PSS" in verdict.reason) == (OPEN, True)


def test_tasks_seen_on_one_cpu_alone_leave_open_whether_they_ran_on_different_ones() -> None:
    assert outcome(4, overlap(0.3, 1.2, cpus=1)) == OPEN


def test_nothing_at_all_leaves_every_statement_open() -> None:
    assert {one.outcome for one in judge_all(STATEMENTS, evidence({}, steps=()))} == {OPEN}


def test_every_statement_has_a_claim_and_needs_something() -> None:
    assert list(CLAIMS) == [one.number for one in STATEMENTS] == list(range(1, 13))
    assert all(one.backends or one.experiments for one in STATEMENTS)


def test_a_false_clause_decides_over_an_open_one_and_that_over_true_ones() -> None:
    clauses = [Clause(True, "a"), Clause(None, "b"), Clause(False, "c")]
    assert all_of(clauses) == Clause(False, "c")
    assert all_of(clauses[:2]) == Clause(None, "b")
    assert all_of(clauses[:1]) == Clause(True, "a")


def test_statements_are_chosen_by_number_and_in_their_order() -> None:
    assert [one.number for one in choose_statements([12, 7])] == [7, 12]
    assert choose_statements([]) == STATEMENTS


def test_a_number_that_is_no_statement_is_refused() -> None:
    with pytest.raises(UsageError, match="--only 13: there is no such statement; expected 1 to 12"):
        choose_statements([1, 13])
