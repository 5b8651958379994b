"""Advice for workers that start threads of their own (BLAS, OpenMP), so that there are more threads than cores."""

from __future__ import annotations

from collections.abc import Iterator

from corecurve.reports.explain.advice.advice import LEAST_GAIN, Advice, AdvisedCase
from corecurve.reports.explain.dealing import dealing_of

_OWN_THREADS = 1


def advise_thread_limit(advised: AdvisedCase) -> Iterator[Advice]:
    """Fewer threads a worker, where all workers' threads together outnumber the cores and tasks wait for cores.

    The gain is that of the factor *waiting for a core*, which such threads cause.
    """
    cores = advised.report.report.machine.usable_cores
    threads = threads_per_worker(advised)
    waiting = next((one for one in advised.breakdown.losses if one.factor == "waiting for a core"), None)
    if cores is None or waiting is None or waiting.multiplier.high >= 1 / LEAST_GAIN:
        return
    if threads <= _OWN_THREADS or threads * advised.case.workers <= cores or advised.case.workers > cores:
        return
    limit = max(1, int(cores // advised.case.workers))
    yield Advice(
        change=f"OMP_NUM_THREADS={limit}: {advised.case.workers} workers × {threads} threads share {cores:g} cores",
        before=advised.speedup,
        after=advised.speedup / waiting.multiplier.value,
        source="predicted",
        check=f"OMP_NUM_THREADS={limit} "
        + advised.run_command(f"--backend {advised.case.backend} --workers {advised.case.workers}"),
    )


def threads_per_worker(advised: AdvisedCase) -> int:
    """The most threads that any worker process was seen with; 0 where workers are no processes."""
    if advised.case.profile is None or not dealing_of(advised.case.backend).uses_processes:
        return 0
    seen = [
        max(process.threads, default=0)
        for samples in advised.case.profile.samples
        for process in samples.processes
        if process.role == "worker"
    ]
    return max(seen, default=0)
