"""Recordings of real noise as rounds, cut into windows of measuring time.

A recording (gzipped JSON, a README beside them) holds rounds of one workload, serially and on a pool of two, quiet or
beside a bursty neighbour. *Interleaved* ones took a serial round and parallel ones in turns, in two launches; *blocked*
ones took all serial rounds, then all parallel ones.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from corecurve.bench.report import Round
from corecurve.bench.report_file.reading import load_report

LEAST_FILLED = 0.85
SERIAL_SHARE = 1 / 3

Rounds = list[Round]
Recordings = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Arm:
    """Serial and parallel rounds of one launch, and what was injected into the parallel ones."""

    recording: str
    neighbour: str
    injected: float
    launch: int
    serial: Rounds
    parallel: Rounds


Window = tuple[Rounds, Rounds]


def load_recordings(folder: Path) -> Recordings:
    """The recordings of a folder by file name, in the order in which they were taken."""
    return {path.name: json.loads(gzip.decompress(path.read_bytes())) for path in sorted(folder.glob("*.json.gz"))}


def interleaved_arms(recordings: Recordings) -> list[Arm]:
    """The launches whose rounds were taken in turns, and again with the parallel arm that was made slower."""
    arms = []
    for number, (name, recording) in enumerate(recordings.items()):
        if recording["order"] != "interleaved":
            continue
        kinds = (("a", "parallel_a", 0.0), ("b", "parallel_b", 0.0), ("b", "slower_b", recording["injected"]))
        for letter, parallel, injected in kinds:
            launch = 2 * number + (letter == "b")
            sides = [_rounds(recording, arm, launch) for arm in (f"serial_{letter}", parallel)]
            arms.append(Arm(name, recording["neighbour"], injected, launch, *_in_both(*sides)))
    return arms


def blocked_arms(recordings: Recordings) -> list[Arm]:
    """The launches that took one kind of round after the other, as it came."""
    return [
        Arm(
            name,
            recording["neighbour"],
            0.0,
            number,
            _rounds(recording, "serial", number),
            _rounds(recording, "parallel", number),
        )
        for number, (name, recording) in enumerate(recordings.items())
        if recording["order"] == "blocked" and recording["injected"] == 0
    ]


def reported_arms(folder: Path) -> list[Arm]:
    """The rounds of reports of one case each, measured on this machine: in turns, and in many launches."""
    arms = []
    for number, path in enumerate(sorted(folder.glob("*.json"))):
        serial, parallel = (case.rounds for case in load_report(path).cases)
        arms.append(Arm(path.name, "none", 0.0, number, *_in_both(serial, parallel)))
    return arms


def in_turns(arm: Arm, seconds: float) -> Iterator[Window]:
    """Windows of serial and parallel rounds in turns."""
    places = list(dict.fromkeys(one.place for one in arm.serial))
    per_block = sum(_usual_seconds(side) * len(side) / len(places) for side in (arm.serial, arm.parallel))
    count = int(seconds / per_block)
    for first in range(0, len(places), count):
        chosen = set(places[first : first + count])
        if len(chosen) >= LEAST_FILLED * count:
            serial, parallel = ([one for one in side if one.place in chosen] for side in (arm.serial, arm.parallel))
            yield serial, parallel


def in_batches(arm: Arm, seconds: float) -> Iterator[Window]:
    """Windows of serial rounds first, then parallel ones, which get two thirds of the time."""
    parallel = _cut(arm.parallel, (1 - SERIAL_SHARE) * seconds)
    yield from zip(_cut(arm.serial, SERIAL_SHARE * seconds), parallel, strict=False)


def parallel_only(arm: Arm, seconds: float) -> Iterator[Window]:
    """Windows of parallel rounds alone: what a gate on times measures."""
    yield from ((arm.serial, some) for some in _cut(arm.parallel, seconds))


def _cut(rounds: Rounds, seconds: float) -> list[Rounds]:
    count = int(seconds / _usual_seconds(rounds))
    starts = range(0, len(rounds), count)
    return [rounds[start : start + count] for start in starts if len(rounds) - start >= LEAST_FILLED * count]


def _in_both(serial: Rounds, parallel: Rounds) -> tuple[Rounds, Rounds]:
    """The rounds of those blocks that both sides have."""
    both = {one.place for one in serial} & {one.place for one in parallel}
    return [one for one in serial if one.place in both], [one for one in parallel if one.place in both]


def _usual_seconds(rounds: Sequence[Round]) -> float:
    return median([one.wall_seconds for one in rounds])


def _rounds(recording: dict[str, Any], arm: str, launch: int) -> Rounds:
    return [
        Round(
            block=one["block"],
            launch=launch,
            wall_seconds=one["wall_us"] / 1e6,
            cpu_seconds=sum(one["cpu_us"]) / 1e6,
            runqueue_seconds=sum(one["runqueue_us"]) / 1e6,
            task_cpu_seconds=[task / 1e6 for task in one["task_cpu_us"]],
        )
        for one in recording["rounds"]
        if one["arm"] == arm
    ]
