"""One process: it prints its id and a number, and its parent waits until it has finished.

python -m corecurve.core.examples.process
"""

import multiprocessing
import os


def show(number: int) -> None:
    """Prints the number and the id of the process that this runs in."""
    # The newline is part of the text, so that the whole line is written at once; flush, so that
    # it is written now and not when a buffer is full.
    print(f"Process {os.getpid()}: my number is {number}\n", end="", flush=True)


def main() -> None:
    """Starts a process, waits for it, and says that it has finished."""
    process = multiprocessing.Process(target=show, args=(5,))
    process.start()
    process.join()
    print(f"Parent {os.getpid()}: process {process.pid} has finished, exit code {process.exitcode}")


# A new process may import this file again (spawn and forkserver do): only the program itself may start processes.
if __name__ == "__main__":
    main()
