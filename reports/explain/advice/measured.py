"""Advice that the report has measured already: another backend, fewer workers, a pool that is kept, another start."""

from __future__ import annotations

from collections.abc import Iterator

from corecurve.reports.answers import best_case
from corecurve.reports.explain.advice.advice import LEAST_GAIN, Advice, AdvisedCase
from corecurve.reports.explain.start_up import start_up
from corecurve.reports.quantities import write_count
from corecurve.reports.summary import CaseSummary
from corecurve.reports.telling import is_telling

_LEAST_PRECISION = 0.15
"""Two speedups that are known no better than this may seem alike and be far apart."""


def advise_backend(advised: AdvisedCase) -> Iterator[Advice]:
    """The best backend of the same workload, where its interval lies above this case's."""
    own = advised.summary.speedup
    peers = [one for one in _peers(advised) if one.case.backend != advised.case.backend]
    best = best_case(peers)
    if best is None or best.speedup is None or own is None or best.speedup.low <= own.high * LEAST_GAIN:
        return
    change = f"{best.case.backend} with {write_count(best.case.workers, 'worker')} instead of {advised.case.backend}"
    options = f"--backend {advised.case.backend},{best.case.backend} --workers {best.case.workers}"
    yield Advice(
        change=change,
        before=own.value,
        after=best.speedup.value,
        source="measured",
        check=advised.run_command(options),
    )


def advise_loop(advised: AdvisedCase) -> Iterator[Advice]:
    """No backend at all, where none is as fast as the loop."""
    own = advised.summary.speedup
    peers = [one.speedup for one in _peers(advised) if one.speedup is not None]
    if own is None or own.high >= 1 or any(one.value >= 1 or (not is_telling(one) and one.high > 1) for one in peers):
        return
    yield Advice(
        change="Stay with the plain loop",
        before=own.value,
        after=1.0,
        source="measured",
        check=advised.run_command(f"--backend {advised.case.backend} --workers {advised.case.workers}"),
    )


def advise_fewer_workers(advised: AdvisedCase) -> Iterator[Advice]:
    """Fewer workers of the same backend that are faster, or as fast within their intervals."""
    own = advised.summary.speedup
    peers = [
        one
        for one in _peers(advised)
        if one.case.backend == advised.case.backend and one.case.workers < advised.case.workers
    ]
    best = best_case(peers)
    if own is None or best is None or best.speedup is None or best.speedup.value < max(1.0, own.value):
        return
    if max(own.half_width, best.speedup.half_width) > _LEAST_PRECISION:
        return
    change = f"{write_count(best.case.workers, 'worker')} instead of {advised.case.workers}"
    yield Advice(
        change=change if best.speedup.low > own.high else f"{change}, which give no more",
        before=own.value,
        after=best.speedup.value,
        source="measured",
        check=advised.run_command(
            f"--backend {advised.case.backend} --workers {best.case.workers},{advised.case.workers}"
        ),
    )


def advise_keeping(advised: AdvisedCase) -> Iterator[Advice]:
    """One pool for many rounds instead of a new one for each, where starting takes a large part of a round."""
    found = start_up(advised.summary)
    if found is None or found.warm_speedup.low <= found.cold_speedup.high * LEAST_GAIN:
        return
    yield Advice(
        change=f"Start {advised.case.backend} once for all rounds, rather than for each",
        before=found.cold_speedup.value,
        after=found.warm_speedup.value,
        source="measured",
        check=advised.run_command(f"--backend {advised.case.backend} --workers {advised.case.workers}"),
    )


def advise_start_method(advised: AdvisedCase) -> Iterator[Advice]:
    """Another start method, where it was measured and a backend that is started for one round gains by it."""
    own = advised.summary.cold_speedup
    peers = [
        one
        for one in _peers(advised)
        if (one.case.backend, one.case.workers) == (advised.case.backend, advised.case.workers)
        and one.case.start_method != advised.case.start_method
        and one.cold_speedup is not None
    ]
    best = max(peers, key=lambda one: one.cold_speedup.value if one.cold_speedup else 0.0, default=None)
    if own is None or best is None or best.cold_speedup is None or best.cold_speedup.low <= own.high * LEAST_GAIN:
        return
    yield Advice(
        change=f"Start by {best.case.start_method} instead of {advised.case.start_method}, for one round",
        before=own.value,
        after=best.cold_speedup.value,
        source="measured",
        check=advised.run_command(
            f"--backend {advised.case.backend} --start-method {advised.case.start_method},{best.case.start_method}"
        ),
    )


def _peers(advised: AdvisedCase) -> list[CaseSummary]:
    """The measured cases of the same work."""
    own = advised.case
    return [
        one
        for one in advised.report.cases
        if one.case is not own
        and one.speedup is not None
        and (one.case.workload, one.case.options.get("scaling")) == (own.workload, own.options.get("scaling"))
    ]
