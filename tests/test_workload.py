"""Workloads: what cannot be right is refused with the field's name."""

from __future__ import annotations

from typing import Any

import pytest

from corecurve.core import Workload


def make(**changes: Any) -> Workload:
    fields: dict[str, Any] = {"name": "squares", "task": abs, "inputs": lambda size: [size], **changes}
    return Workload(fields.pop("name"), fields.pop("task"), fields.pop("inputs"), **fields)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": 5}, "name"),
        ({"name": "two\nlines"}, "name must be printable"),
        ({"name": "\x1b[31m"}, "name must be printable"),
        ({"task": 5}, "task must be callable"),
        ({"inputs": [1, 2]}, "inputs must be callable"),
        ({"finish": 5}, "finish must be callable or None"),
        ({"check": "yes"}, "check must be callable or None"),
        ({"equal": 1}, "equal must be callable or None"),
        ({"initializer": ()}, "initializer must be callable or None"),
        ({"workers": 4}, r"workers must be a tuple of whole numbers, such as \(4,\)"),
        ({"workers": "4"}, "workers must be a tuple"),
        ({"workers": (0,)}, "workers must be whole numbers from 1"),
        ({"workers": (True,)}, "workers must be whole numbers from 1"),
        ({"workers": (2.0,)}, "workers must be whole numbers from 1"),
        ({"kind": None}, "kind must be a string"),
        ({"description": 5}, "description must be a string"),
    ],
    ids=str,
)
def test_what_cannot_be_right_is_refused_with_the_fields_name(changes: dict[str, Any], words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        make(**changes)


def test_workers_may_be_any_iterable_of_counts() -> None:
    assert make(workers=range(1, 4)).workers == (1, 2, 3)


def many(size: int = 3) -> list[int]:
    return [0] * size


@pytest.mark.parametrize(
    ("inputs", "is_sized"),
    [
        (lambda size: [size], True),
        (lambda *sizes: list(sizes), True),
        (many, True),
        (lambda: [1], False),
        (lambda **options: [1], False),
        (list, True),
    ],
    ids=["size", "sizes", "with default", "nothing", "options", "builtin"],
)
def test_inputs_that_take_a_size_are_told_from_those_that_do_not(inputs: Any, is_sized: bool) -> None:
    assert make(inputs=inputs).is_sized == is_sized


def test_inputs_may_be_any_iterable() -> None:
    assert make(inputs=lambda size: (value for value in range(size))).make_inputs(3) == [0, 1, 2]
    assert make(inputs=lambda: (1, 2)).make_inputs(99) == [1, 2]


def test_inputs_that_return_no_list_are_told_by_name() -> None:
    with pytest.raises(TypeError, match="'squares': inputs returned NoneType, expected a list"):
        make(inputs=lambda size: None).make_inputs(1)
