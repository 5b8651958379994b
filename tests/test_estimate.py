"""The estimator on rounds whose truth is known: what it finds, what it says of itself, and when it says nothing."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from random import Random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_rounds import Run, World, take_run

from corecurve.bench.estimator.estimate import ceiling, change, pooled_launch_variance, seconds, speedup
from corecurve.bench.estimator.launches import LaunchVariance
from corecurve.bench.report import Ceiling, CeilingRound, Round

QUIET = World(disturbed=0.0, drift=0.0)
LAUNCHES_OF_A_RUN = LaunchVariance(0.05, freedom=12, blocks=5)


def rounds_of(walls: Sequence[float], *, cpu: float | None = None, per_launch: int = 5) -> list[Round]:
    """Rounds of so many wall seconds, all of the same CPU seconds."""
    return [
        Round(block=block, launch=block // per_launch, wall_seconds=wall, cpu_seconds=cpu)
        for block, wall in enumerate(walls)
    ]


def both_sides(run: Run) -> tuple[list[Round], list[Round]]:
    return run.serial, run.parallel


def test_a_quiet_machine_gives_the_ratio_of_the_times() -> None:
    run = take_run(QUIET, 1, blocks=40, launches=4)
    found = speedup(run.serial, run.parallel)
    assert found is not None
    assert found.value == pytest.approx(1.8, rel=0.01)
    assert found.low < found.value < found.high
    assert (found.blocks, found.launches, found.method) == (40, 4, "work-spread")


def test_a_neighbour_in_four_rounds_of_ten_changes_the_speedup_by_less_than_a_percent() -> None:
    run = take_run(World(disturbed=0.4), 1, blocks=60, launches=4)
    found = speedup(run.serial, run.parallel)
    mean = sum(math.log(a.wall_seconds / b.wall_seconds) for a, b in zip(run.serial, run.parallel, strict=True)) / 60
    assert found is not None
    assert found.value == pytest.approx(1.8, rel=0.01)
    assert math.exp(mean) < 1.7


def test_one_slow_launch_of_four_is_part_of_the_answer_and_of_its_doubt() -> None:
    usual = take_run(QUIET, 1, blocks=15, launches=3)
    slow = take_run(replace(QUIET, speedup=1.7), 2, blocks=5, launches=1, first_launch=9)
    found = speedup([*usual.serial, *slow.serial], [*usual.parallel, *slow.parallel])
    alike = speedup(*both_sides(take_run(QUIET, 1, blocks=20, launches=4)))
    assert found is not None
    assert alike is not None
    assert found.value == pytest.approx((1.8**3 * 1.7) ** 0.25, rel=0.005)
    assert found.half_width > 2 * alike.half_width


@pytest.mark.parametrize("disturbed", [0.0, 0.4])
def test_without_cpu_time_the_wall_time_alone_tells(disturbed: float) -> None:
    run = take_run(World(disturbed=disturbed, knows_cpu=False), 3, blocks=60, launches=4)
    found = speedup(run.serial, run.parallel)
    assert found is not None
    assert found.method == "wall"
    assert found.value == pytest.approx(1.8, rel=0.015)


def test_tasks_that_wait_are_judged_by_wall_time() -> None:
    random = Random(4)
    serial = rounds_of([0.08 + random.expovariate(1e4) for _ in range(12)], cpu=0.001)
    threads = rounds_of([0.0102 + random.expovariate(1e4) for _ in range(12)], cpu=0.003)
    found = speedup(serial, threads)
    assert found is not None
    assert found.method == "wall"
    assert found.value == pytest.approx(0.08 / 0.0102, rel=0.01)
    assert 0.0005 < found.half_width < 0.1


def test_rounds_that_do_not_scatter_at_all_still_leave_some_doubt() -> None:
    found = speedup(rounds_of([0.4] * 10, cpu=0.4), rounds_of([0.2] * 10, cpu=0.4))
    assert found is not None
    assert found.value == pytest.approx(2.0)
    assert 0.001 <= found.half_width <= 0.002


def test_the_cpu_seconds_of_tasks_are_used_where_they_were_taken() -> None:
    run = take_run(QUIET, 5, blocks=20, launches=4)
    dispatch = 0.2

    def with_tasks(one: Round) -> Round:
        work = one.cpu_seconds or 0.0
        return replace(one, cpu_seconds=work + dispatch, task_cpu_seconds=[work / 4] * 4)

    found = speedup([with_tasks(one) for one in run.serial], [with_tasks(one) for one in run.parallel])
    assert found is not None
    assert found.value == pytest.approx(1.8, rel=0.015)


def test_a_neighbour_that_slows_a_third_of_the_tasks_on_one_side_hardly_changes_the_speedup() -> None:
    calm, slowed = (
        take_run(replace(QUIET, tasks=16, tasks_slowed=share), 5, blocks=40, launches=8) for share in (0, 0.35)
    )
    found, before = speedup(calm.serial, slowed.parallel), speedup(calm.serial, calm.parallel)
    assert found is not None
    assert before is not None
    assert found.value == pytest.approx(before.value, rel=0.02)


@pytest.mark.parametrize("blocks", [4, 5, 6])
def test_few_rounds_that_scatter_do_not_look_as_if_they_did_not(blocks: int) -> None:
    for seed in range(20):
        found = speedup(*both_sides(take_run(World(disturbed=0.4, tasks=4), seed, blocks=blocks, launches=2)))
        assert found is None or found.half_width > 0.005


def test_tasks_that_a_coarse_clock_reads_as_nothing_are_known_by_their_sum() -> None:
    run = take_run(replace(QUIET, tasks=40, tasks_slowed=0.0), 5, blocks=24, launches=4)
    tick = 0.02

    def coarse(one: Round) -> Round:
        """As a clock of 20 ms reads tasks that follow one another."""
        ends = list(accumulate(one.task_cpu_seconds or (), initial=(one.block * 0.0037) % tick))
        return replace(one, task_cpu_seconds=[(end // tick - start // tick) * tick for start, end in pairwise(ends)])

    found = speedup([coarse(one) for one in run.serial], [coarse(one) for one in run.parallel])
    assert any(0.0 in (coarse(one).task_cpu_seconds or ()) for one in run.serial)
    assert found is not None
    assert found.value == pytest.approx(1.8, rel=0.03)


def test_rounds_of_microseconds_are_estimated_like_others() -> None:
    run = take_run(QUIET, 6, blocks=20, launches=4)

    def shrunk(rounds: list[Round]) -> list[Round]:
        return [
            replace(one, wall_seconds=one.wall_seconds * 1e-6, cpu_seconds=(one.cpu_seconds or 0) * 1e-6)
            for one in rounds
        ]

    tiny, usual = speedup(shrunk(run.serial), shrunk(run.parallel)), speedup(run.serial, run.parallel)
    assert tiny is not None
    assert usual is not None
    assert (tiny.low, tiny.value, tiny.high) == pytest.approx((usual.low, usual.value, usual.high))


def test_one_worker_that_costs_nothing_has_a_speedup_of_one() -> None:
    found = speedup(*both_sides(take_run(replace(QUIET, speedup=1.0), 7, blocks=20, launches=4)))
    assert found is not None
    assert found.low < 1.0 < found.high
    assert found.value == pytest.approx(1.0, abs=0.01)


def test_one_launch_has_an_interval_only_by_what_other_cases_know_of_launches() -> None:
    run = take_run(QUIET, 8, blocks=10, launches=1)
    assert speedup(run.serial, run.parallel) is None
    assert speedup(run.serial, run.parallel, launch_variance=LaunchVariance(0.1, freedom=0, blocks=5)) is None
    found = speedup(run.serial, run.parallel, launch_variance=LAUNCHES_OF_A_RUN)
    assert found is not None
    assert found.low < 1.8 < found.high


@pytest.mark.parametrize("blocks", [0, 1])
def test_one_block_has_no_interval(blocks: int) -> None:
    run = take_run(QUIET, 9, blocks=blocks, launches=1)
    assert speedup(run.serial, run.parallel, launch_variance=LAUNCHES_OF_A_RUN) is None
    assert seconds(run.serial) is None


def test_two_launches_alone_are_far_less_sure_than_with_what_other_cases_know() -> None:
    run = take_run(QUIET, 10, blocks=10, launches=2)
    alone, pooled = (speedup(run.serial, run.parallel, launch_variance=known) for known in (None, LAUNCHES_OF_A_RUN))
    assert alone is not None
    assert pooled is not None
    assert alone.degrees_of_freedom == 1
    assert pooled.degrees_of_freedom is not None
    assert pooled.degrees_of_freedom > 4
    assert alone.half_width > 2 * pooled.half_width
    assert alone.value == pooled.value


def test_higher_confidence_is_a_wider_interval() -> None:
    run = take_run(QUIET, 11, blocks=20, launches=4)
    usual, surer = (speedup(run.serial, run.parallel, confidence=level) for level in (0.95, 0.999))
    assert usual is not None
    assert surer is not None
    assert surer.low < usual.low < usual.high < surer.high


def test_only_rounds_of_the_same_launch_and_block_are_compared() -> None:
    run = take_run(QUIET, 12, blocks=20, launches=4)
    alone = [replace(one, block=one.block + 100, wall_seconds=9.0) for one in run.serial]
    nothing = [replace(run.parallel[0], block=999, wall_seconds=0.0)]
    expected = speedup(run.serial, run.parallel)
    assert speedup([*alone, *run.serial], [*run.parallel, *nothing]) == expected
    assert speedup(run.serial[:3], run.parallel[3:]) is None


def test_rounds_of_a_block_that_are_alike_make_nothing_surer() -> None:
    run = take_run(QUIET, 14, blocks=40, launches=4)
    once, thrice = (speedup(run.serial, [one for one in run.parallel for _ in range(n)]) for n in (1, 3))
    assert once is not None
    assert thrice is not None
    assert (thrice.blocks, thrice.launches) == (once.blocks, once.launches) == (40, 4)
    assert thrice.half_width == pytest.approx(once.half_width, rel=0.1)
    assert thrice.value == pytest.approx(once.value, rel=0.001)


def test_more_rounds_in_a_block_make_it_surer() -> None:
    widths = []
    for rounds in (1, 4):
        world = replace(QUIET, parallel_rounds=rounds, spread_deviation=0.02)
        found = [take_run(world, seed, blocks=24, launches=6) for seed in range(20)]
        estimates = [speedup(run.serial, run.parallel) for run in found]
        widths.append(median(one.half_width for one in estimates if one is not None))
    assert widths[1] < 0.9 * widths[0]


def test_launches_of_unequal_size_weigh_by_their_rounds() -> None:
    long, short = (take_run(QUIET, seed, blocks=n, launches=1, first_launch=seed) for seed, n in ((1, 12), (2, 3)))
    found = speedup([*long.serial, *short.serial], [*long.parallel, *short.parallel])
    assert found is not None
    assert (found.blocks, found.launches) == (15, 2)
    assert found.value == pytest.approx(1.8, rel=0.01)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.floats(1e-3, 1e3), st.integers(2, 8), st.integers(2, 5))
def test_neither_the_unit_nor_the_order_of_the_rounds_matters(
    seed: int, factor: float, blocks: int, launches: int
) -> None:
    run = take_run(World(), seed, blocks=blocks * launches, launches=launches)

    def scaled(rounds: list[Round]) -> list[Round]:
        return [
            replace(one, wall_seconds=one.wall_seconds * factor, cpu_seconds=(one.cpu_seconds or 0) * factor)
            for one in Random(seed).sample(rounds, len(rounds))
        ]

    found, other = speedup(run.serial, run.parallel), speedup(scaled(run.serial), scaled(run.parallel))
    if found is None or other is None:
        assert found is other
    else:
        assert (other.low, other.value, other.high) == pytest.approx((found.low, found.value, found.high), rel=1e-6)


def test_the_cases_of_a_run_tell_how_much_launches_differ() -> None:
    def cases(deviation: float) -> list[tuple[list[Round], list[Round]]]:
        world = replace(QUIET, launch_deviation=deviation)
        return [both_sides(take_run(world, seed, blocks=20, launches=4, first_launch=9 * seed)) for seed in range(20)]

    between_rounds = 2 * QUIET.work_deviation**2
    found = pooled_launch_variance(cases(0.03))
    assert found.freedom == 60
    assert float(found) == pytest.approx(0.03**2 / between_rounds, rel=0.4)
    assert pooled_launch_variance(cases(0.0)) < 0.1


def test_cases_that_share_their_launches_count_them_once() -> None:
    run = take_run(QUIET, 13, blocks=20, launches=4)
    assert pooled_launch_variance([both_sides(run)] * 5).freedom == 3
    assert pooled_launch_variance([]).freedom == 0


def test_one_noisy_case_does_not_decide_what_all_launches_differ_by() -> None:
    quiet = [take_run(QUIET, seed, blocks=10, launches=2, first_launch=9 * seed) for seed in range(12)]
    loud = take_run(replace(QUIET, launch_deviation=1.0), 99, blocks=10, launches=2, first_launch=900)
    assert pooled_launch_variance(both_sides(run) for run in (*quiet, loud)) < 2.0


def test_seconds_are_those_of_the_undisturbed_machine() -> None:
    run = take_run(World(disturbed=0.4, drift=0.0), 24, blocks=60, launches=6)
    found = seconds(run.parallel)
    assert found is not None
    assert found.low < 0.4 / 1.8 < found.high
    assert found.half_width < 0.1


def test_seconds_of_one_launch_know_that_another_would_differ() -> None:
    run = take_run(QUIET, 15, blocks=20, launches=1)
    found = seconds(run.serial)
    assert found is not None
    assert found.half_width > 0.02


def test_the_ceiling_is_the_sum_over_its_processes() -> None:
    random = Random(16)
    rounds = [
        CeilingRound(
            block=block,
            launch=block // 5,
            serial_wall_seconds=0.2 * random.lognormvariate(0, 0.002),
            serial_cpu_seconds=0.2,
            wall_seconds=[0.21 * random.lognormvariate(0, 0.002), 0.24 * random.lognormvariate(0, 0.002)],
            cpu_seconds=[0.205, 0.235],
        )
        for block in range(20)
    ]
    found = ceiling(Ceiling(workload="primes", workers=2, rounds=rounds))
    assert found is not None
    assert found.value == pytest.approx(0.2 / 0.21 + 0.2 / 0.24, rel=0.01)
    assert ceiling(Ceiling(workload="primes", workers=2, rounds=[])) is None


@pytest.mark.parametrize("loss", [0.0, 0.05, 0.2])
def test_a_change_is_the_ratio_of_two_speedups(loss: float) -> None:
    before = take_run(World(disturbed=0.1), 27, blocks=40, launches=4)
    after = take_run(World(disturbed=0.4, speedup=1.8 * (1 - loss)), 28, blocks=40, launches=4)
    found = change(both_sides(before), both_sides(after))
    assert found is not None
    assert found.low < 1 - loss < found.high
    assert found.high < 1 or loss == 0
    assert found.half_width < 0.03


def test_a_change_of_what_has_no_interval_is_none() -> None:
    run, short = take_run(QUIET, 19, blocks=40, launches=4), take_run(QUIET, 20, blocks=1, launches=1)
    assert change(both_sides(run), both_sides(short)) is None
    assert change(both_sides(short), ([], [])) is None


def test_a_change_between_rounds_with_cpu_time_and_rounds_without_is_of_wall_times() -> None:
    before = take_run(QUIET, 21, blocks=40, launches=4)
    after = take_run(replace(QUIET, knows_cpu=False), 22, blocks=40, launches=4)
    found = change(both_sides(before), both_sides(after))
    assert found is not None
    assert found.method == "wall"
    assert found.low < 1 < found.high


def test_an_estimate_is_quick_enough_to_follow_every_block() -> None:
    tasks = [[0.01] * 40 for _ in range(200)]
    run = take_run(World(), 23, blocks=200, launches=8)
    serial, parallel = (
        [replace(one, task_cpu_seconds=work) for one, work in zip(side, tasks, strict=True)] for side in both_sides(run)
    )
    took = []
    for _ in range(5):
        started = time.thread_time()
        speedup(serial, parallel, launch_variance=LAUNCHES_OF_A_RUN)
        took.append(time.thread_time() - started)
    assert min(took) < 0.05
