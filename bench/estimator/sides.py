"""The two sides of a speedup: the wall time and the work of rounds that share launches and blocks.

A block holds a serial round and one or several parallel ones. Each side is read from all its rounds, and its errors are
those of its blocks: rounds of one block are less independent of each other than blocks are.

Work is the CPU seconds of the tasks. Wall time over work is the spread: how the machine and the backend let the work
run. A neighbour hardly touches the one, and touches little but the other.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from corecurve.bench.estimator.location import low_end_of_parts, low_location
from corecurve.bench.report import Ceiling, CeilingRound, Place, Round, by_place

LEAST_CPU_SHARE = 0.2
"""Where work is less of the wall time than this, tasks wait, or are too small to be seen: CPU time says little."""

MOST_PARTS = 16
"""Tasks are taken together, in their order, to no more parts than this."""

LEAST_OF_WHOLE = 0.8
"""The low ends of all parts add up to at least so much of the low end of the whole, where the parts mean anything."""


@dataclass(frozen=True)
class Side:
    """Seconds of each round: wall time, and work (None where it is not known of all rounds); and where it belongs.

    ``tasks`` is the same work, task by task, where tasks were timed.
    """

    places: list[Place]
    walls: list[float]
    works: list[float] | None
    tasks: list[list[float]] | None = None

    @cached_property
    def launches(self) -> list[list[int]]:
        """The indices of each launch's rounds."""
        return indices_of(launch for launch, _ in self.places)

    @cached_property
    def blocks(self) -> list[list[int]]:
        """The indices of each block's rounds."""
        return indices_of(self.places)

    @cached_property
    def launches_of_blocks(self) -> list[list[int]]:
        """The indices of each launch's blocks."""
        return indices_of(launch for launch, _ in dict.fromkeys(self.places))

    def by_block(self, shares: Sequence[float]) -> list[float]:
        """The shares of blocks, from those of rounds; with the same mean, also where blocks differ in size."""
        means = [math.fsum(shares[index] for index in block) / len(block) for block in self.blocks]
        moved = math.fsum(shares) / len(shares) - math.fsum(means) / len(means)
        return [mean + moved for mean in means]

    @property
    def computes(self) -> bool:
        """Whether the rounds are mostly work, so that their time can be taken apart into work and spread."""
        if not self.works:
            return False
        shares = [work / wall for work, wall in zip(self.works, self.walls, strict=True)]
        return median(shares) >= LEAST_CPU_SHARE

    def low_works(self) -> list[float] | None:
        """Shares of the logarithm of the work, each of whose parts is at its low end; None where that means nothing.

        So it is where tasks were not timed, and where their low ends do not nearly add up to that of the whole: a
        coarse clock reads many a task as nothing, or tasks cost what chance wants.
        """
        if self.tasks is None or self.works is None or len({len(one) for one in self.tasks}) != 1:
            return None
        shares = low_end_of_parts(_parts(self.tasks))
        apart = math.fsum(shares) / len(shares)
        return shares if apart >= math.log(LEAST_OF_WHOLE) + math.log(low_location(self.works)) else None


def side_of(rounds: Sequence[Round]) -> Side:
    """The seconds of some rounds: the work of the tasks where they were timed, else that of the whole round."""
    places = [one.place for one in rounds]
    walls = [one.wall_seconds for one in rounds]
    tasks = [one.task_cpu_seconds or [] for one in rounds]
    works: list[float | None] = [math.fsum(one) for one in tasks]
    if works and all(works):
        return Side(places, walls, [work for work in works if work is not None], tasks)
    works = [one.cpu_seconds for one in rounds]
    known = [work for work in works if work is not None and work > 0]
    return Side(places, walls, known if len(known) == len(rounds) else None)


def _parts(tasks: Sequence[Sequence[float]]) -> list[list[float]]:
    """A column of rounds for each task, or for some of them in their order."""
    count = len(tasks[0])
    parts = min(count, MOST_PARTS)
    ends = [round(count * part / parts) for part in range(parts + 1)]
    return [[math.fsum(one[first:end]) for one in tasks] for first, end in pairwise(ends)]


def sides_of(serial: Sequence[Round], parallel: Sequence[Round]) -> tuple[Side, Side]:
    """Both sides in those launches and blocks that both have rounds of, in the order of the parallel ones.

    Left out are rounds that a coarse clock read as nothing.
    """
    before, after = (by_place(one for one in rounds if one.wall_seconds > 0) for rounds in (serial, parallel))
    shared = [place for place in after if place in before]
    slow, fast = (side_of([one for place in shared for one in found[place]]) for found in (before, after))
    return slow, fast


def indices_of(keys: Iterable[Hashable]) -> list[list[int]]:
    """The indices at which each of the keys stands."""
    found: dict[Hashable, list[int]] = {}
    for index, key in enumerate(keys):
        found.setdefault(key, []).append(index)
    return list(found.values())


def ceiling_rounds(measured: Ceiling) -> tuple[list[Round], list[Round]]:
    """A ceiling's serial rounds, and rounds as long as its processes together take for one execution.

    P processes that each run everything once, in w1 … wP seconds, do 1/w1 + … + 1/wP executions a second.
    """
    usable = [one for one in measured.rounds if one.wall_seconds and min(one.wall_seconds) > 0]
    return [_serial_round(one) for one in usable], [_together_round(one) for one in usable]


def _serial_round(one: CeilingRound) -> Round:
    return Round(
        block=one.block, launch=one.launch, wall_seconds=one.serial_wall_seconds, cpu_seconds=one.serial_cpu_seconds
    )


def _together_round(one: CeilingRound) -> Round:
    return Round(
        block=one.block,
        launch=one.launch,
        wall_seconds=1 / math.fsum(1 / wall for wall in one.wall_seconds),
        cpu_seconds=math.fsum(one.cpu_seconds) / len(one.cpu_seconds) if one.cpu_seconds else None,
    )
