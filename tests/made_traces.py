"""Profile rounds whose truth is known, laid out task by task."""

from __future__ import annotations

from collections.abc import Sequence

from corecurve.bench.report import (
    FORMAT,
    CaseResult,
    Machine,
    Profile,
    ProfileRound,
    ProfileWorker,
    Python,
    Report,
    RunRecord,
    TaskTrace,
    WorkloadRecord,
)

Span = tuple[int, float, float, float]
"""A task: worker, start, end, CPU seconds."""


def made_round(
    spans: Sequence[Span],
    *,
    wall: float | None = None,
    workers: int = 1,
    runqueue: Sequence[float | None] | None = None,
    block: int = 0,
    launch: int = 0,
    finish: float | None = None,
) -> ProfileRound:
    """A profile round of these tasks; its wall time is the last task's end where it is not given."""
    waits = runqueue if runqueue is not None else [0.0] * workers
    return ProfileRound(
        block=block,
        launch=launch,
        wall_seconds=wall if wall is not None else max(end for _, _, end, _ in spans),
        cpu_seconds=sum(cpu for *_, cpu in spans),
        parent_cpu_seconds=0.0,
        runqueue_seconds=None,
        workers=[
            ProfileWorker(pid=100 + index, thread=100 + index, runqueue_seconds=waits[index])
            for index in range(workers)
        ],
        tasks=TaskTrace(
            worker=[span[0] for span in spans],
            start_seconds=[span[1] for span in spans],
            end_seconds=[span[2] for span in spans],
            cpu_seconds=[span[3] for span in spans],
        ),
        finish_seconds=finish,
    )


def in_sequence(
    durations: Sequence[float], *, worker: int = 0, start: float = 0.0, gap: float = 0.0, cpu_share: float = 1.0
) -> list[Span]:
    """These tasks one after the other on one worker."""
    spans: list[Span] = []
    for duration in durations:
        spans.append((worker, start, start + duration, duration * cpu_share))
        start += duration + gap
    return spans


def made_case(
    profile_rounds: Sequence[ProfileRound],
    *,
    backend: str = "pool",
    workers: int = 2,
    workload: str = "made",
    chunksize: int | None = None,
    **fields: object,
) -> CaseResult:
    """A case with these profile rounds and nothing else."""
    name = "serial@made" if backend == "serial" else f"{backend}-{workers}"
    settings: dict[str, object] = {
        "id": f"{workload}[{name}]",
        "workload": workload,
        "backend": backend,
        "workers": workers,
        "start_method": None,
        "chunksize": chunksize,
        "subject": "made",
        "size": 1,
        "status": "ok",
        "profile": Profile(rounds=list(profile_rounds)),
    }
    return CaseResult(**(settings | fields))  # type: ignore[arg-type]


def made_machine(cores: float = 8.0, *, gil_enabled: bool = True) -> Machine:
    """A machine with this many usable cores."""
    python = Python(
        executable="python",
        implementation="CPython",
        version="3.13.0",
        compiler="",
        build=[],
        bits=64,
        gil_enabled=gil_enabled,
        is_free_threaded_build=not gil_enabled,
        start_method="fork",
    )
    return Machine(node="made", system="Linux", release="6", architecture="x86_64", usable_cores=cores, python=python)


def made_report_of(
    cases: Sequence[CaseResult], *, cores: float = 8.0, has_finish: bool = False, gil_enabled: bool = True
) -> Report:
    """A report of these cases, their serial case among them."""
    workloads = [
        WorkloadRecord(
            name=name,
            reference=name,
            kind="cpu",
            description="",
            size=1,
            is_sized=False,
            tasks=4,
            has_stopwatch=True,
            has_finish=has_finish,
        )
        for name in sorted({case.workload for case in cases})
    ]
    run = RunRecord(
        started="2026-01-01T00:00:00+00:00",
        seed=1,
        budget_seconds=1.0,
        precision=0.02,
        elapsed_seconds=1.0,
        blocks=2,
        is_complete=True,
    )
    return Report(
        format=FORMAT,
        version="0",
        run=run,
        machine=made_machine(cores, gil_enabled=gil_enabled),
        workloads=workloads,
        cases=list(cases),
    )
