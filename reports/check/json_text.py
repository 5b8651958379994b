"""A conclusion as JSON, for programs; its keys are part of what corecurve promises to keep."""

from __future__ import annotations

import json
import math
from typing import Any

from corecurve.reports.check.text import summary_line
from corecurve.reports.check.verdicts import Conclusion, Verdict
from corecurve.reports.compare.shift import Shift

_SIDE_LEVEL = 0.025


def render_json(conclusion: Conclusion) -> str:
    """Everything that the other forms say. Changes are relative: -0.05 is a loss of 5%; what is not known is null."""
    content = {
        "title": conclusion.title,
        "summary": summary_line(conclusion),
        "exit_code": conclusion.exit_code,
        "false_alarms": conclusion.false_alarms,
        "false_failures": conclusion.false_failures,
        "remarks": list(conclusion.remarks),
        "verdicts": [_verdict(one) for one in conclusion.verdicts],
        "not_compared": [{"case": case_id, "why": why} for case_id, why in conclusion.left_out],
    }
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _verdict(one: Verdict) -> dict[str, Any]:
    change = one.change
    stalls = change.stalls
    return {
        "case": one.case_id,
        "verdict": one.word,
        "mover": one.mover,
        "reasons": list(one.reasons),
        "speedup_before": change.before,
        "speedup_after": change.after,
        "change": one.estimate,
        "low": _finite(one.low),
        "high": _finite(one.high),
        "tolerance": one.tolerance,
        "smallest_loss": one.smallest_loss,
        "serial_seconds": _shift(change.serial),
        "parallel_seconds": _shift(change.parallel),
        "ceiling": _shift(change.ceiling),
        "stalled_rounds": None if stalls is None else {"before": list(stalls.before), "after": list(stalls.after)},
        "held_cores": change.held,
        "unrest": change.unrest,
        "factor": change.factor,
        "costs": {name: _shift(shift) for name, shift in change.costs.items()},
    }


def _shift(shift: Shift | None) -> dict[str, float | None] | None:
    """A side's change with its 95% interval."""
    if shift is None:
        return None
    bounds = {"change": shift.change, "low": shift.low(_SIDE_LEVEL), "high": shift.high(_SIDE_LEVEL)}
    return {name: _finite(value) for name, value in bounds.items()}


def _finite(value: float | None) -> float | None:
    """JSON has no infinity; a bound that is infinite is not known."""
    return value if value is not None and math.isfinite(value) else None
