"""A workload: what is computed, and how to tell that the results are right."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass
from typing import Any


@dataclass(frozen=True)
class Workload:
    """A task function, its inputs, and how to tell that the results are right.

    ``name``
        what reports call it.
    ``task(x)``
        a module-level function of one input; one call of it is one task.
    ``inputs(size)``
        returns the list of inputs. Size 1 is the smallest sensible amount of work, and the
        serial seconds should grow about in proportion to it: calibration and weak scaling
        choose it. A callable without arguments is taken as fixed.
    ``finish(results)``
        runs in the parent inside the timed round, serially in every case: the serial part of
        Amdahl's law. What it returns is compared with the serial run's as well: by ``==``, then by
        ``equal``, if there is one that can. It may change its list.
    ``check(inputs, results)``
        whether the results are right, beyond being equal to the serial ones.
    ``equal(a, b)``
        replaces ``==`` when one task's results are compared (arrays, NaN).
    ``initializer()``
        runs once in each worker, and once before the serial loop.
    ``workers``
        numbers of workers that are measured besides the usual ones.
    ``kind``
        what bounds it, in a word: ``cpu``, ``wait``, ``data``, ``memory``, ``overhead``.

    Raises TypeError or ValueError, naming the field, where a value cannot be right.
    """

    name: str
    task: Callable[[Any], Any]
    inputs: Callable[..., list[Any]]
    _: KW_ONLY
    finish: Callable[[list[Any]], Any] | None = None
    check: Callable[[list[Any], list[Any]], bool] | None = None
    equal: Callable[[Any, Any], bool] | None = None
    initializer: Callable[[], object] | None = None
    workers: tuple[int, ...] = ()
    kind: str = "cpu"
    description: str = ""

    def __post_init__(self) -> None:
        _check_name(self.name)
        for field in ("task", "inputs"):
            if not callable(getattr(self, field)):
                raise TypeError(f"Workload {self.name!r}: {field} must be callable")
        for field in ("finish", "check", "equal", "initializer"):
            value = getattr(self, field)
            if value is not None and not callable(value):
                raise TypeError(f"Workload {self.name!r}: {field} must be callable or None")
        for field in ("kind", "description"):
            if not isinstance(getattr(self, field), str):
                raise TypeError(f"Workload {self.name!r}: {field} must be a string")
        object.__setattr__(self, "workers", _counts(self.name, self.workers))

    @property
    def is_sized(self) -> bool:
        """Whether ``inputs`` takes a size, so that the amount of work can be chosen."""
        try:
            parameters = inspect.signature(self.inputs).parameters.values()
        except (TypeError, ValueError):
            return True
        positional = (
            inspect.Parameter.POSITIONAL_ONLY,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            inspect.Parameter.VAR_POSITIONAL,
        )
        return any(parameter.kind in positional for parameter in parameters)

    def make_inputs(self, size: int) -> list[Any]:
        """The inputs of a round of ``size`` (ignored where the inputs are fixed), as a list."""
        made = self.inputs(size) if self.is_sized else self.inputs()
        if not isinstance(made, Iterable):
            raise TypeError(f"Workload {self.name!r}: inputs returned {type(made).__name__}, expected a list")
        return list(made)


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name.strip():
        raise ValueError("Workload name: expected a non-empty string")
    if not name.isprintable():
        raise ValueError(f"Workload {name!r}: name must be printable, on one line")


def _counts(name: str, workers: object) -> tuple[int, ...]:
    if isinstance(workers, (str, bytes)) or not isinstance(workers, Iterable):
        raise TypeError(f"Workload {name!r}: workers must be a tuple of whole numbers, such as (4,)")
    counts = tuple(workers)
    if any(type(count) is not int or count < 1 for count in counts):
        raise ValueError(f"Workload {name!r}: workers must be whole numbers from 1")
    return counts
