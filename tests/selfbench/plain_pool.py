"""What a person would write by hand to see the speedup of a pool: thirty lines, nothing of ours but the task."""

import json
import sys
import time
from collections.abc import Callable
from multiprocessing import Pool

from corecurve.core.workloads.primes import count_primes, segments


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main(size: int, rounds: int, workers: int) -> None:
    inputs = segments(size)
    serial: list[float] = []
    parallel: list[float] = []
    with Pool(workers) as pool:
        pool.map(count_primes, inputs)
        for number in range(rounds):
            # The order changes, so that a drift of the machine hits both alike.
            for side in (serial, parallel) if number % 2 else (parallel, serial):
                if side is serial:
                    side.append(seconds(lambda: [count_primes(one) for one in inputs]))
                else:
                    side.append(seconds(lambda: pool.map(count_primes, inputs)))
    print(json.dumps({"serial": serial, "parallel": parallel}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
