"""The wall seconds of one backend at each number of workers, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

from corecurve.bench.report import CaseResult, Place, Report, by_place


@dataclass(frozen=True, kw_only=True)
class ScalingCurve:
    """One workload on one backend: ``seconds[block][count]`` beside ``serial_seconds[block][count]``.

    Only blocks in which every number of workers has a round are here, so that each is a whole curve. Under
    strong scaling a block's serial seconds are the same for all counts. ``case_ids`` are the cases it is made from.
    """

    workload: str
    backend: str
    is_weak: bool
    workers: list[int]
    seconds: list[list[float]]
    serial_seconds: list[list[float]]
    case_ids: list[str] = field(default_factory=list)

    @property
    def speedups(self) -> list[list[float]]:
        """Serial seconds / seconds, block by block and count by count."""
        return [
            [serial / parallel for serial, parallel in zip(serials, parallels, strict=True)]
            for serials, parallels in zip(self.serial_seconds, self.seconds, strict=True)
        ]


def is_weak(case: CaseResult) -> bool:
    """Whether the case's work grows with its workers (weak scaling)."""
    return case.options.get("scaling") == "weak" or case.id.endswith("-weak]")


def scaling_curves(report: Report) -> list[ScalingCurve]:
    """The curves of a report: one for each workload, backend and set of options, in the report's order."""
    groups: dict[tuple[object, ...], list[CaseResult]] = {}
    for case in report.cases:
        if case.status == "ok" and case.backend != "serial" and case.rounds:
            key = (case.workload, case.backend, case.subject, case.chunksize, case.start_method, is_weak(case))
            groups.setdefault(key, []).append(case)
    return [curve for cases in groups.values() if (curve := _curve(report, cases)) is not None]


def _curve(report: Report, cases: Sequence[CaseResult]) -> ScalingCurve | None:
    by_workers = {case.workers: case for case in sorted(cases, key=lambda case: case.workers)}
    serials = {workers: report.serial_of(case) for workers, case in by_workers.items()}
    walls = {workers: _walls(case) for workers, case in by_workers.items()}
    serial_walls = {workers: _walls(serial) for workers, serial in serials.items()}
    places = sorted(set.intersection(*(set(some) for some in (*walls.values(), *serial_walls.values()))))
    if not places:
        return None
    return ScalingCurve(
        workload=cases[0].workload,
        backend=cases[0].backend,
        is_weak=is_weak(cases[0]),
        workers=list(by_workers),
        seconds=[[walls[workers][place] for workers in by_workers] for place in places],
        serial_seconds=[[serial_walls[workers][place] for workers in by_workers] for place in places],
        case_ids=[case.id for case in by_workers.values()],
    )


def _walls(case: CaseResult | None) -> dict[Place, float]:
    """The mean of each block's rounds."""
    found = by_place(case.rounds) if case is not None else {}
    return {place: fmean(one.wall_seconds for one in rounds) for place, rounds in found.items()}
