"""A pool: three worker processes share the squaring of five numbers.

python -m corecurve.core.examples.pool
"""

import multiprocessing


def square(number: int) -> int:
    """The number times itself; runs in one of the workers."""
    return number * number


def main() -> None:
    """Hands the numbers to the pool and prints them beside their squares."""
    numbers = [1, 2, 3, 4, 5]
    with multiprocessing.Pool(processes=3) as pool:
        squares = pool.map(square, numbers)
    print(f"Numbers: {numbers}")
    print(f"Squares: {squares}")


# A new process may import this file again (spawn and forkserver do): only the program itself may start processes.
if __name__ == "__main__":
    main()
