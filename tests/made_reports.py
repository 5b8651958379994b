"""Made-up reports with known truth, for tests of everything that reads reports.

``make_report()`` gives a complete, realistic report of a machine with ``cores`` cores; every truth can be
set. The same arguments and seed give the same report.

    make_report(workloads=("primes", "waiting"), workers=(1, 2, 4), speedups={("pool", 4): 3.1})
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corecurve.bench.report import (
    FORMAT,
    CaseResult,
    Ceiling,
    CeilingRound,
    Commit,
    Machine,
    ProcessSamples,
    Profile,
    ProfileRound,
    ProfileWorker,
    Python,
    Report,
    Round,
    RunRecord,
    Samples,
    TaskTrace,
    WorkloadRecord,
)
from corecurve.bench.report_file.writing import write_report
from corecurve.core.case import Case

MIB = 1024 * 1024
THREAD_BACKENDS = frozenset({"threads", "interpreters"})

Speedups = Mapping[tuple[str, int], float] | Callable[[str, str, int], float]
"""True speedups: by (backend, workers), or a function of workload, backend and workers."""


@dataclass(frozen=True, kw_only=True)
class MadeNoise:
    """How rounds scatter about the truth; all are relative standard deviations or shares.

    ``round_deviation`` of one round; ``launch_deviation`` shared by all rounds of a launch (it
    cancels in a speedup); ``case_launch_deviation`` of one case in one launch (it does not);
    ``drift`` is how much slower the last block is than the first; ``disturbed_share`` of the
    rounds have a neighbour who takes a core for a while.
    """

    round_deviation: float = 0.004
    launch_deviation: float = 0.02
    case_launch_deviation: float = 0.004
    drift: float = 0.02
    disturbed_share: float = 0.05


QUIET = MadeNoise(round_deviation=0.0, launch_deviation=0.0, case_launch_deviation=0.0, drift=0.0, disturbed_share=0.0)
"""No noise at all: every round is the truth."""


@dataclass(frozen=True, kw_only=True)
class MadePlan:
    """Everything that :func:`make_report` may be told; the defaults are a laptop with two cores.

    ``failed`` and ``skipped`` map (backend, workers) or (workload, backend, workers) to the reason.
    ``imbalance`` is how much the costliest task costs above the mean one. ``waiting`` are the names of workloads
    that wait instead of computing.
    """

    workloads: Sequence[str] = ("primes",)
    backends: Sequence[str] = ("threads", "processes", "pool")
    workers: Sequence[int] = (1, 2)
    cores: int = 2
    serial_seconds: float = 0.2
    speedups: Speedups = field(default_factory=dict)
    ceilings: bool = True
    ceiling_share: float = 0.97
    tasks: int = 24
    imbalance: float = 0.1
    waiting: Sequence[str] = ("waiting",)
    noise: MadeNoise = field(default_factory=MadeNoise)
    launches: int = 2
    blocks: int = 4
    failed: Mapping[tuple[str, ...] | tuple[str, int] | tuple[str, str, int], str] = field(default_factory=dict)
    skipped: Mapping[tuple[str, ...] | tuple[str, int] | tuple[str, str, int], str] = field(default_factory=dict)
    profile: bool = True
    pss: bool = True
    start_method: str = "fork"
    chunksize: int | None = None
    precision: float = 0.02
    interrupted: str | None = None
    warnings: Sequence[str] = ()
    node: str = "made"
    cpu_model: str = "Imagined CPU @ 3.00GHz"
    python_version: str = "3.13.0"
    gil_enabled: bool = True
    started: str = "2026-01-02T03:04:05+00:00"
    commit: str = "0123456789abcdef0123456789abcdef01234567"
    seed: int = 1

    def true_ceiling(self, workload: str, workers: int) -> float:
        """What the made machine can give at all."""
        usable = workers if workload in self.waiting else min(workers, self.cores)
        return 1.0 if workers == 1 else self.ceiling_share * usable

    def true_speedup(self, workload: str, backend: str, workers: int) -> float:
        """The speedup that the rounds of a case scatter about."""
        if callable(self.speedups):
            return self.speedups(workload, backend, workers)
        given = self.speedups.get((backend, workers))
        return self._usual_speedup(workload, backend, workers) if given is None else given

    def _usual_speedup(self, workload: str, backend: str, workers: int) -> float:
        """Amdahl's law with 2% in the parent, below the ceiling; threads gain nothing on computing."""
        if backend == "threads" and self.gil_enabled and workload not in self.waiting:
            return 0.99
        overhead = {"threads": 0.002, "pool": 0.02, "processes": 0.012}.get(backend, 0.03)
        possible = self.true_ceiling(workload, workers)
        return possible / (1 + overhead * possible)

    def fate(self, workload: str, backend: str, workers: int) -> tuple[str, str | None]:
        """Status and reason of a case."""
        for status, reasons in (("failed", self.failed), ("skipped", self.skipped)):
            for key in ((backend, workers), (workload, backend, workers)):
                if key in reasons:
                    return status, reasons[key]
        return "ok", None


def make_report(plan: MadePlan | None = None, **settings: object) -> Report:
    """A report whose truth is known: ``settings`` are those of :class:`MadePlan`."""
    plan = replace(plan or MadePlan(), **settings)  # type: ignore[arg-type]
    return _Maker(plan).report()


class _Maker:
    """Holds the plan and the dice while one report is made."""

    def __init__(self, plan: MadePlan) -> None:
        self.plan = plan
        self.dice = random.Random(plan.seed)
        self.next_launch = 0

    def report(self) -> Report:
        plan = self.plan
        cases: list[CaseResult] = []
        ceilings: list[Ceiling] = []
        for workload in plan.workloads:
            for backend in plan.backends:
                cases += self.subject(workload, backend)
            if plan.ceilings:
                ceilings += self.ceilings(workload)
        return Report(
            format=FORMAT,
            version="0.1.0",
            run=self.run_record(),
            machine=make_machine(plan),
            workloads=[self.workload_record(name) for name in plan.workloads],
            cases=cases,
            ceilings=ceilings,
        )

    def workload_record(self, name: str) -> WorkloadRecord:
        kind = "wait" if name in self.plan.waiting else "cpu"
        return WorkloadRecord(
            name=name,
            reference=name,
            kind=kind,
            description=f"made: {name}",
            size=self.plan.tasks,
            is_sized=True,
            tasks=self.plan.tasks,
            has_stopwatch=True,
            has_finish=False,
        )

    def run_record(self) -> RunRecord:
        plan = self.plan
        return RunRecord(
            started=plan.started,
            seed=plan.seed,
            budget_seconds=60.0,
            precision=plan.precision,
            elapsed_seconds=58.7,
            blocks=plan.launches * plan.blocks,
            is_complete=plan.interrupted is None,
            interrupted=plan.interrupted,
            command=["corecurve", "run", *plan.workloads],
            spent_seconds={"timing": 44.0, "startup": 3.0, "profile": 8.0, "other": 3.7},
            warnings=list(plan.warnings),
            commit=Commit(id=plan.commit, time=plan.started, author_time=plan.started, project="made", branch="main"),
            harness_python=plan.python_version,
        )

    def subject(self, workload: str, backend: str) -> list[CaseResult]:
        """The serial case of a subject and its backend's cases, with paired rounds."""
        plan = self.plan
        counts = [1, *(count for count in plan.workers if count != 1)] if backend != "serial" else []
        rounds: dict[int, list[Round]] = {count: [] for count in [0, *counts]}
        for launch in range(plan.launches):
            number, self.next_launch = self.next_launch, self.next_launch + 1
            offset = 1 + self.dice.gauss(0, plan.noise.launch_deviation)
            own = {count: 1 + self.dice.gauss(0, plan.noise.case_launch_deviation) for count in rounds}
            for nth in range(plan.blocks):
                block = launch * plan.blocks + nth
                drift = 1 + plan.noise.drift * block / max(1, plan.launches * plan.blocks - 1)
                for count, measured in rounds.items():
                    factor = offset * own[count] * drift
                    measured.append(self.round(workload, backend, count, block, number, factor))
        return [self.case(workload, backend, count, measured) for count, measured in rounds.items()]

    def case(self, workload: str, backend: str, workers: int, rounds: list[Round]) -> CaseResult:
        """One case; ``workers`` 0 is the serial loop of the subject."""
        plan = self.plan
        is_serial = workers == 0
        name = "serial" if is_serial else backend
        status, reason = ("ok", None) if is_serial else plan.fate(workload, backend, workers)
        is_processes = not is_serial and backend not in THREAD_BACKENDS
        case_id = f"{workload}[serial@{backend}]" if is_serial else Case(workload, backend, workers).id
        ran = rounds if status == "ok" else []
        return CaseResult(
            id=case_id,
            workload=workload,
            backend=name,
            workers=max(1, workers),
            start_method=plan.start_method if is_processes else None,
            chunksize=plan.chunksize if is_processes else None,
            subject=f"{workload}@{backend}",
            size=plan.tasks,
            status=status,  # type: ignore[arg-type]
            reason=reason,
            launches=plan.launches if ran else 0,
            workers_observed=max(1, workers) if ran else None,
            rounds=ran,
            profile=self.profile(workload, backend, workers, ran) if ran and plan.profile else None,
        )

    def round(self, workload: str, backend: str, workers: int, block: int, launch: int, factor: float) -> Round:
        plan, noise, dice = self.plan, self.plan.noise, self.dice
        speedup = 1.0 if workers == 0 else plan.true_speedup(workload, backend, workers)
        wall = plan.serial_seconds / speedup * factor * (1 + dice.gauss(0, noise.round_deviation))
        costs = task_costs(plan, workload)
        cpu_total = self.cpu_total(workload, workers) * factor
        cpu = [cost * cpu_total * (1 + dice.gauss(0, noise.round_deviation)) for cost in costs]
        lost = wall * dice.uniform(0.1, 0.6) if dice.random() < noise.disturbed_share else 0.0
        lanes = min(max(1, workers), plan.tasks)
        busy = 0.98 * wall * lanes
        return Round(
            block=block,
            launch=launch,
            wall_seconds=wall + lost,
            cpu_seconds=sum(cpu) * 1.002,
            startup_seconds=None if workers == 0 else self.startup_seconds(backend, workers),
            stop_seconds=None if workers == 0 else 0.2 * self.startup_seconds(backend, workers),
            foreign_cpu_seconds=0.002 * wall + lost,
            harness_cpu_seconds=0.0,
            steal_seconds=0.0,
            runqueue_seconds=lost,
            worker_cpu_seconds=self.shares(cpu, workers) if workers and backend not in THREAD_BACKENDS else None,
            task_wall_seconds=[cost * busy for cost in costs],
            task_cpu_seconds=cpu,
        )

    def cpu_total(self, workload: str, workers: int) -> float:
        """CPU seconds of all tasks; next to nothing where they wait, 2% more where they run in parallel."""
        busy = 0.001 if workload in self.plan.waiting else 0.995
        return self.plan.serial_seconds * busy * (1.02 if workers > 1 else 1.0)

    def startup_seconds(self, backend: str, workers: int) -> float:
        each = 0.0001 if backend in THREAD_BACKENDS else 0.006
        return each * workers * (1 + abs(self.dice.gauss(0, 0.05)))

    def shares(self, cpu: Sequence[float], workers: int) -> list[float]:
        return [sum(cpu[worker::workers]) for worker in range(workers)]

    def profile(self, workload: str, backend: str, workers: int, rounds: Sequence[Round]) -> Profile:
        """One profile round a launch, with the trace of its tasks, and the samples of the turn."""
        first_of_launch = {timed.launch: timed for timed in reversed(rounds)}
        chosen = sorted(first_of_launch.values(), key=lambda timed: timed.block)
        traced = [self.profile_round(workload, workers, timed) for timed in chosen]
        return Profile(rounds=traced, samples=[self.samples(workload, backend, workers, traced)])

    def profile_round(self, workload: str, workers: int, timed: Round) -> ProfileRound:
        """Tasks dealt out in turn; the fullest worker is busy for 98% of the round."""
        plan, lanes = self.plan, max(1, workers)
        costs = task_costs(plan, workload)
        fullest = max(self.shares(costs, lanes))
        wall = timed.wall_seconds - (timed.runqueue_seconds or 0.0)
        scale = 0.98 * wall / fullest
        cpu_total = self.cpu_total(workload, workers)
        clock = [0.004 * wall] * lanes
        trace = TaskTrace(worker=[], start_seconds=[], end_seconds=[], cpu_seconds=[])
        for index, cost in enumerate(costs):
            worker = index % lanes
            trace.worker.append(worker)
            trace.start_seconds.append(clock[worker])
            clock[worker] += cost * scale
            trace.end_seconds.append(clock[worker])
            trace.cpu_seconds.append(min(cost * cpu_total, cost * scale))
        cpu = self.shares(trace.cpu_seconds, lanes)
        waited = max(0.0, sum(costs) * scale - sum(cpu)) if workload not in plan.waiting else 0.0
        return ProfileRound(
            block=timed.block,
            launch=timed.launch,
            wall_seconds=wall,
            cpu_seconds=sum(cpu) * 1.01,
            parent_cpu_seconds=sum(cpu) * 0.01,
            runqueue_seconds=waited if lanes > plan.cores else 0.0,
            workers=[
                ProfileWorker(pid=4000 + worker, thread=4000 + worker, cpu_seconds=cpu[worker], runqueue_seconds=0.0)
                for worker in range(lanes)
            ],
            tasks=trace,
        )

    def samples(self, workload: str, backend: str, workers: int, rounds: Sequence[ProfileRound]) -> Samples:
        """Readings of the subject and its workers, memory growing a little during each round."""
        interval, per_round = 0.02, 12
        times = [interval * index for index in range(per_round * len(rounds))]
        forked = 0 if workers == 0 or backend in THREAD_BACKENDS else workers
        threads = workers + 1 if backend in THREAD_BACKENDS and workers else 1
        busy = 1.0 if workload in self.plan.waiting else 100.0
        subject_cpu = busy if not forked else 3.0
        processes = [self.process(4000, "subject", len(times), subject_cpu, 24 * MIB, 14 * MIB, threads)]
        share = min(1.0, self.plan.cores / max(1, forked))
        for worker in range(forked):
            processes.append(
                self.process(4001 + worker, "worker", len(times), 0.98 * busy * share, 16 * MIB, 6 * MIB, 1)
            )
        return Samples(
            interval_seconds=interval,
            time_seconds=times,
            round_index=[index // per_round for index in range(len(times))],
            processes=processes,
        )

    def process(
        self, pid: int, role: str, samples: int, cpu_percent: float, rss: int, own: int, threads: int
    ) -> ProcessSamples:
        growth = [1 + 0.2 * (index % 12) / 12 for index in range(samples)]
        uss = [int(own * factor) for factor in growth]
        return ProcessSamples(
            pid=pid,
            role=role,  # type: ignore[arg-type]
            sample=list(range(samples)),
            cpu_percent=[None, *(max(0.0, cpu_percent + self.dice.gauss(0, 2)) for _ in range(samples - 1))],
            rss_bytes=[int(rss * factor) for factor in growth],
            uss_bytes=list(uss),
            pss_bytes=[value + 2 * MIB for value in uss] if self.plan.pss else [None] * samples,
            threads=[threads] * samples,
        )

    def ceilings(self, workload: str) -> list[Ceiling]:
        return [self.ceiling(workload, count) for count in sorted({1, *self.plan.workers})]

    def ceiling(self, workload: str, workers: int) -> Ceiling:
        plan, dice = self.plan, self.dice
        rounds = []
        for launch in range(plan.launches):
            number, self.next_launch = self.next_launch, self.next_launch + 1
            for nth in range(plan.blocks):
                factor = 1 + dice.gauss(0, plan.noise.round_deviation)
                wall = plan.serial_seconds * workers / plan.true_ceiling(workload, workers)
                cpu = self.cpu_total(workload, workers)
                rounds.append(
                    CeilingRound(
                        block=launch * plan.blocks + nth,
                        launch=number,
                        serial_wall_seconds=plan.serial_seconds * factor,
                        serial_cpu_seconds=self.cpu_total(workload, 1) * factor,
                        wall_seconds=[
                            wall * factor * (1 + dice.gauss(0, plan.noise.round_deviation)) for _ in range(workers)
                        ],
                        cpu_seconds=[cpu * factor for _ in range(workers)],
                    )
                )
        return Ceiling(workload=workload, workers=workers, rounds=rounds)


def saved(folder: Path, report: Report, name: str = "report.json") -> Path:
    """The path of the report, saved in this folder."""
    path = folder / name
    write_report(report, path)
    return path


def task_costs(plan: MadePlan, workload: str) -> list[float]:
    """Each task's share of the work, in task order, rising evenly; the shares add up to 1."""
    last = max(1, plan.tasks - 1)
    weights = [1 + plan.imbalance * (2 * index / last - 1) for index in range(plan.tasks)]
    return [weight / sum(weights) for weight in weights]


def make_machine(plan: MadePlan) -> Machine:
    """The machine of a plan, with every field that a real one has."""
    version = ".".join(plan.python_version.split(".")[:2])
    return Machine(
        node=plan.node,
        system="Linux",
        release="6.1.0",
        architecture="x86_64",
        cpu_model=plan.cpu_model,
        physical_cores=max(1, plan.cores // 2),
        logical_cores=plan.cores,
        usable_cores=float(plan.cores),
        affinity=list(range(plan.cores)),
        smt=True,
        numa_nodes=1,
        governor="performance",
        frequency_mhz=3000.0,
        max_frequency_mhz=3600.0,
        virtualisation="kvm",
        memory_bytes=8 * 1024 * MIB,
        available_memory_bytes=6 * 1024 * MIB,
        load_average=[0.1, 0.1, 0.1],
        steal_share=0.0,
        python=Python(
            executable=f"/usr/bin/python{version}",
            implementation="CPython",
            version=plan.python_version,
            compiler="GCC 12.2.0",
            build=["main", "Jan  1 2026 00:00:00"],
            bits=64,
            gil_enabled=plan.gil_enabled,
            is_free_threaded_build=not plan.gil_enabled,
            start_method=plan.start_method,
        ),
    )
