"""What a person would write by hand to see the speedup of a pool: thirty lines, nothing of ours but the task.

It measures three rounds of each side for every line that it reads, so that it can take turns with corecurve.
"""

import json
import sys
import time
from collections.abc import Callable
from multiprocessing import Pool
from typing import Any

import plain_tasks


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main(name: str, workers: int) -> None:
    task: Callable[[Any], object] = getattr(plain_tasks, name).task
    inputs: list[Any] = getattr(plain_tasks, name).make_inputs(1)
    with Pool(workers) as pool:
        pool.map(task, inputs)
        for _ in sys.stdin:
            walls: dict[str, list[float]] = {"serial": [], "parallel": []}
            for _ in range(3):
                walls["serial"].append(seconds(lambda: [task(one) for one in inputs]))
                walls["parallel"].append(seconds(lambda: pool.map(task, inputs)))
            print(json.dumps(walls), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
