"""Records: what has been measured so far, growing during a run; the report is made from them."""

from __future__ import annotations

from typing import Any, Literal

from corecurve.bench.report import (
    CaseResult,
    Ceiling,
    CeilingRound,
    Dispatch,
    Profile,
    ProfileRound,
    ProfileWorker,
    Round,
    Samples,
    TaskTrace,
    Transfer,
)
from corecurve.core.case import Case

_NOT_REACHED = "the budget ended before it was measured"


class CaseRecord:
    """One case of one subject: its rounds so far, or why it failed."""

    def __init__(self, case: Case, case_id: str, subject: str, size: int, start_method: str | None, side: str) -> None:
        self.case = case
        self.id = case_id
        self.subject = subject
        self.size = size
        self.start_method = start_method
        self.side = side
        self.rounds: list[Round] = []
        self.failure: str | None = None
        self.workers_observed: int | None = None
        self.iterations = 0
        self.profile_rounds: list[ProfileRound] = []
        self.samples: list[Samples] = []
        self.transfer: Transfer | None = None
        self.dispatch: Dispatch | None = None

    @property
    def is_failed(self) -> bool:
        """Whether it has failed and is not measured any more."""
        return self.failure is not None

    def fail(self, reason: str) -> None:
        """Marks it as failed. Its rounds go: a case that failed has no speedup."""
        self.failure = reason
        self.rounds = []
        self.profile_rounds = []
        self.samples = []

    def add_round(self, block: int, launch: int, answer: dict[str, Any], harness_cpu_seconds: float) -> None:
        """Adds a timing round as the agent described it."""
        self.iterations = answer["iterations"]
        harness = harness_cpu_seconds / self.iterations
        foreign = answer.pop("foreign_cpu_seconds")
        self.rounds.append(
            Round(
                block=block,
                launch=launch,
                harness_cpu_seconds=harness,
                foreign_cpu_seconds=None if foreign is None else max(0.0, foreign - harness),
                **answer,
            )
        )

    def add_profile(self, block: int, launch: int, answer: dict[str, Any], samples: list[Samples]) -> None:
        """Adds the profile rounds of one turn as the agent described them, and what the sampler saw in them."""
        traces = answer["rounds"]
        if "transfer" in answer:
            self.transfer = Transfer(**answer["transfer"])
        if "dispatch" in answer:
            self.dispatch = Dispatch(**answer["dispatch"])
        self.profile_rounds.extend(_profile_round(block, launch, trace, traces[0]["start_ns"]) for trace in traces)
        self.samples.extend(samples)

    def result(self) -> CaseResult:
        """What the report says of it now. Its lists are copies: later rounds do not change it."""
        status, reason = self._status()
        profile = Profile(
            rounds=list(self.profile_rounds),
            samples=list(self.samples),
            transfer=self.transfer,
            dispatch=self.dispatch,
        )
        options: dict[str, str | int | float | bool | None] = {"scaling": self.case.scaling}
        if self.side:
            options["side"] = self.side
        return CaseResult(
            id=self.id,
            workload=self.case.workload,
            backend=self.case.backend,
            workers=self.case.workers,
            start_method=self.start_method,
            chunksize=self.case.chunksize,
            subject=self.subject,
            size=self.size,
            options=options,
            status=status,
            reason=reason,
            launches=len({one.launch for one in self.rounds}),
            workers_observed=self.workers_observed,
            rounds=list(self.rounds),
            profile=profile if self.profile_rounds else None,
        )

    def _status(self) -> tuple[Literal["ok", "failed", "skipped"], str | None]:
        if self.failure is not None:
            return "failed", self.failure
        return ("ok", None) if self.rounds else ("skipped", _NOT_REACHED)


class CeilingRecord:
    """The ceiling of one workload at one number of workers."""

    def __init__(self, workload: str, workers: int) -> None:
        self.workload = workload
        self.workers = workers
        self.rounds: list[CeilingRound] = []
        self.failure: str | None = None

    def add_round(self, serial: Round, answer: dict[str, Any]) -> None:
        """Adds the round of one block, beside the serial round of the same turn."""
        self.rounds.append(
            CeilingRound(
                block=serial.block,
                launch=serial.launch,
                serial_wall_seconds=serial.wall_seconds,
                serial_cpu_seconds=serial.cpu_seconds,
                wall_seconds=answer["wall_seconds"],
                cpu_seconds=answer["cpu_seconds"],
            )
        )

    def result(self) -> Ceiling:
        """What the report says of it now."""
        reason = self.failure or (None if self.rounds else _NOT_REACHED)
        return Ceiling(workload=self.workload, workers=self.workers, rounds=list(self.rounds), reason=reason)


def _profile_round(block: int, launch: int, trace: dict[str, Any], first_ns: int) -> ProfileRound:
    return ProfileRound(
        block=block,
        launch=launch,
        wall_seconds=trace["wall_seconds"],
        cpu_seconds=trace["cpu_seconds"],
        parent_cpu_seconds=trace["parent_cpu_seconds"],
        runqueue_seconds=trace["runqueue_seconds"],
        workers=[ProfileWorker(**worker) for worker in trace["workers"]],
        tasks=TaskTrace(**trace["tasks"]),
        begin_seconds=(trace["start_ns"] - first_ns) / 1e9,
        finish_seconds=trace["finish_seconds"],
    )
