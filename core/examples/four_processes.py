"""Four processes at the same time: each prints its own number, then the parent says that all have finished.

python -m corecurve.core.examples.four_processes
"""

import multiprocessing
import os


def show(number: int) -> None:
    """Prints the number and the id of the process that this runs in."""
    # Four processes print at the same time: a line that is written whole, its newline included,
    # cannot be cut in two by another's.
    print(f"Process {os.getpid()}: my number is {number}\n", end="", flush=True)


def main() -> None:
    """Starts four processes, each with a number of its own, and waits for all of them."""
    processes = [multiprocessing.Process(target=show, args=(number,)) for number in (1, 2, 3, 4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(f"Parent {os.getpid()}: all {len(processes)} processes have finished")


# A new process may import this file again (spawn and forkserver do): only the program itself may start processes.
if __name__ == "__main__":
    main()
