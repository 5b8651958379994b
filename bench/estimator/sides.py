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
from statistics import fmean, median

from corecurve.bench.estimator.location import calm_share, feet_of_launches, low_end_of_parts, low_location
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

    @cached_property
    def parts(self) -> list[list[float]] | None:
        """A column of rounds for each task, or for some of them in their order; None where tasks were not timed."""
        if self.tasks is None or len({len(one) for one in self.tasks}) != 1:
            return None
        count = len(self.tasks[0])
        parts = min(count, MOST_PARTS)
        ends = [round(count * part / parts) for part in range(parts + 1)]
        return [[math.fsum(one[first:end]) for one in self.tasks] for first, end in pairwise(ends)]


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


def low_works(*sides: Side) -> list[list[float]] | None:
    """Of each side shares of the logarithm of its work, each of whose parts is at its low end; all are read alike.

    None where that means nothing: where tasks were not timed, and where their low ends do not nearly add up to that of
    the whole (a coarse clock reads many a task as nothing, or tasks cost what chance wants).
    """
    known = [(side.works, side.parts) for side in sides if side.works is not None and side.parts is not None]
    if len(known) < len(sides):
        return None
    ordered = [[sorted(part) for part in parts] for _, parts in known]
    calm = calm_share(ordered)
    found = [low_end_of_parts(parts, columns, calm) for (_, parts), columns in zip(known, ordered, strict=True)]
    together = [fmean(shares) - math.log(low_location(works)) for shares, (works, _) in zip(found, known, strict=True)]
    return found if min(together) >= math.log(LEAST_OF_WHOLE) else None


def feet_apart(serial: Side, parallel: Side) -> list[float]:
    """How far each launch's quickest tasks of one side lie off against those of the other; none where untimed."""
    if serial.parts is None or parallel.parts is None:
        return []
    feet = [
        feet_of_launches(parts, side.launches) for side, parts in ((serial, serial.parts), (parallel, parallel.parts))
    ]
    return [one - other for one, other in zip(*feet, strict=True)]


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
