"""A workload: what is computed, and how to tell that the results are right."""

from __future__ import annotations

import inspect
from collections.abc import Callable
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
        Amdahl's law. What it returns is compared with the serial run's as well.
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
        if not isinstance(self.name, str) or not self.name.strip():
            raise ValueError("Workload name: expected a non-empty string")
        for field in ("task", "inputs"):
            if not callable(getattr(self, field)):
                raise TypeError(f"Workload {self.name!r}: {field} must be callable")
        for field in ("finish", "check", "equal", "initializer"):
            value = getattr(self, field)
            if value is not None and not callable(value):
                raise TypeError(f"Workload {self.name!r}: {field} must be callable or None")
        object.__setattr__(self, "workers", tuple(self.workers))
        for count in self.workers:
            if type(count) is not int or count < 1:
                raise ValueError(f"Workload {self.name!r}: workers must be whole numbers from 1")

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
        return list(self.inputs(size) if self.is_sized else self.inputs())
