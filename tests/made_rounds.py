"""Rounds of a known speedup, with the noise of a real machine: the worlds in which the estimator is put to the test."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from corecurve.bench.report import Round

SERIAL_SECONDS = 0.4


@dataclass(frozen=True, kw_only=True)
class World:
    """What disturbs the rounds; standard deviations are of logarithms.

    ``launch_deviation`` is how far launches' speedups lie apart, ``launch_acts_on`` ``work`` (hash seed, memory layout)
    or ``spread`` (where the workers run); what it does to both sides alike is twice that, at least 2%. ``disturbed`` is
    the share of parallel rounds that a neighbour lengthens, by up to ``disturbance``; of the serial ones it lengthens
    a third as many, a third as much. The speed of the machine drifts by ``drift`` over the run. Where ``knows_cpu`` is
    false, there is wall time only. With ``tasks``, these are timed; a neighbour on the same core slows
    ``tasks_slowed`` of them, on both sides, by up to a third. A block holds ``parallel_rounds``, whose spread has an
    error of ``block_deviation`` in common.
    """

    speedup: float = 1.8
    work_deviation: float = 0.01
    spread_deviation: float = 0.004
    is_spread_skewed: bool = False
    launch_deviation: float = 0.0
    launch_acts_on: str = "work"
    disturbed: float = 0.25
    disturbance: float = 0.8
    drift: float = 0.03
    heavy_tails: float = 0.0
    knows_cpu: bool = True
    tasks: int = 0
    tasks_slowed: float = 0.3
    parallel_rounds: int = 1
    block_deviation: float = 0.0


@dataclass
class Run:
    """A run in a world: its rounds come block by block, and launch after launch."""

    world: World
    random: Random
    blocks_per_launch: int
    total_blocks: int
    first_launch: int = 0

    def __post_init__(self) -> None:
        self.serial: list[Round] = []
        self.parallel: list[Round] = []

    def take_block(self) -> None:
        """Measures one block."""
        block = len(self.serial)
        launch, first = divmod(block, self.blocks_per_launch)
        if first == 0:
            self._launch()
        drift = self.world.drift * math.sin(3 * block / self.total_blocks)
        speed = self.random.gauss(0, 0.002) + drift + self.common_offset
        place = (block, self.first_launch + launch)
        self.serial.append(self._round(place, 0.0, speed, 1 / 3, False))
        shared = -math.log(self.world.speedup)
        if self.world.block_deviation:
            shared += self.random.gauss(0, self.world.block_deviation)
        self.parallel += [self._round(place, shared, speed, 1.0, True) for _ in range(self.world.parallel_rounds)]

    def _launch(self) -> None:
        self.common_offset = self.random.gauss(0, max(0.02, 2 * self.world.launch_deviation))
        self.own_offset = self.random.gauss(0, self.world.launch_deviation)

    def _round(self, place: tuple[int, int], log_spread: float, speed: float, exposure: float, parallel: bool) -> Round:
        world, random = self.world, self.random
        work = math.log(SERIAL_SECONDS) + speed + random.gauss(0, world.work_deviation)
        if random.random() < world.heavy_tails:
            work += random.expovariate(1 / (10 * world.work_deviation))
        spread = log_spread + self._spread_noise()
        lengthened = 0.0
        if random.random() < world.disturbed * exposure:
            lengthened = math.log1p(random.uniform(0.02, world.disturbance * exposure))
            spread += lengthened
        if parallel and world.launch_acts_on == "work":
            work += self.own_offset
        elif parallel:
            spread += self.own_offset
        tasks = [math.exp(work) / world.tasks * self._task_noise() for _ in range(world.tasks)]
        cpu_seconds = sum(tasks) or math.exp(work)
        return Round(
            block=place[0],
            launch=place[1],
            wall_seconds=cpu_seconds * math.exp(spread),
            cpu_seconds=cpu_seconds if world.knows_cpu else None,
            runqueue_seconds=cpu_seconds * math.exp(spread) * -math.expm1(-lengthened),
            task_cpu_seconds=tasks or None,
        )

    def _task_noise(self) -> float:
        is_slowed = self.random.random() < self.world.tasks_slowed
        return math.exp(self.random.gauss(0, self.world.work_deviation)) * (
            1 + self.random.uniform(0, 1 / 3) if is_slowed else 1.0
        )

    def _spread_noise(self) -> float:
        if self.world.is_spread_skewed:
            return self.random.expovariate(1 / self.world.spread_deviation)
        return self.random.gauss(0, self.world.spread_deviation)


def take_run(world: World, seed: int | str, *, blocks: int, launches: int, first_launch: int = 0) -> Run:
    """A whole run: so many blocks, spread over so many launches as evenly as they can be."""
    run = Run(world, Random(seed), math.ceil(blocks / launches), blocks, first_launch)
    for _ in range(blocks):
        run.take_block()
    return run
