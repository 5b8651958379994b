"""How alike two machines are: in tiers, with the fields that decided.

Times may be compared within tier *same*, speedups also within tier *comparable*; between
*different* machines only seconds and the share of each machine's ceiling mean anything. What
drifts without being another machine (the measured frequency, the kernel's patch level, free memory,
load, the host's name) is no part of the identity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corecurve.bench.report import Machine, Python

Tier = Literal["same", "comparable", "different"]
TIERS: tuple[Tier, ...] = ("same", "comparable", "different")
"""The most alike first."""

UNKNOWN = "not known"


@dataclass(frozen=True)
class Difference:
    """One field of the identity in which two machines differ, as a person reads it."""

    field: str
    first: str
    second: str

    def __str__(self) -> str:
        return f"{self.field}: {self.first} / {self.second}"


@dataclass(frozen=True)
class Likeness:
    """The tier of two machines and the differences that put them there; none in tier *same*."""

    tier: Tier
    deciding: tuple[Difference, ...] = ()

    @property
    def times_compare(self) -> bool:
        """Whether seconds on the one say something about seconds on the other."""
        return self.tier == "same"

    @property
    def speedups_compare(self) -> bool:
        """Whether the speedup of the one can be held against the other's."""
        return self.tier != "different"


def likeness(first: Machine, second: Machine) -> Likeness:
    """The tier of two machines.

    A field that neither knows is equal; one that only one of them knows is a difference, for nothing
    shows that it is not. Without a CPU model on either side nothing shows that the processors are the
    same, so they are not called so.
    """
    apart = _differences(_COMPARABLE, first, second)
    if apart:
        return Likeness("different", apart)
    apart = _differences(_SAME, first, second)
    if not apart and first.cpu_model is None:
        apart = (Difference("CPU model", UNKNOWN, UNKNOWN),)
    return Likeness("comparable", apart) if apart else Likeness("same")


def identity_of(machine: Machine, tier: Tier = "same") -> tuple[str, ...]:
    """What machines of one tier have in common, as a key: equal for machines whose likeness is that tier or closer."""
    fields = {**_COMPARABLE, **_SAME} if tier == "same" else _COMPARABLE
    return tuple(say(machine) for say in fields.values())


def loosest(likenesses: Sequence[Likeness]) -> Likeness:
    """The least alike of several; *same* where there are none."""
    return max(likenesses, key=lambda one: TIERS.index(one.tier), default=Likeness("same"))


def _words(value: object) -> str:
    return UNKNOWN if value is None else " ".join(str(value).split())


def _cores(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _python(machine: Machine, say: Callable[[Python], object]) -> str:
    return UNKNOWN if machine.python is None else _words(say(machine.python))


def _minor_version(python: Python) -> str:
    return f"{python.implementation} {'.'.join(python.version.split('.')[:2])}"


def _build(python: Python) -> str:
    return f"{python.version} ({', '.join(python.build)}; {python.compiler}; {python.bits} bits)"


_COMPARABLE: Mapping[str, Callable[[Machine], str]] = {
    "usable cores": lambda machine: _cores(machine.usable_cores),
    "SMT": lambda machine: _words(machine.smt),
    "Python": lambda machine: _python(machine, _minor_version),
    "GIL": lambda machine: _python(machine, lambda python: python.gil_enabled),
}
"""What must agree for speedups to be comparable."""

_SAME: Mapping[str, Callable[[Machine], str]] = {
    "CPU model": lambda machine: _words(machine.cpu_model),
    "quota": lambda machine: _cores(machine.quota_cores),
    "Python build": lambda machine: _python(machine, _build),
    "system": lambda machine: _words(machine.system),
}
"""What must agree besides for times to be comparable."""


def _differences(
    fields: Mapping[str, Callable[[Machine], str]], first: Machine, second: Machine
) -> tuple[Difference, ...]:
    return tuple(
        Difference(field, say(first), say(second)) for field, say in fields.items() if say(first) != say(second)
    )
