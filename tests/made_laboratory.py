"""A laboratory with made-up subjects: they answer like agents at once, with seconds that a test chooses."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from corecurve.bench.errors import SubjectError
from corecurve.core.agent.interpreter import describe_interpreter

Seconds = Callable[[str, int, random.Random], float]


class MadeSubject:
    """Answers orders; ``seconds(backend, workers, chance)`` are a round's wall seconds."""

    pid = 0

    def __init__(self, laboratory: MadeLaboratory, number: int) -> None:
        self.laboratory = laboratory
        self.number = number

    def ask(self, do: str, *, deadline_seconds: float, tick: object = None, **fields: Any) -> dict[str, Any]:
        """Notes the order and answers it, or fails as the laboratory was told to."""
        del tick
        case = fields.get("case") or {}
        name = f"{case['backend']}-{case['workers']}" if case else do
        self.laboratory.deadlines.setdefault(name, []).append(deadline_seconds)
        self.laboratory.orders.append((self.number, name))
        if name in self.laboratory.failures:
            raise SubjectError(self.laboratory.failures[name])
        answer = getattr(self, f"_{do}")
        reply: dict[str, Any] = answer(**fields)
        return reply

    def _load(self, **fields: Any) -> dict[str, Any]:
        del fields
        return {"python": describe_interpreter(), "stopwatch_seconds": 2e-6, "workload": {}}

    def _calibrate(self, size: int) -> dict[str, Any]:
        return {"seconds": 0.01 * size, "tasks": self.laboratory.tasks}

    def _count(self, size: int) -> dict[str, Any]:
        del size
        return {"tasks": self.laboratory.tasks}

    def _serial(self, **fields: Any) -> dict[str, Any]:
        del fields
        return {"round": self._round("serial", 1), "warm_seconds": 0.0, "mismatches": dict(self.laboratory.mismatches)}

    def _case(self, case: dict[str, Any], rounds: int, **fields: Any) -> dict[str, Any]:
        del fields
        answers = [self._round(case["backend"], case["workers"]) for _ in range(rounds)]
        answers[0].update(startup_seconds=0.01, stop_seconds=0.01)
        return {"rounds": answers, "warm_seconds": 0.0, "workers_observed": case["workers"]}

    def _ceiling(self, workers: int, **fields: Any) -> dict[str, Any]:
        del fields
        walls = [self._round("ceiling", workers)["wall_seconds"] for _ in range(workers)]
        return {"wall_seconds": walls, "cpu_seconds": walls}

    def _round(self, backend: str, workers: int) -> dict[str, Any]:
        wall = self.laboratory.seconds(backend, workers, self.laboratory.chance)
        return {
            "wall_seconds": wall,
            "cpu_seconds": None,
            "iterations": 1,
            "foreign_cpu_seconds": 0.0,
            "steal_seconds": 0.0,
            "runqueue_seconds": 0.0,
        }


class MadeLaboratory:
    """Starts made-up subjects and remembers every order: ``(subject's number, what was asked for)``."""

    def __init__(self, seconds: Seconds, *, tasks: int = 8) -> None:
        self.seconds = seconds
        self.deadlines: dict[str, list[float]] = {}
        self.tasks = tasks
        self.chance = random.Random(5)
        self.orders: list[tuple[int, str]] = []
        self.failures: dict[str, str] = {}
        self.mismatches: dict[str, str] = {}
        self.live: list[MadeSubject] = []
        self.most_live = 0
        self.started = 0

    def start_subject(self, search: tuple[str, ...] = ()) -> MadeSubject:
        """A subject that is up at once."""
        del search
        self.started += 1
        subject = MadeSubject(self, self.started)
        self.live.append(subject)
        self.most_live = max(self.most_live, len(self.live))
        return subject

    def end_subject(self, subject: MadeSubject, *, is_broken: bool = False) -> None:
        """Ends it."""
        del is_broken
        self.live.remove(subject)
