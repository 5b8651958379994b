"""95% intervals hold the truth in 93–97% of runs: shown by simulation, with fixed seeds.

``python tests/simulated_coverage.py`` prints the wider table of docs/estimator.md.
"""

from __future__ import annotations

import pytest
from made_rounds import World
from simulated_coverage import coverage, fixed_runs, stopping_runs

NONE, SOME, DOMINANT = 0.0, 0.005, 0.03
RUNS = 600
SAMPLING_ERROR = 0.01


@pytest.mark.parametrize(("blocks", "launches"), [(6, 2), (10, 2), (30, 2), (9, 3)])
@pytest.mark.parametrize(("launch_deviation", "disturbed"), [(NONE, 0.4), (SOME, 0.1), (DOMINANT, 0.25)])
def test_intervals_from_few_launches_hold_the_truth_at_least_as_often_as_they_say(
    blocks: int, launches: int, launch_deviation: float, disturbed: float
) -> None:
    world = World(launch_deviation=launch_deviation, disturbed=disturbed)
    assert coverage(fixed_runs(world, blocks=blocks, launches=launches, runs=RUNS)) >= 0.93


@pytest.mark.parametrize(
    ("blocks", "launches", "world"),
    [
        (20, 4, World(disturbed=0.1)),
        (20, 4, World(disturbed=0.4, launch_deviation=DOMINANT)),
        (20, 4, World(disturbed=0.1, launch_deviation=DOMINANT, launch_acts_on="spread")),
        (40, 4, World(disturbed=0.4, launch_deviation=SOME)),
        (60, 4, World(disturbed=0.4)),
        (40, 8, World(disturbed=0.25, launch_deviation=SOME, is_spread_skewed=True)),
        (40, 8, World(disturbed=0.4, launch_deviation=DOMINANT, launch_acts_on="spread")),
        (40, 8, World(disturbed=0.4, knows_cpu=False)),
        (40, 8, World(disturbed=0.1, heavy_tails=0.1)),
        (120, 8, World(disturbed=0.4)),
        (20, 4, World(disturbed=0.1, tasks=8, launch_deviation=SOME)),
        (40, 8, World(disturbed=0.4, tasks=8, tasks_slowed=0.1, launch_deviation=DOMINANT)),
        (20, 4, World(disturbed=0.4, parallel_rounds=2, block_deviation=0.002)),
        (40, 8, World(disturbed=0.1, tasks=8, parallel_rounds=4, launch_deviation=SOME)),
    ],
)
def test_intervals_from_four_launches_hold_the_truth_as_often_as_they_say(
    blocks: int, launches: int, world: World
) -> None:
    held = coverage(fixed_runs(world, blocks=blocks, launches=launches, runs=RUNS))
    assert 0.93 <= held <= 0.97 + SAMPLING_ERROR


@pytest.mark.parametrize(
    ("blocks_per_launch", "world"),
    [
        (3, World(disturbed=0.1, launch_deviation=SOME)),
        (3, World(disturbed=0.1, launch_deviation=DOMINANT)),
        (5, World(disturbed=0.4)),
        (5, World(disturbed=0.4, launch_deviation=DOMINANT, launch_acts_on="spread")),
    ],
)
def test_intervals_hold_the_truth_where_a_run_stops_as_soon_as_they_are_narrow(
    blocks_per_launch: int, world: World
) -> None:
    outcomes = list(
        stopping_runs(world, blocks_per_launch=blocks_per_launch, most_blocks=8 * blocks_per_launch, runs=80)
    )
    assert coverage(outcomes) >= 0.93
    assert any(one.estimate.blocks < 8 * blocks_per_launch for one in outcomes)
    assert all(one.estimate.blocks >= 5 and one.estimate.launches >= 2 for one in outcomes)
