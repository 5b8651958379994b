"""What the report knows that makes a loss plausible: usable cores, bytes pickled, the longest task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean

from corecurve.bench.report import CaseResult, ProfileRound, Report
from corecurve.reports.explain.dealing import dealing_of
from corecurve.reports.explain.factors import FactorName
from corecurve.reports.explain.lanes import Lane, lanes
from corecurve.reports.explain.losses import Breakdown
from corecurve.reports.quantities import write_bytes, write_count, write_seconds

_LARGE_SHARE = 0.3
_SHORT_TASK_SECONDS = 100e-6
_CLEAR_INFLATION = 1.2


@dataclass(frozen=True)
class Inquiry:
    """A case that is looked into, with its report and its breakdown."""

    report: Report
    case: CaseResult
    breakdown: Breakdown

    @property
    def profile_rounds(self) -> list[ProfileRound]:
        """The profile rounds of the case."""
        return self.case.profile.rounds if self.case.profile else []

    @property
    def shares_gil(self) -> bool:
        """Whether the workers are threads under one GIL."""
        python = self.report.machine.python
        return dealing_of(self.case.backend).shares_gil and (python is None or python.gil_enabled)

    @property
    def usable_cores(self) -> float | None:
        """Cores that the run could use; None where it is not known."""
        return self.report.machine.usable_cores or self.report.machine.logical_cores


def evidence(inquiry: Inquiry, factor: FactorName) -> str | None:
    """A few words that say why this factor took what it took; None where the report does not tell."""
    return _WITNESSES[factor](inquiry)


def _load_balance(inquiry: Inquiry) -> str | None:
    case, first = inquiry.case, inquiry.profile_rounds[0]
    tasks = len(first.tasks.worker)
    longest = fmean(_longest_task(one) for one in inquiry.profile_rounds)
    fullest = fmean(one.longest_busy_seconds for one in inquiry.breakdown.parallel)
    if tasks < case.workers:
        return f"{write_count(tasks, 'task')} for {write_count(case.workers, 'worker')}"
    if longest > 0.7 * fullest and tasks > case.workers:
        return f"the longest task takes {write_seconds(longest)}"
    if tasks % case.workers and tasks < 8 * case.workers:
        return f"{write_count(tasks, 'task')} for {write_count(case.workers, 'worker')}"
    average = fmean(one.total_busy_seconds / one.workers for one in inquiry.breakdown.parallel)
    return f"the busiest worker works {fullest / average:.2f}× the average"


def _dispatch(inquiry: Inquiry) -> str | None:
    breakdown = inquiry.breakdown
    idle = fmean(one.wall_seconds - one.finish_seconds - one.longest_busy_seconds for one in breakdown.parallel)
    transfer = inquiry.case.profile.transfer if inquiry.case.profile else None
    if transfer is not None and _transfer_seconds(inquiry) > _LARGE_SHARE * idle:
        size = write_bytes(transfer.argument_bytes + transfer.result_bytes)
        return f"{size} pickled in {write_seconds(_transfer_seconds(inquiry))} per round"
    tasks = len(inquiry.profile_rounds[0].tasks.worker)
    mean_task = fmean(one.total_busy_seconds for one in breakdown.serial) / max(1, tasks)
    if mean_task < _SHORT_TASK_SECONDS:
        return f"{write_count(tasks, 'task')} of only {write_seconds(mean_task)} each"
    return _longest_wait(inquiry)


def _longest_wait(inquiry: Inquiry) -> str:
    fullest = [_fullest_lane(one, inquiry.case.workers) for one in inquiry.profile_rounds]
    waits = {
        "before the first task": fmean(lane.wait_seconds for lane in fullest),
        "between tasks": fmean(lane.gap_seconds for lane in fullest),
        "after the last task": fmean(lane.tail_seconds for lane in fullest),
    }
    place = max(waits, key=lambda key: waits[key])
    return f"{write_seconds(waits[place])} {place}"


def _serial_section(inquiry: Inquiry) -> str | None:
    breakdown = inquiry.breakdown
    finish = fmean(one.finish_seconds for one in breakdown.parallel)
    wall = fmean(one.wall_seconds for one in breakdown.parallel)
    return f"finish takes {write_seconds(finish)} of {write_seconds(wall)}, alone"


def _work_inflation(inquiry: Inquiry) -> str | None:
    return f"the same tasks cost {1 / _multiplier(inquiry, 'work inflation'):.2f}× the CPU time of the loop"


def _waiting_for_a_core(inquiry: Inquiry) -> str | None:
    cores = inquiry.usable_cores
    if cores is not None and inquiry.case.workers > cores:
        return f"only {cores:g} {'is' if cores == 1 else 'are'} usable"
    return "other processes took them"


def _blocked(inquiry: Inquiry) -> str | None:
    if inquiry.shares_gil:
        return "by the GIL: one thread at a time runs Python code"
    return "by locks, pipes or input and output"


def _on_cpu_share(inquiry: Inquiry) -> str | None:
    breakdown = inquiry.breakdown
    share = fmean(one.cpu_seconds / one.total_busy_seconds for one in breakdown.parallel)
    return f"tasks are on a core for {share:.0%} of their time"


def _task_inflation(inquiry: Inquiry) -> str | None:
    inflation = 1 / _multiplier(inquiry, "task inflation")
    text = f"they take {inflation:.2f}× as long as in the loop"
    if inquiry.shares_gil and inflation > _CLEAR_INFLATION:
        return f"{text}: they hold the GIL, or a lock, while they wait"
    return text


def _serial_overhead(inquiry: Inquiry) -> str | None:
    breakdown = inquiry.breakdown
    outside = fmean(one.wall_seconds - one.finish_seconds - one.total_busy_seconds for one in breakdown.serial)
    return f"the loop spends {write_seconds(max(0.0, outside))} outside its tasks"


_WITNESSES: dict[FactorName, Callable[[Inquiry], str | None]] = {
    "load balance": _load_balance,
    "dispatch": _dispatch,
    "serial section": _serial_section,
    "work inflation": _work_inflation,
    "waiting for a core": _waiting_for_a_core,
    "blocked": _blocked,
    "on-CPU share": _on_cpu_share,
    "task inflation": _task_inflation,
    "serial overhead": _serial_overhead,
}


def _multiplier(inquiry: Inquiry, name: FactorName) -> float:
    return next(loss.multiplier.value for loss in inquiry.breakdown.factors if loss.factor == name)


def _transfer_seconds(inquiry: Inquiry) -> float:
    transfer = inquiry.case.profile.transfer if inquiry.case.profile else None
    if transfer is None:
        return 0.0
    return (
        transfer.argument_pickle_seconds
        + transfer.argument_unpickle_seconds
        + transfer.result_pickle_seconds
        + transfer.result_unpickle_seconds
    )


def _longest_task(profile_round: ProfileRound) -> float:
    tasks = profile_round.tasks
    return max(end - start for start, end in zip(tasks.start_seconds, tasks.end_seconds, strict=True))


def _fullest_lane(profile_round: ProfileRound, workers: int) -> Lane:
    return max(lanes(profile_round, workers), key=lambda lane: lane.busy_seconds)
