"""The explanation in a terminal: what was lost and to what, case by case, and one case in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from corecurve.bench.printable import printable
from corecurve.reports.explain.explanation import CaseExplanation, WorkloadExplanation
from corecurve.reports.explain.interval import Interval
from corecurve.reports.explain.lanes import Lane
from corecurve.reports.palette import TONES, ink_of
from corecurve.reports.plain_text import as_text
from corecurve.reports.quantities import write_count, write_estimate, write_seconds, write_speedup
from corecurve.reports.telling import told

_MOST_LANES = 16
_NEAR = 1.05
_LANE_HEADINGS = (
    "\ntasks",
    "to\nstart",
    "before\nthe first",
    "\nworking",
    "between\ntasks",
    "after\nthe last",
    "to\nend",
)


def render_overview(workloads: Sequence[WorkloadExplanation], width: int, *, is_coloured: bool = False) -> str:
    """Every case in a sentence or two, and the laws, as text of ``width`` columns."""
    parts: list[RenderableType] = []
    for workload in workloads:
        parts += ["", *_workload(workload)] if parts else _workload(workload)
    return as_text(Group(*parts), width, is_coloured=is_coloured)


def render_case(case: CaseExplanation, width: int, *, is_coloured: bool = False) -> str:
    """One case in full: factors with their intervals and cores, its workers, its start-up, its scaling law."""
    return as_text(Group(*_case(case)), width, is_coloured=is_coloured)


def _workload(workload: WorkloadExplanation) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(printable(workload.name, 60), style="bold")]
    for case in workload.cases:
        name = Text(printable(_short(case.summary.case.id), 40), style=ink_of(case.summary.case.backend).dark)
        parts += [Padding(name, (0, 0, 0, 2)), Padding(Text(case.headline), (0, 0, 0, 4))]
        differs = _differs_from_timing(case)
        if differs is not None:
            parts.append(Padding(Text(differs, style=_quiet()), (0, 0, 0, 4)))
        if case.advice:
            parts.append(Padding(Text(f"Try: {printable(case.advice[0].sentence(), 300)}"), (0, 0, 0, 4)))
    for case_id, reason in workload.unexplained:
        parts.append(Padding(Text(printable(reason.removeprefix(f"{case_id}: "), 300), style=_quiet()), (0, 0, 0, 2)))
    for label, sentences in workload.laws:
        parts.append(Padding(Text.assemble((f"{printable(label, 40)}: ", "bold"), " ".join(sentences)), (0, 0, 0, 2)))
    return parts


def _case(case: CaseExplanation) -> Iterator[RenderableType]:
    yield Text(printable(case.summary.case.id, 60), style="bold")
    yield Text(case.headline)
    if case.largest_loss is not None:
        yield Text.assemble("The largest loss: ", (case.largest_loss, "bold"), ".")
    beside = _beside_timing(case)
    if beside:
        yield Text(beside, style=_quiet())
    yield ""
    yield Padding(_factor_table(case), (0, 0, 0, 2))
    yield ""
    yield Padding(_lane_table(case.lanes), (0, 0, 0, 2))
    if case.start_up is not None:
        yield ""
        largest = " That is the largest loss then." if case.start_up.is_largest_loss(case.breakdown) else ""
        yield Text(case.start_up.sentence() + largest)
    if case.laws:
        yield ""
        yield Text.assemble(("Scaling: ", "bold"), " ".join(case.laws))
    if case.advice:
        yield ""
    for advice in case.advice:
        yield Text.assemble(("Try: ", "bold"), printable(advice.sentence(), 300))
        yield Padding(Text(f"to check: {printable(advice.check, 500)}", style=_quiet()), (0, 0, 0, 5))


def _differs_from_timing(case: CaseExplanation) -> str | None:
    """What the timing rounds gave, where the profile rounds that are explained did not give it too."""
    timed = told(case.summary.speedup)
    if timed is None or timed.low / _NEAR <= case.breakdown.speedup.value <= timed.high * _NEAR:
        return None
    gave = write_estimate(timed)
    return f"That is of the few profile rounds; the timing rounds, undisturbed, gave {gave}: profile it again."


def _beside_timing(case: CaseExplanation) -> str:
    sentences = []
    if case.summary.speedup is not None:
        sentences.append(f"The timing rounds gave {write_estimate(case.summary.speedup)}.")
    if case.profile_cost is not None:
        sentences.append(f"A profile round takes {case.profile_cost:.2f} times as long as a timing round.")
    return " ".join(sentences)


def _factor_table(case: CaseExplanation) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, show_footer=True)
    breakdown = case.breakdown
    table.add_column("factor", f"× {write_count(breakdown.workers, 'worker')}", no_wrap=True)
    table.add_column("multiplier", write_speedup(breakdown.speedup.value), justify="right")
    table.add_column("95% interval", _bounds(breakdown.speedup, 2))
    table.add_column("cores lost", f"{breakdown.lost_cores:.2f}", justify="right")
    table.add_column("95% interval", "")
    for loss in breakdown.factors:
        table.add_row(
            loss.factor,
            f"{loss.multiplier.value:.3f}",
            _bounds(loss.multiplier, 3),
            Text(_decimal(loss.cores.value, 2), style=_tone(loss.cores)),
            _bounds(loss.cores, 2),
        )
    return table


def _lane_table(lanes: Sequence[Lane]) -> Table:
    """What each worker did; of many workers the first and the last."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("\nworker")
    for heading in _LANE_HEADINGS:
        table.add_column(heading, justify="right")
    shown = lanes if len(lanes) <= _MOST_LANES else [*lanes[: _MOST_LANES // 2], *lanes[-_MOST_LANES // 2 :]]
    for lane in shown:
        around = (lane.wait_seconds, lane.busy_seconds, lane.gap_seconds, lane.tail_seconds)
        times = (lane.startup_seconds, *around, lane.exit_seconds)
        table.add_row(str(lane.worker + 1), str(lane.tasks), *(_time(seconds) for seconds in times))
    return table


def _time(seconds: float | None) -> str:
    return write_seconds(max(0.0, seconds)) if seconds is not None else ""


def _bounds(interval: Interval, decimals: int) -> str:
    return f"{_decimal(interval.low, decimals)} to {_decimal(interval.high, decimals)}"


def _decimal(value: float, decimals: int) -> str:
    """A number with so many decimals, a true minus sign, and no negative zero."""
    rounded = round(value, decimals) or 0.0
    return f"{rounded:.{decimals}f}".replace("-", "−")


def _tone(cores: Interval) -> str:
    """Red where something was surely lost, green where it was surely gained."""
    if cores.low > 0:
        return TONES["loss"].dark
    return TONES["gain"].dark if cores.high < 0 else ""


def _short(case_id: str) -> str:
    return case_id.rpartition("[")[2].rstrip("]")


def _quiet() -> str:
    return TONES["quiet"].dark
