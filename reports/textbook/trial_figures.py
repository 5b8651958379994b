"""Figures from the experiments' trials: one value a trial, and intervals over trials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corecurve.reports.textbook.evidence import Figure
from corecurve.reports.textbook.launch_interval import mean_over_launches, typical_over_launches
from corecurve.reports.textbook.trials import ExampleTrial, OverlapTrial, TaskSpan, Trials

Named = Iterator[tuple[str, Figure]]


def trial_figures(trials: Trials) -> dict[str, Figure]:
    """All figures that the trials hold, by name."""
    groups = (_overlap, _mutation, _memory, _messages, _updates, _calls, _examples)
    return {name: figure for group in groups for name, figure in group(trials)}


def common_seconds(tasks: Sequence[TaskSpan]) -> float:
    """For how long two of the tasks or more had a core at the same moment: a sweep over begins and ends."""
    edges = [(begin, 1) for task in tasks for begin, _ in task.running_ns]
    edges += [(end, -1) for task in tasks for _, end in task.running_ns]
    common_ns, running, since_ns = 0, 0, 0
    for moment_ns, step in sorted(edges):
        if running >= 2:
            common_ns += moment_ns - since_ns
        running, since_ns = running + step, moment_ns
    return common_ns / 1e9


def running_seconds(tasks: Sequence[TaskSpan]) -> float:
    """The sum over the tasks of the time for which each had a core without interruption."""
    return sum(end - begin for task in tasks for begin, end in task.running_ns) / 1e9


def span_seconds(tasks: Sequence[TaskSpan]) -> float:
    """From the first task's begin to the last one's end; 0 of none."""
    if not tasks:
        return 0.0
    return max(0, max(task.end_ns for task in tasks) - min(task.start_ns for task in tasks)) / 1e9


def _overlap(trials: Trials) -> Named:
    found = [one for one in trials.overlap if all(map(span_seconds, (one.processes, one.threads)))]
    if not found:
        return
    sides = {"processes": [one.processes for one in found], "threads": [one.threads for one in found]}
    for name, side in sides.items():
        spans = mean_over_launches([_common_span(tasks) for tasks in side])
        shares = mean_over_launches([common_seconds(tasks) / span_seconds(tasks) for tasks in side])
        busy = mean_over_launches([running_seconds(tasks) / span_seconds(tasks) for tasks in side])
        yield f"overlap {name} in flight", Figure(f"{name}: all tasks begun and none ended", "share", spans)
        yield f"overlap {name} at once", Figure(f"{name}: two computing at the same moment", "share", shares)
        yield f"overlap {name} busy", Figure(f"{name}: cores that they really had", "cores", busy)
    cpus = max(_distinct_cpus(one) for one in found)
    yield (
        "overlap distinct CPUs",
        Figure("processes: distinct CPUs", "count", count=cpus, out_of=len(sides["processes"][0])),
    )


def _common_span(tasks: Sequence[TaskSpan]) -> float:
    """The share of the span in which every task had begun and none had ended."""
    common_ns = min(task.end_ns for task in tasks) - max(task.start_ns for task in tasks)
    return max(0.0, common_ns / 1e9 / span_seconds(tasks))


def _distinct_cpus(trial: OverlapTrial) -> int:
    return len({task.cpu for task in trial.processes if task.cpu is not None})


def _mutation(trials: Trials) -> Named:
    repeats = sum(one.repeats for one in trials.mutation)
    for kind in trials.mutation[0].seen if trials.mutation else ():
        seen = sum(one.seen.get(kind, 0) for one in trials.mutation)
        maker = "a thread" if kind == "thread" else f"a process ({kind})"
        yield f"seen {kind}", Figure(f"changes by {maker} that were seen", "count", count=seen, out_of=repeats)


def _memory(trials: Trials) -> Named:
    kinds = trials.memory[0].pss_bytes if trials.memory else {}
    for kind in kinds:
        sizes = [one.pss_bytes[kind] for one in trials.memory if len(one.pss_bytes.get(kind, ())) > 2]
        each = mean_over_launches([(size[-1] - size[1]) / (len(size) - 2) for size in sizes])
        maker = "one more thread" if kind == "thread" else f"one more process ({kind})"
        yield f"bytes {kind}", Figure(f"{maker}, PSS", "bytes", each)


def _messages(trials: Trials) -> Named:
    rows = trials.messages[0].rows if trials.messages else []
    for number, row in enumerate(rows):
        values = [one.rows[number] for one in trials.messages if number < len(one.rows)]
        label = f"{row.means}, {_size(row.bytes)}"
        latency = typical_over_launches([one.latency_seconds for one in values])
        rate = typical_over_launches([one.bytes_per_second for one in values])
        yield f"latency {row.means} {row.bytes}", Figure(f"{label}: one way", "seconds", latency)
        yield f"rate {row.means} {row.bytes}", Figure(f"{label}: in a stream", "bytes per second", rate)


def _size(size: int) -> str:
    """Message sizes are whole powers of two: ``64 KiB``."""
    for unit, name in ((1024**2, "MiB"), (1024, "KiB")):
        if size >= unit:
            return f"{size / unit:g} {name}"
    return f"{size} B"


def _updates(trials: Trials) -> Named:
    if trials.updates:
        total = sum(one.updates for one in trials.updates)
        without = sum(one.lost_without_lock for one in trials.updates)
        locked = sum(one.lost_with_lock for one in trials.updates)
        yield "lost without lock", Figure("updates lost without a lock", "count", count=without, out_of=total)
        yield "lost with lock", Figure("updates lost with a lock", "count", count=locked, out_of=total)


def _calls(trials: Trials) -> Named:
    rows = trials.calls[0].rows if trials.calls else []
    for number, row in enumerate(rows):
        values = [one.rows[number] for one in trials.calls if number < len(one.rows)]
        cost = typical_over_launches([one.seconds_per_task for one in values])
        most = max(one.most_at_once for one in values)
        yield f"cost {row.call}", Figure(f"{row.call}: per task", "seconds", cost)
        workers = trials.calls[0].workers
        yield f"at once {row.call}", Figure(f"{row.call}: at once", "count", count=most, out_of=workers)


def _examples(trials: Trials) -> Named:
    expected = {
        "pool_started": ("that started exactly 3 processes (pool)", 3),
        "pool_at_work": ("with exactly 3 of them at work (pool)", 3),
        "four_started": ("that started exactly 4 processes (the other)", 4),
    }
    for name, (label, right) in expected.items() if trials.examples else ():
        count = sum(_number(one, name) == right for one in trials.examples)
        yield name, Figure(f"runs {label}", "count", count=count, out_of=len(trials.examples))


def _number(trial: ExampleTrial, name: str) -> int:
    number: int = getattr(trial, name)
    return number
