"""Advice that replay can give: chunk size, number of workers, longest first, and no pickling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corecurve.reports.explain.advice.advice import LEAST_GAIN, Advice, AdvisedCase
from corecurve.reports.explain.dealing import dealing_of
from corecurve.reports.explain.replay.model import Model, Prediction, Setting
from corecurve.reports.explain.replay.predicting import FARTHEST
from corecurve.reports.quantities import write_bytes

_LARGE_BYTES = 1_000_000


def advise_chunk_size(advised: AdvisedCase) -> Iterator[Advice]:
    """The chunk size that replay finds fastest, where the backend takes one."""
    model, now = advised.model, _setting(advised)
    if model is None or not dealing_of(model.backend).takes_chunksize:
        return
    sizes = _chunk_sizes(len(model.durations), now.workers)
    best = min((model.predict(replace(now, chunksize=size)) for size in sizes), key=lambda one: one.seconds)
    if _is_surely_faster(model, now, best):
        size = best.setting.chunksize
        options = f"--backend {model.backend} --workers {now.workers} --chunksize default,{size}"
        yield _predicted(advised, best, f"Chunk size {size} instead of {model.lengths(now)[0]}", options)


def advise_workers(advised: AdvisedCase) -> Iterator[Advice]:
    """More workers than were measured, as far as there are cores for them, or as many as wait."""
    model, now = advised.model, _setting(advised)
    if model is None or now.workers < model.most_workers:
        return
    cores = model.pace.cores
    most = FARTHEST * model.most_workers if cores is None or model.pace.cpu_share == 0 else int(cores)
    counts = [now.workers * factor for factor in (2, FARTHEST) if now.workers * factor <= most]
    if now.workers < most < FARTHEST * now.workers:
        counts.append(most)
    if not counts:
        return
    best = min((model.predict(replace(now, workers=count)) for count in counts), key=lambda one: one.seconds)
    if _is_surely_faster(model, now, best):
        options = f"--backend {model.backend} --workers {now.workers},{best.setting.workers}"
        yield _predicted(advised, best, f"{best.setting.workers} workers instead of {now.workers}", options)


def advise_longest_first(advised: AdvisedCase) -> Iterator[Advice]:
    """The longest tasks first and one by one, where free workers take the next: no long task is left for the end."""
    model, now = advised.model, _setting(advised)
    if model is None or dealing_of(model.backend).is_static:
        return
    size = 1 if dealing_of(model.backend).takes_chunksize else None
    best = model.predict(replace(now, chunksize=size, longest_first=True))
    in_order = model.predict(replace(now, chunksize=size))
    if _is_surely_faster(model, now, best) and in_order.seconds > LEAST_GAIN * best.seconds:
        change = "Hand out the longest tasks first, one by one"
        yield _predicted(advised, best, change, f"--backend {model.backend} --workers {now.workers} --chunksize 1")


def advise_shared_memory(advised: AdvisedCase) -> Iterator[Advice]:
    """Arguments and results in shared memory instead of pickles: the same round without what moving them costs."""
    model, now = advised.model, _setting(advised)
    transfer = advised.case.profile.transfer if advised.case.profile else None
    if model is None or transfer is None or transfer.argument_bytes + transfer.result_bytes < _LARGE_BYTES:
        return
    anchors = [
        replace(
            anchor,
            costs=replace(anchor.costs, hand_out_task_seconds=0.0, collect_task_seconds=0.0, worker_task_seconds=0.0),
        )
        for anchor in model.anchors
    ]
    best = replace(model, anchors=anchors).predict(now)
    if _is_surely_faster(model, now, best):
        size = write_bytes(transfer.argument_bytes + transfer.result_bytes)
        change = f"Shared memory instead of pickling {size} a round"
        yield _predicted(advised, best, change, f"--backend {model.backend} --workers {now.workers}")


def _setting(advised: AdvisedCase) -> Setting:
    return Setting(workers=advised.case.workers, chunksize=advised.case.chunksize)


def _chunk_sizes(tasks: int, workers: int) -> list[int]:
    """Powers of two up to an even share."""
    share = max(1, -(-tasks // workers))
    sizes = [1]
    while sizes[-1] * 2 <= share:
        sizes.append(sizes[-1] * 2)
    return [*sizes, share] if sizes[-1] != share else sizes


def _is_surely_faster(model: Model, now: Setting, best: Prediction) -> bool:
    """Whether even the worst that is expected of the change beats what there is by 5%."""
    current = model.predict(now)
    spread = current.seconds / current.low_seconds
    return current.seconds > LEAST_GAIN * best.seconds and current.seconds > best.seconds * spread


def _predicted(advised: AdvisedCase, best: Prediction, change: str, options: str) -> Advice:
    assert advised.model is not None
    current = advised.model.predict(_setting(advised))
    return Advice(
        change=change,
        before=advised.speedup,
        after=advised.speedup * current.seconds / best.seconds,
        source="predicted",
        check=advised.run_command(options),
    )
