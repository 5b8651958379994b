"""What experiments on workers say: whether they run at once, share memory, what they cost, and how many there are."""

from __future__ import annotations

from corecurve.reports.quantities import write_bytes, write_share
from corecurve.reports.textbook.clauses import Clause, all_of, is_more
from corecurve.reports.textbook.evidence import Evidence, Figure
from corecurve.reports.textbook.round_claims import ONE_CORE

SURELY_AT_ONCE = 0.01
"""Clocks of two processes agree to microseconds: hundreds of them in common, a hundredth of the time, are no error."""
NEARLY_ALL = 0.8


def run_at_once(evidence: Evidence) -> Clause:
    """Two tasks had a core each at the same moment, on different CPUs. To have seen it is enough.

    Not to have seen it says something only where the tasks were given about one core's time in full.
    """
    if evidence.usable_cores < 2:
        return ONE_CORE
    share, busy = evidence.estimate("overlap processes at once"), evidence.estimate("overlap processes busy")
    cpus = evidence.figures.get("overlap distinct CPUs")
    if share is None or busy is None:
        return Clause(None, "no interval")
    shown = f"two computed at the same moment for {write_share(share.value)} of the time"
    if share.value >= SURELY_AT_ONCE:
        seen = cpus.count if cpus is not None else None
        if seen:
            return Clause(seen >= 2 or None, f"{shown}, on {seen} distinct CPU{'s' if seen > 1 else ''}")
        return Clause(True, f"{shown}; the system does not tell on which CPUs")
    if busy.low >= NEARLY_ALL:
        return Clause(False, f"{shown}, though they had {busy.value:.2f} cores")
    return Clause(None, f"{shown}, but other programs left them only {max(0.0, busy.value):.2f} cores")


def memory_is_not_shared(evidence: Evidence) -> Clause:
    """Every change by a thread was seen, and none by a process of any start method."""
    thread, processes = evidence.figures.get("seen thread"), _others(evidence, "seen ")
    if thread is None or not processes:
        return Clause(None, "no change was made")
    return all_of(
        [
            _counted(thread, is_true=thread.count == thread.out_of),
            *(_counted(one, is_true=one.count == 0) for one in processes.values()),
        ],
        "what a thread changed was always seen, what a process changed never",
    )


def processes_cost_more(evidence: Evidence) -> Clause:
    """One more process of any start method takes more memory than one more thread."""
    processes = _others(evidence, "bytes ")
    if not processes:
        return Clause(None, "this system does not tell PSS, and RSS counts shared pages many times")
    thread = evidence.estimate("bytes thread")
    return all_of(
        [
            is_more(
                one.estimate, thread, f"{write_bytes(one.estimate.value)} a process ({kind})" if one.estimate else kind
            )
            for kind, one in processes.items()
        ]
    )


def examples_are_as_said(evidence: Evidence) -> Clause:
    """In every run the examples started, and the pool used, exactly as many distinct processes as they say."""
    figures = evidence.named("pool_", "four_")
    if not figures:
        return Clause(None, "no example was run")
    return all_of([_counted(one, is_true=_always(one)) for one in figures], "exactly so many in every run")


def _always(figure: Figure) -> bool | None:
    """Whether it was so every time; None where it was so at times."""
    return True if figure.count == figure.out_of else None if figure.count else False


def _others(evidence: Evidence, beginning: str) -> dict[str, Figure]:
    """The figures of every kind of worker but threads."""
    return {
        name.removeprefix(beginning): figure
        for name, figure in evidence.figures.items()
        if name.startswith(beginning) and not name.endswith("thread")
    }


def _counted(figure: Figure, *, is_true: bool | None) -> Clause:
    return Clause(is_true, f"{figure.label}: {figure.count} of {figure.out_of}")
