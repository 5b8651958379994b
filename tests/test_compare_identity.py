"""Two machines are the same, comparable or different, and it is said which fields decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from made_reports import MadePlan, make_machine

from corecurve.bench.report import Machine
from corecurve.reports.compare.identity import Likeness, likeness, loosest


def made(**changes: Any) -> Machine:
    return replace(make_machine(MadePlan()), **changes)


def made_python(**changes: Any) -> Machine:
    machine = made()
    assert machine.python is not None
    return replace(machine, python=replace(machine.python, **changes))


def test_a_machine_is_the_same_as_itself() -> None:
    assert likeness(made(), made()) == Likeness("same")


@pytest.mark.parametrize(
    "drift",
    [
        {"frequency_mhz": 2996.9},
        {"release": "6.1.1"},
        {"available_memory_bytes": 1},
        {"load_average": [3.0, 2.0, 1.0]},
        {"node": "another-name"},
        {"governor": "powersave"},
        {"usable_cores": 2.0000001},
        {"cpu_model": "Imagined  CPU @ 3.00GHz"},
    ],
)
def test_what_is_not_identity_changes_no_tier(drift: dict[str, Any]) -> None:
    assert likeness(made(), made(**drift)).tier == "same"


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (made(cpu_model="Another CPU"), "CPU model"),
        (made(quota_cores=2.0), "quota"),
        (made(system="Darwin"), "system"),
        (made_python(version="3.13.1"), "Python build"),
        (made_python(compiler="Clang 17"), "Python build"),
    ],
)
def test_another_processor_quota_or_build_is_comparable(other: Machine, field: str) -> None:
    found = likeness(made(), other)
    assert (found.tier, [one.field for one in found.deciding]) == ("comparable", [field])
    assert found.speedups_compare
    assert not found.times_compare


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (made(usable_cores=4.0), "usable cores"),
        (made(smt=False), "SMT"),
        (made(smt=None), "SMT"),
        (made(python=None), "Python"),
        (made_python(version="3.12.9"), "Python"),
        (made_python(implementation="PyPy"), "Python"),
        (made_python(gil_enabled=False), "GIL"),
    ],
)
def test_other_cores_smt_python_or_gil_are_different(other: Machine, field: str) -> None:
    found = likeness(made(), other)
    assert found.tier == "different"
    assert field in [one.field for one in found.deciding]
    assert not found.speedups_compare


def test_without_a_cpu_model_on_either_side_nothing_shows_that_it_is_the_same() -> None:
    found = likeness(made(cpu_model=None), made(cpu_model=None))
    assert (found.tier, str(found.deciding[0])) == ("comparable", "CPU model: not known / not known")


def test_the_loosest_of_several_counts() -> None:
    apart = likeness(made(), made(usable_cores=4.0))
    assert loosest([likeness(made(), made()), apart]) == apart
    assert loosest([]).tier == "same"
